using System.Globalization;
using System.Text.Json;
using Neurons.IO;
using Neurons.Nir;

namespace Neurons.Cli.Training;

/// <summary>
/// The folder of one training. Every file is replaced as a whole, the checkpoint last: whenever the program ends, the folder holds
/// the last good state. One run at a time has a folder: it holds a lock until it is disposed of or its process ends, however that ends.
/// </summary>
internal sealed class RunFolder : IDisposable
{
    private const string Runs = "runs", SettingsName = "run.json", WarningsName = "warnings.txt";

    private readonly List<EpochMetrics> _metrics = [];

    private readonly RunLock _lock;

    private RunFolder(RunLock held, RunSettings settings) => (_lock, Path, Settings) = (held, held.Folder, settings);

    public string Path { get; }

    /// <summary>What the training was asked for.</summary>
    public RunSettings Settings { get; }

    public IReadOnlyList<EpochMetrics> Metrics => _metrics;

    public string Checkpoint => CheckpointIn(Path);

    public string Best => File("best.safetensors");

    public static string CheckpointIn(string folder) => System.IO.Path.Combine(folder, "checkpoint.safetensors");

    /// <summary>The training of a checkpoint, whose neurons may be those of NIR, too.</summary>
    public static Trainer Resume(string checkpoint)
    {
        NirNeurons.Register();
        return Trainer.Resume(checkpoint);
    }

    public static bool IsOne(string folder) => System.IO.File.Exists(CheckpointIn(folder));

    public static string SettingsIn(string folder) => System.IO.Path.Combine(folder, SettingsName);

    /// <summary>The folder that was written to last of those in <c>runs</c>; null without one.</summary>
    public static string? Latest() => Directory.Exists(Runs)
        ? Directory.EnumerateDirectories(Runs)
            .Where(IsOne).OrderBy(folder => System.IO.File.GetLastWriteTimeUtc(CheckpointIn(folder))).LastOrDefault()
        : null;

