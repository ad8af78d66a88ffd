using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Neurons.Cli.Training;
using Neurons.Nir;

namespace Neurons.Cli.Commands;

/// <summary><c>neurons ann2snn PATH</c></summary>
internal static class AnnToSnnCommand
{
    private static readonly Argument<string> Source = new("path")
    {
        Description = "The folder of a run, a checkpoint, a saved network or an ONNX model, with ReLU or QCFS units.",
    };

    private static readonly Option<string?> Out = new("--out")
    {
        Description = "The folder to write the spiking network to, as a run that can be evaluated and trained further.",
    };

    private static readonly Option<string?> Data = new("--data")
    {
        Description = $"The data, as of neurons train (default: that of the run, or {RunData.Digits}).",
    };

    private static readonly Option<int[]> Steps = new("--steps")
    {
        Description = "The numbers of time steps at which the accuracy is told, in rising order (default 4 8 16 32).",
        AllowMultipleArgumentsPerToken = true,
        CustomParser = result => [.. result.Tokens.Select(token =>
        {
            if (int.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var steps) && steps >= 1) return steps;
            result.AddError($"--steps is '{token.Value}'; it must be a whole number, at least 1.");
            return 1;
        })],
        DefaultValueFactory = _ => [4, 8, 16, 32],
    };

    private static readonly NumberOption<double> Percentile =
        new("--percentile") { Description = "A spike a step stands for this percentile of activations, in (0, 100] (default 99.9)." };

    private static readonly NumberOption<double> Initial =
        new("--initial") { Description = "What potentials begin with, as a part of the threshold, in [0, 1) (default 0.5)." };

    private static readonly Option<bool> PerLayer = new("--per-layer") { Description = "One scale for all channels of a layer." };
    private static readonly Option<bool> Largest = new("--largest") { Description = "Scales are the largest of the batches, not a running mean." };

    private static readonly Option<MaxPoolConversion> MaxPooling = new("--max-pooling")
    {
        Description = "What becomes of max pooling: spiking (the largest rate), eachstep (a spike of any input), average.",
    };

    private static readonly NumberOption<int> Batches =
        new("--batches") { Description = "Batches of 64 training samples for the scales (default 20)." };
    private static readonly ThreadsOption Threads = new();
    private static readonly Option<bool> AsJson = new("--json") { Description = "Write the result as JSON." };

    public static Command Create()
    {
        var command = new Command("ann2snn", "Make a spiking network of a trained one with ReLU or QCFS units, and tell its accuracy over time.")
        {
            Source, Out, Data, Steps, Percentile, Initial, PerLayer, Largest, MaxPooling, Batches, Threads, AsJson,
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult given)
    {
        Threads.Apply(given);
        var spec = given.GetValue(Data);
        var (network, settings, data) = Open(given.GetValue(Source)!, spec);
        var steps = given.GetValue(Steps)!;
        if (steps.Zip(steps.Skip(1)).Any(pair => pair.Second <= pair.First))
            throw new UserError($"--steps are {string.Join(" ", steps)}; they must rise.");
        var defaults = new ConversionOptions();
        var (spiking, report) = AnnToSnn.Convert(network, data.Training, new ConversionOptions
        {
            Percentile = given.GetValue(Percentile) ?? defaults.Percentile,
            InitialPotential = given.GetValue(Initial) ?? defaults.InitialPotential,
            PerChannel = !given.GetValue(PerLayer),
            Over = given.GetValue(Largest) ? BatchStatistics.Largest : BatchStatistics.RunningMean,
            MaxPooling = given.GetValue(MaxPooling),
            Batches = given.GetValue(Batches) ?? defaults.Batches,
        });
        var analogue = report.AnalogueAccuracy(data.Test);
        var overTime = report.AccuracyOverTime(data.Test, steps);
        if (given.GetValue(Out) is { } folder) Write(folder, spiking, settings, spec, data, steps[^1]);
        var output = given.InvocationConfiguration.Output;
        if (given.GetValue(AsJson)) WriteJson(output, report, analogue, overTime, data.Test.Count);
        else Print(output, report, analogue, overTime, data);
        return App.Good;
    }

    /// <summary>The network and its data; the settings are those of its run, or of none.</summary>
    private static (Network Network, RunSettings? Settings, RunData Data) Open(string path, string? spec)
    {
        NirNeurons.Register();
        var file = Directory.Exists(path) ? RunFolder.CheckpointIn(path) : path;
        if (!File.Exists(file)) throw new UserError($"{file} does not exist.");
        Network network = OnnxCommand.IsOne(file) ? OnnxCommand.Made(file).Network : Network.Load(file);
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        if (!File.Exists(RunFolder.SettingsIn(folder))) return (network, null, RunData.Load(spec ?? RunData.Digits, network.Seed, 1).For(network));
        var settings = RunFolder.ReadSettings(folder);
        return (network, settings, spec is null
            ? RunFolder.LoadData(folder, settings, network) : RunData.Load(spec, settings.Seed, settings.TimeSteps).For(network));
    }

    private static void Write(string folder, Network spiking, RunSettings? settings, string? spec, RunData data, int steps)
    {
        var training = (JsonObject?)settings?.Training.DeepClone() ?? new JsonObject { ["epochs"] = 1, ["batch_size"] = 64, ["validation"] = 0.0 };
        training["time_steps"] = steps;
        training["loss"] = "mean_membrane_cross_entropy";
        training.Remove("encoding");
        var trainer = NetworkFile.Trainer(spiking, training, folder);
        var source = spec is null ? settings?.Data ?? RunData.Digits : RunData.FullPath(spec);
        using var written = RunFolder.Create(folder, data.Name, new RunSettings(source, null, 0, spiking.Seed, training), trainer);
    }

    private static void Print(TextWriter output, ConversionReport report, double analogue, IReadOnlyList<AccuracyAt> overTime, RunData data)
    {
        foreach (var folded in report.Folded) output.WriteLine($"folded {folded}");
        output.WriteLine(report.ToString());
        output.WriteLine();
        output.WriteLine($"{data.Test.Count} test samples of {data.Name}");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"analogue  {analogue,7:0.00%}"));
        foreach (var (steps, accuracy) in overTime)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"T = {steps,-5} {accuracy,7:0.00%}"));
    }

    private static void WriteJson(TextWriter output, ConversionReport report, double analogue, IReadOnlyList<AccuracyAt> overTime, int samples) =>
        Json.WriteLine(output, writer =>
        {
            writer.WriteNumber("samples", samples);
            writer.WriteNumber("analogue_accuracy", analogue);
            writer.WriteStartObject("accuracy");
            foreach (var (steps, accuracy) in overTime) writer.WriteNumber(steps.ToString(CultureInfo.InvariantCulture), accuracy);
            writer.WriteEndObject();
            writer.WriteStartArray("layers");
            foreach (var layer in report.Layers)
            {
                writer.WriteStartObject();
                writer.WriteString("place", layer.Place);
                writer.WriteString("layer", layer.Layer);
                writer.Numbers("scales", layer.Scales);
                writer.WriteNumber("saturated", layer.Saturated);
                writer.WriteNumber("silent", layer.Silent);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
        });
}
