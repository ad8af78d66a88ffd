using System.CommandLine;
using System.Globalization;
using Neurons.Cli.Training;

namespace Neurons.Cli.Commands;

/// <summary><c>neurons train</c></summary>
internal static class TrainCommand
{
    private const int DefaultEpochs = 20;
    private const int MostHidden = 65536;

    /// <summary>The most values of the hidden layer in one update: time steps × samples × neurons.</summary>
    private const long MostValues = 1 << 27;

    private static readonly Option<int?> Epochs = new("--epochs") { Description = $"The number of epochs in all (default {DefaultEpochs}; of a resumed run, its own)." };
    private static readonly Option<int> Batch = new("--batch") { Description = "Samples to an update.", DefaultValueFactory = _ => 64 };
    private static readonly Option<double> Rate = new("--lr") { Description = "The learning rate of Adam.", DefaultValueFactory = _ => 0.002 };
    private static readonly Option<ulong> Seed = new("--seed") { Description = "What weights, the split of the data and the order of the samples are drawn from.", DefaultValueFactory = _ => 1 };
    private static readonly Option<int> Steps = new("--steps") { Description = "Time steps for which a digit is shown.", DefaultValueFactory = _ => 25 };
    private static readonly Option<int> Hidden = new("--hidden") { Description = "Neurons of the hidden layer.", DefaultValueFactory = _ => 128 };
    private static readonly Option<string?> Out = new("--out") { Description = "The folder to write (default runs/<time>-digits)." };
    private static readonly Option<string?> Resume = new("--resume") { Description = "The folder of a run to go on with." };
    private static readonly ThreadsOption Threads = new();
    private static readonly Option<bool> AsJson = new("--json") { Description = "Write a line of JSON for each epoch instead of a progress bar." };

    public static Command Create()
    {
        var command = new Command("train", "Train a spiking network on the 8 × 8 digits, with checkpoints and pictures.")
        {
            Epochs, Batch, Rate, Seed, Steps, Hidden, Out, Resume, Threads, AsJson,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult options, CancellationToken cancellationToken)
    {
        var output = options.InvocationConfiguration.Output;
        Threads.Apply(options);
        var (trainer, folder) = options.GetValue(Resume) is { } resumed ? Open(resumed, options) : Start(options);
        var (training, test) = DigitsNetwork.Data(trainer.Seed);
        var json = options.GetValue(AsJson);
        if (!json && trainer.Epoch == 0) output.WriteLine(trainer.Network.Summary(trainer.BatchSize, trainer.TimeSteps));

        var remaining = Math.Max(0, folder.Epochs - trainer.Epoch);
        var view = new TrainingView(json ? TextWriter.Null : output, folder.Epochs);
        try
        {
            await view.Run(trainer.Epoch, async (onBatch, onEpoch) =>
            {
                trainer.OnBatch = onBatch;
                await foreach (var epoch in trainer.TrainAsync(training, remaining, test, cancellationToken).ConfigureAwait(false))
                {
                    var metrics = EpochMetrics.Of(epoch, folder.Metrics.Count == 0 ? 0 : folder.Metrics[^1].Seconds);
                    folder.Add(metrics, trainer);
                    onEpoch(metrics);
                    if (json) metrics.WriteJson(output);
                }
            }).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await options.InvocationConfiguration.Error.WriteLineAsync(folder.Metrics.Count == 0
                ? "neurons: stopped in the first epoch; there is no checkpoint yet."
                : $"neurons: stopped after epoch {folder.Metrics.Count}; go on with: neurons train --resume {folder.Path}").ConfigureAwait(false);
            return App.Interrupted;
        }
        catch (NotFiniteNumberException diverged)
        {
            throw new UserError(diverged.Message);
        }

        TrainingFigures.Curves(folder.Metrics).Save(folder.File("training.svg"));
        TrainingFigures.Digit(trainer, test, 0).Save(folder.File("digit.svg"));
        var last = folder.Metrics[^1];
        if (json && remaining == 0) last.WriteJson(output);
        if (!json) output.WriteLine(remaining > 0 ? Summary(folder, last) : $"{folder.Path} has {trainer.Epoch} epochs and was to have {folder.Epochs}; there is nothing left to do.");
        return App.Good;
    }

    private static (Trainer, RunFolder) Start(ParseResult options)
    {
        var epochs = AtLeastOne("--epochs", options.GetValue(Epochs) ?? DefaultEpochs);
        var (batch, steps, hidden) = (AtLeastOne("--batch", options.GetValue(Batch)), AtLeastOne("--steps", options.GetValue(Steps)), AtLeastOne("--hidden", options.GetValue(Hidden), MostHidden));
        var rate = options.GetValue(Rate);
        if (!(double.IsFinite(rate) && rate > 0)) throw new UserError($"--lr is {rate.ToString(CultureInfo.InvariantCulture)}; it must be > 0.");

        var samples = Math.Min(batch, DigitsNetwork.Data(options.GetValue(Seed)).Training.Count);
        var values = (long)steps * samples * hidden;
        if (values > MostValues)
            throw new UserError($"--steps {steps}, --batch {samples} and --hidden {hidden} make {values} values an update; at most {MostValues} are computed.");

        var network = DigitsNetwork.Create(hidden, options.GetValue(Seed));
        var trainer = new Trainer(network, Loss.MaxMembraneCrossEntropy(), new Adam(rate)) { TimeSteps = steps, BatchSize = batch };
        return (trainer, RunFolder.Create(options.GetValue(Out), epochs));
    }

    private static (Trainer, RunFolder) Open(string path, ParseResult options)
    {
        Option[] fixedOnes = [Batch, Rate, Seed, Steps, Hidden, Out];
        if (Array.Find(fixedOnes, option => options.GetResult(option) is { Implicit: false }) is { } changed)
            throw new UserError($"{changed.Name} cannot be changed in a run that goes on; only --epochs, --threads and --json can.");

        int? epochs = options.GetValue(Epochs) is { } given ? AtLeastOne("--epochs", given) : null;
        if (!File.Exists(RunFolder.CheckpointIn(path))) throw new UserError($"{path} is not the folder of a run: it has no checkpoint.safetensors.");
        var trainer = Trainer.Resume(RunFolder.CheckpointIn(path));
        return (trainer, RunFolder.Open(path, epochs, trainer.Epoch));
    }

    private static string Summary(RunFolder folder, EpochMetrics last) => string.Create(
        CultureInfo.InvariantCulture,
        $"test accuracy {last.TestAccuracy:0.0%} after {last.Epoch} epochs, {last.Seconds:0.0} s of training, {last.PeakMemoryBytes / (1024.0 * 1024):0} MiB; in {folder.Path}: checkpoint, metrics, training.svg, digit.svg");

    private static int AtLeastOne(string name, int value, int most = int.MaxValue) =>
        value < 1 ? throw new UserError($"{name} is {value}; it must be at least 1.")
        : value > most ? throw new UserError($"{name} is {value}; it must be at most {most}.")
        : value;
}
