using System.Globalization;
using System.Text.Json;
using Neurons.IO;

namespace Neurons.Cli.Training;

/// <summary>
/// The folder of one training. Every file is replaced as a whole, the checkpoint last: whenever the program ends, the folder holds
/// the last good state.
/// </summary>
internal sealed class RunFolder
{
    private const string Data = "digits";

    private readonly List<EpochMetrics> _metrics = [];

    private RunFolder(string path, int epochs) => (Path, Epochs) = (path, epochs);

    public string Path { get; }

    /// <summary>How many epochs the training is to have.</summary>
    public int Epochs { get; }

    public IReadOnlyList<EpochMetrics> Metrics => _metrics;

    public string Checkpoint => CheckpointIn(Path);

    public string Best => File("best.safetensors");

    public static string CheckpointIn(string folder) => System.IO.Path.Combine(folder, "checkpoint.safetensors");

    /// <summary>A new folder: the one asked for, or one named after the time.</summary>
    public static RunFolder Create(string? path, int epochs)
    {
        path ??= System.IO.Path.Combine("runs", DateTime.Now.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture) + "-digits");
        if (System.IO.File.Exists(CheckpointIn(path)))
            throw new UserError($"{path} holds a training already; go on with it by --resume {path}, or choose another folder.");

        Directory.CreateDirectory(path);
        var folder = new RunFolder(path, epochs);
        try
        {
            folder.WriteSettings();
        }
        catch (FileNotFoundException)
        {
            // The system's message would name a temporary file.
            throw new UserError($"{path}: no file can be created in this folder.");
        }

        return folder;
    }

    /// <summary>The folder of a training that goes on.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="epochs">How many epochs the training is to have now; null for as many as it was to have.</param>
    /// <param name="done">The epochs of the checkpoint; what was noted of later ones is dropped.</param>
    public static RunFolder Open(string path, int? epochs, int done)
    {
        var settings = System.IO.Path.Combine(path, "run.json");
        try
        {
            var known = JsonSerializer.Deserialize<Settings>(System.IO.File.ReadAllText(settings)) ?? throw new JsonException("it is null");
            if (known.Data != Data)
                throw new FormatError(settings, $"Data is {(known.Data is null ? "missing" : $"'{known.Data}'")}; it must be '{Data}'");
            if (known.Epochs < 1)
                throw new FormatError(settings, $"Epochs is {known.Epochs}; it must be at least 1");

            var folder = new RunFolder(path, epochs ?? known.Epochs);
            foreach (var line in System.IO.File.ReadLines(folder.MetricsFile).Take(done))
                folder._metrics.Add(JsonSerializer.Deserialize<EpochMetrics>(line) ?? throw new JsonException("a line is null"));
            if (folder._metrics.Count < done)
                throw new FormatError(folder.MetricsFile, $"has {folder._metrics.Count} epochs; the checkpoint is of epoch {done}");

            folder.WriteSettings();
            return folder;
        }
        catch (JsonException error)
        {
            throw new FormatError(path, $"run.json or metrics.jsonl cannot be read: {error.Message}", error);
        }
    }

    /// <summary>Writes down what an epoch came to, and the checkpoint.</summary>
    public void Add(EpochMetrics metrics, Trainer trainer)
    {
        var isBest = _metrics.TrueForAll(earlier => earlier.TestAccuracy < metrics.TestAccuracy);
        _metrics.Add(metrics);
        AtomicFile.WriteText(MetricsFile, string.Concat(_metrics.Select(line => line.ToLine() + "\n")));
        AtomicFile.WriteText(File("metrics.json"), metrics.ToLine() + "\n");
        if (isBest) trainer.Save(Best);
        trainer.Save(Checkpoint);
    }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>A line an epoch; <c>metrics.json</c> beside it is the last one.</summary>
    private string MetricsFile => File("metrics.jsonl");

    private void WriteSettings() => AtomicFile.WriteText(File("run.json"), JsonSerializer.Serialize(new Settings(Data, Epochs)) + "\n");

    private sealed record Settings(string? Data, int Epochs);
}
