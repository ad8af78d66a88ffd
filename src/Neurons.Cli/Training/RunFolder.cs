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
    private const string Runs = "runs", SettingsName = "run.json";

    private readonly List<EpochMetrics> _metrics = [];

    private RunFolder(string path, RunSettings settings) => (Path, Settings) = (path, settings);

    public string Path { get; }

    /// <summary>What the training was asked for.</summary>
    public RunSettings Settings { get; }

    public IReadOnlyList<EpochMetrics> Metrics => _metrics;

    public string Checkpoint => CheckpointIn(Path);

    public string Best => File("best.safetensors");

    public static string CheckpointIn(string folder) => System.IO.Path.Combine(folder, "checkpoint.safetensors");

    public static bool IsOne(string folder) => System.IO.File.Exists(CheckpointIn(folder));

    public static string SettingsIn(string folder) => System.IO.Path.Combine(folder, SettingsName);

    /// <summary>The folder that was written to last of those in <c>runs</c>; null without one.</summary>
    public static string? Latest() => Directory.Exists(Runs)
        ? Directory.EnumerateDirectories(Runs).Where(IsOne).OrderBy(folder => System.IO.File.GetLastWriteTimeUtc(CheckpointIn(folder))).LastOrDefault()
        : null;

    /// <summary>A new folder, the one asked for or one named after the time, with the training at its beginning.</summary>
    public static RunFolder Create(string? path, string data, RunSettings settings, Trainer trainer)
    {
        path ??= System.IO.Path.Combine(Runs, $"{DateTime.Now.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}-{data}");
        if (IsOne(path)) throw new UserError($"{path} holds a training already; go on with it by --resume {path}, or choose another folder.");

        Directory.CreateDirectory(path);
        var folder = new RunFolder(path, settings);
        try
        {
            folder.WriteSettings();
        }
        catch (FileNotFoundException)
        {
            // The system's message would name a temporary file.
            throw new UserError($"{path}: no file can be created in this folder.");
        }

        trainer.Save(folder.Checkpoint);
        return folder;
    }

    /// <summary>The folder of a training that goes on.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="epochs">How many epochs the training is to have now; null for as many as it was to have.</param>
    /// <param name="done">The epochs of the checkpoint; what was noted of later ones is dropped.</param>
    public static RunFolder Open(string path, int? epochs, int done)
    {
        try
        {
            var known = ReadSettings(path);
            var folder = new RunFolder(path, known.WithEpochs(epochs ?? known.Epochs));
            if (done > 0)
            {
                foreach (var line in System.IO.File.ReadLines(folder.MetricsFile).Take(done))
                    folder._metrics.Add(JsonText.Parse(line).Deserialize<EpochMetrics>() ?? throw new JsonException("a line is null"));
            }
            if (folder._metrics.Count < done)
                throw new FormatError(folder.MetricsFile, $"has {folder._metrics.Count} epochs; the checkpoint is of epoch {done}");

            folder.WriteSettings();
            return folder;
        }
        catch (Exception error) when (error is JsonException or FormatException)
        {
            throw new FormatError(path, $"run.json or metrics.jsonl cannot be read: {error.Message}", error);
        }
    }

    /// <summary>What the training of a folder was asked for.</summary>
    public static RunSettings ReadSettings(string path)
    {
        var file = SettingsIn(path);
        try
        {
            var settings = JsonText.Parse(System.IO.File.ReadAllBytes(file)).Deserialize<RunSettings>() ?? throw new JsonException("it is null");
            if (settings.Data is null) throw new JsonException("Data is missing");
            if (settings.Training is null) throw new JsonException("Training is missing");
            if (settings.Epochs < 1) throw new JsonException($"epochs is {settings.Epochs}; it must be at least 1");
            if (settings.TimeSteps < 1) throw new JsonException($"time_steps is {settings.TimeSteps}; it must be at least 1");
            if (settings.Validation is not (>= 0 and < 1)) throw new JsonException($"validation is {settings.Validation}; it must be in [0, 1)");
            return settings;
        }
        catch (Exception error) when (error is JsonException or FormatException)
        {
            throw new FormatError(file, $"cannot be read: {error.Message}", error);
        }
    }

    /// <summary>Writes down what an epoch came to, and the checkpoint.</summary>
    public void Add(EpochMetrics metrics, bool isBest, Trainer trainer)
    {
        _metrics.Add(metrics);
        AtomicFile.WriteText(MetricsFile, string.Concat(_metrics.Select(line => line.ToLine() + "\n")));
        AtomicFile.WriteText(File("metrics.json"), metrics.ToLine() + "\n");
        if (isBest) trainer.Save(Best);
        trainer.Save(Checkpoint);
    }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>A line an epoch; <c>metrics.json</c> beside it is the last one.</summary>
    private string MetricsFile => File("metrics.jsonl");

    private void WriteSettings() => AtomicFile.WriteText(File(SettingsName), JsonSerializer.Serialize(Settings) + "\n");
}
