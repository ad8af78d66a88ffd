using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Neurons.Cli.Training;

namespace Neurons.Cli.Commands;

/// <summary><c>neurons evaluate PATH</c></summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        var path = new Argument<string>("path") { Description = "The folder of a run, or a checkpoint." };
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
            path, operations, costs, threads, json,
        };
        command.SetAction(result =>
        {
            threads.Apply(result);
            return Run(
                result.GetValue(path)!, Models(result.GetValue(operations), result.GetValue(costs)), result.GetValue(json),
                result.InvocationConfiguration.Output);
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

    private static int Run(string path, EnergyModel[]? models, bool json, TextWriter output)
    {
        var file = Directory.Exists(path) ? RunFolder.CheckpointIn(path) : path;
        if (!File.Exists(file)) throw new UserError($"{file} does not exist.");

        var trainer = RunFolder.Resume(file);
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        var data = File.Exists(RunFolder.SettingsIn(folder))
            ? RunFolder.LoadData(folder, RunFolder.ReadSettings(folder, trainer.Network), trainer.Network)
            : RunData.Load(RunData.Digits, trainer.Seed, trainer.TimeSteps).For(trainer.Network);
        var (training, test) = (data.Training, data.Test);
        var watch = Stopwatch.StartNew();
        var onTest = trainer.Evaluate(test, models);
        var onTraining = trainer.Evaluate(training);
        var seconds = watch.Elapsed.TotalSeconds;
        if (json)
        {
            new EpochMetrics(
                trainer.Epoch, onTraining.Loss, onTraining.Accuracy, onTest.Loss, onTest.Accuracy,
                (training.Count + test.Count) / seconds, seconds, EpochMetrics.PeakMemory())
                .WriteJson(output, writer => OperationsJson.Write(writer, onTest.Operations));
            return App.Good;
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"epoch {trainer.Epoch}: {test.Count} test samples of {data.Name}, accuracy {onTest.Accuracy:0.0%}, "
            + $"loss {onTest.Loss:0.0000} (training samples: {onTraining.Accuracy:0.0%}, {onTraining.Loss:0.0000})"));
        Confusion.Print(output, onTest.Confusion);
        if (onTest.Operations is { } counts) output.Write(counts);
        return App.Good;
    }
}