    /// <summary>A new folder, the one asked for or one named after the time, with the training at its beginning.</summary>
    public static RunFolder Create(string? path, string data, RunSettings settings, Trainer trainer)
    {
        var folder = new RunFolder(path is null ? New(data) : Asked(path), settings);
        try
        {
            folder.WriteSettings();
            trainer.Save(folder.Checkpoint);
            return folder;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>The folder asked for, if no other training has it.</summary>
    private static RunLock Asked(string path)
    {
        if (IsOne(path)) throw Taken();
        if (System.IO.File.Exists(path)) throw new UserError($"{path} is a file; the folder of a run is needed.");
        Directory.CreateDirectory(path);
        var held = RunLock.Take(path);
        if (!IsOne(path)) return held;
        held.Dispose();
        throw Taken();

        UserError Taken() => new($"{path} holds a training already; go on with it by --resume {path}, or choose another folder.");
    }

    /// <summary>A folder that is named after the time; runs that begin within a second are numbered.</summary>
    private static RunLock New(string data)
    {
        var name = System.IO.Path.Combine(Runs, $"{DateTime.Now.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}-{data}");
        for (var number = 1; ; number++)
        {
            var path = number == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}-{number}");
            if (Directory.Exists(path)) continue;
            Directory.CreateDirectory(path);
            // Several may have found that there is no such folder: the first to lock it has it, also when it has ended meanwhile.
            if (RunLock.TryTake(path) is not { } held) continue;
            if (!IsOne(path)) return held;
            held.Dispose();
        }
    }

    /// <summary>The folder of a training that goes on, and the training.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="epochs">How many epochs the training is to have now; null for as many as it was to have.</param>
    public static (RunFolder Folder, Trainer Trainer) Open(string path, int? epochs)
    {
        var held = RunLock.Take(path);
        try
        {
            var trainer = Resume(CheckpointIn(path));
            var known = ReadSettings(path, trainer.Network);
            if (known.HasCosine && epochs > known.Epochs)
                throw new UserError(
                    $"--epochs is {epochs}; the learning rate of the run in {path} follows a cosine that ends with epoch {known.Epochs}.");
            var folder = new RunFolder(held, known.WithEpochs(epochs ?? known.Epochs));
            folder._metrics.AddRange(ReadMetrics(path, trainer.Epoch));
            folder.WriteSettings();
            return (folder, trainer);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Reads what was noted of the epochs of the checkpoint; what was noted of later ones is dropped.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="done">The epochs of the checkpoint.</param>
    public static IReadOnlyList<EpochMetrics> ReadMetrics(string path, int done)
    {
        var metrics = new List<EpochMetrics>();
        if (done == 0) return metrics;
        var file = MetricsIn(path);
        try
        {
            foreach (var line in InputFile.ReadText(file).Split('\n', StringSplitOptions.RemoveEmptyEntries).Take(done))
                metrics.Add(EpochMetrics.Read(JsonText.Parse(line)));
        }
        catch (FormatException error)
        {
            throw new FormatError(file, $"line {metrics.Count + 1} cannot be read: {error.Message}", error);
        }
        return metrics.Count == done ? metrics : throw new FormatError(file, $"has {metrics.Count} epochs; the checkpoint is of epoch {done}");
    }

    /// <summary>What the training of a folder was asked for.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="network">What is trained, with which all that is said of the training is checked; null to read it only.</param>
    /// <exception cref="FormatError">A value is missing or not allowed; the message names the file and it, and what is allowed.</exception>
    public static RunSettings ReadSettings(string path, Network? network = null)
    {
        var file = SettingsIn(path);
        try
        {
            var settings = RunSettings.Read(JsonText.Parse(InputFile.ReadBytes(file)));
            if (network is not null) NetworkFile.Trainer(network, settings.Training, file);
            return settings;
        }
        catch (FormatException error)
        {
            throw new FormatError(file, $"cannot be read: {error.Message}", error);
        }
    }

    /// <summary>The data of the training of a folder, in the shape that the network takes.</summary>
    public static RunData LoadData(string path, RunSettings settings, Network network)
    {
        try
        {
            return settings.Load(network);
        }
        catch (UserError problem)
        {
            throw new UserError($"{SettingsIn(path)}: {problem.Message}");
        }
    }

    /// <summary>Writes down what an epoch came to, and the checkpoint.</summary>
    public void Add(EpochMetrics metrics, bool isBest, Trainer trainer)
    {
        _metrics.Add(metrics);
        AtomicFile.WriteText(MetricsIn(Path), string.Concat(_metrics.Select(line => line.ToLine() + "\n")));
        AtomicFile.WriteText(File("metrics.json"), metrics.ToLine() + "\n");
        if (isBest) trainer.Save(Best);
        trainer.Save(Checkpoint);
    }

    /// <summary>Lets others have the folder.</summary>
    /// <summary>Keeps what the training has noticed, for the report.</summary>
    public void Warn(TrainingWarning warning)
    {
        var text = warning.ToString();
        var known = ReadWarnings(Path);
        if (!known.Contains(text)) AtomicFile.WriteText(File(WarningsName), string.Join('\n', [.. known, text, ""]));
    }

    /// <summary>What the training of a folder has noticed.</summary>
    public static string[] ReadWarnings(string path)
    {
        var file = System.IO.Path.Combine(path, WarningsName);
        return System.IO.File.Exists(file) ? System.IO.File.ReadAllLines(file) : [];
    }

    public void Dispose() => _lock.Dispose();

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>A line an epoch; <c>metrics.json</c> beside it is the last one.</summary>
    private static string MetricsIn(string folder) => System.IO.Path.Combine(folder, "metrics.jsonl");

    private void WriteSettings() => AtomicFile.WriteText(File(SettingsName), JsonSerializer.Serialize(Settings) + "\n");
}
