using Neurons.Cli.Training;

namespace Neurons.Cli.Report;

/// <summary>A run as the report shows it.</summary>
/// <param name="Name">What the page calls it.</param>
/// <param name="Settings">What was asked for.</param>
/// <param name="Metrics">What each epoch came to.</param>
/// <param name="Trainer">The training at its last epoch.</param>
/// <param name="Data">Its data.</param>
/// <param name="Test">How the network does on the test data; null where it was not tested yet.</param>
/// <param name="Warnings">What the training has noticed of layers that do not learn as they are.</param>
internal sealed record RunResult(
    string Name, RunSettings Settings, IReadOnlyList<EpochMetrics> Metrics, Trainer Trainer, RunData Data, Evaluation? Test,
    IReadOnlyList<string> Warnings)
{
    /// <summary>Reads a run from its folder, and tests it.</summary>
    public static RunResult Read(string folder)
    {
        if (!Directory.Exists(folder)) throw new UserError($"{folder}: there is no such folder.");
        if (!RunFolder.IsOne(folder)) throw new UserError($"{folder} is not the folder of a run: it has no checkpoint.safetensors.");
        var trainer = RunFolder.Resume(RunFolder.CheckpointIn(folder));
        var settings = RunFolder.ReadSettings(folder, trainer.Network);
        var data = RunFolder.LoadData(folder, settings, trainer.Network);
        return Of(folder, settings, trainer, data);
    }

    /// <summary>As it stands now, of a run in this process.</summary>
    public static RunResult Read(string folder, RunSettings settings, RunData data) =>
        Of(folder, settings, RunFolder.Resume(RunFolder.CheckpointIn(folder)), data);

    private static RunResult Of(string folder, RunSettings settings, Trainer trainer, RunData data) =>
        new(NameOf(folder), settings, RunFolder.ReadMetrics(folder, trainer.Epoch), trainer, data, trainer.Evaluate(data.Test),
            RunFolder.ReadWarnings(folder));

    /// <summary>How the network does on the test data.</summary>
    /// <exception cref="InvalidOperationException">It was not tested yet.</exception>
    public Evaluation Tested => Test ?? throw new InvalidOperationException($"{Name} was not tested yet.");

    /// <summary>The name of a folder.</summary>
    public static string NameOf(string folder) => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
}
