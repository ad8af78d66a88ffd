using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Neurons.Cli.Training;
using Neurons.Gpu;
using Neurons.Nir;

namespace Neurons.Cli.Commands;

/// <summary><c>neurons evaluate PATH</c></summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        var path = new Argument<string>("path") { Description = "The folder of a run, or a checkpoint; or a network in YAML, JSON or NIR." };
        var device = new DeviceOption();
        var threads = new ThreadsOption();
        var operations = new Option<bool>("--operations")
        {
            Description = "Count operations, spikes and energy of a sample of the test data, layer by layer.",
        };
        var costs = new Option<string[]>("--costs")
        {
            Description = $"What operations cost: {string.Join(", ", EnergyModel.BuiltIn.Select(model => model.Name))}, or a file of your own.",
            AllowMultipleArgumentsPerToken = true,
        };
        var json = new Option<bool>("--json") { Description = "Write the result as JSON." };
        var command = new Command("evaluate", "Test a trained network: accuracy, loss and which class is taken for which.")
        {
            path, operations, costs, device, threads, json,
        };
        foreach (var option in TrainOptions.Tests) command.Add(option);
        command.SetAction(result =>
        {
            threads.Apply(result);
            var output = result.InvocationConfiguration.Output;
            var models = Models(result.GetValue(operations), result.GetValue(costs));
            var (trainer, data, report) = Open(result, result.GetValue(path)!);
            device.Apply(result, trainer);
            using var network = trainer.Device as DeviceNetwork;
            NetworkSource.Print(result.GetValue(json) ? result.InvocationConfiguration.Error : output, report);
            return Run(trainer, data, models, result.GetValue(json), output);
        });
        return command;
    }

    /// <summary>What energies are computed by; null where no operations are counted.</summary>
    private static EnergyModel[]? Models(bool isCounted, string[]? costs)
    {
        if (costs is not { Length: > 0 }) return isCounted ? [CostTable.Cmos45Float32] : null;
        try
        {
            return Array.ConvertAll(costs, EnergyModel.Of);
        }
        catch (ArgumentException unknown)
        {
            throw new UserError($"--costs: {unknown.Message}");
        }
    }

    private static (Trainer, RunData, IReadOnlyList<NirNote>) Open(ParseResult given, string path)
    {
        if (NetworkSource.IsOne(path))
        {
            var asked = TrainOptions.Resolve(given, path);
            return (asked.Trainer, asked.Data, asked.Report);
        }

        if (Array.Find(TrainOptions.Tests, option => given.GetResult(option) is { Implicit: false }) is { } option)
            throw new UserError($"{option.Name} is for a network in YAML, JSON or NIR; {path} says how it was trained.");
        var file = Directory.Exists(path) ? RunFolder.CheckpointIn(path) : path;
        if (!File.Exists(file)) throw new UserError($"{file} does not exist.");

        var trainer = RunFolder.Resume(file);
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        var data = File.Exists(RunFolder.SettingsIn(folder))
            ? RunFolder.LoadData(folder, RunFolder.ReadSettings(folder, trainer.Network), trainer.Network)
            : RunData.Load(RunData.Digits, trainer.Seed, trainer.TimeSteps).For(trainer.Network);
        return (trainer, data, []);
    }

    private static int Run(Trainer trainer, RunData data, EnergyModel[]? models, bool json, TextWriter output)
    {
        var (training, test) = (data.Training, data.Test);
        var watch = Stopwatch.StartNew();
        var onTest = trainer.Evaluate(test, models);
        var onTraining = trainer.Evaluate(training);
        var seconds = watch.Elapsed.TotalSeconds;
        if (json)
        {
            new EpochMetrics(
                trainer.Epoch, onTraining.Loss, onTest.Loss, (training.Count + test.Count) / seconds, seconds, EpochMetrics.PeakMemory())
            {
                TrainAccuracy = EpochMetrics.Accuracy(onTraining.Accuracy),
                TestAccuracy = EpochMetrics.Accuracy(onTest.Accuracy),
            }.WriteJson(output, writer => OperationsJson.Write(writer, onTest.Operations));
            return App.Good;
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"epoch {trainer.Epoch}: {test.Count} test samples of {data.Name}, {Accuracy("accuracy ", onTest)}loss {onTest.Loss:0.0000} ")
            + string.Create(CultureInfo.InvariantCulture, $"(training samples: {Accuracy("", onTraining)}{onTraining.Loss:0.0000})"));
        if (onTest.Confusion.Length > 0) Confusion.Print(output, onTest.Confusion);
        if (onTest.Operations is { } counts) output.Write(counts);
        return App.Good;
    }

    private static string Accuracy(string name, Evaluation on) =>
        double.IsNaN(on.Accuracy) ? "" : string.Create(CultureInfo.InvariantCulture, $"{name}{on.Accuracy:0.0%}, ");
}
