using System.CommandLine;
using System.Globalization;
using Neurons.Cli.Report;
using Neurons.Cli.Training;
using Neurons.Cli.Watch;
using Neurons.Gpu;
using Neurons.IO;
using Neurons.Nir;

namespace Neurons.Cli.Commands;

/// <summary><c>neurons train</c></summary>
internal static class TrainCommand
{
    private const string ReportName = "report.html";

    private static readonly Option<string?> Out = new("--out") { Description = "The folder to write (default runs/<time>-<data>)." };

    private static readonly Option<string?> Resume = new("--resume")
    {
        Description = "Go on with the run in a folder; without a folder, with that of --out (which is begun if there is none) or the latest in runs.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly ThreadsOption Threads = new();
    private static readonly Option<bool> NoReport = new("--no-report") { Description = "Write no report.html." };
    private static readonly Option<bool> Png = Figures.Option();

    private static readonly PortOption Watch = new("--watch")
    {
        Description = "Show the training in a browser on this machine while it runs, at a port, or at a free one where none is given.",
    };

    private static readonly DeviceOption OnDevice = new();

    private static readonly Option<bool> AsJson = new("--json") { Description = "Write a line of JSON for each epoch instead of a progress bar." };

    public static Command Create()
    {
        var command = new Command("train", "Train a spiking network, with checkpoints and pictures: on the 8 × 8 digits, or on data of your own.")
        {
            Out, Resume, OnDevice, Threads, NoReport, Png, Watch, AsJson,
        };
        TrainOptions.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult options, CancellationToken cancellationToken)
    {
        NirNeurons.Register();
        Threads.Apply(options);
        if (options.GetValue(Png)) Figures.RequirePng();
        var watch = Watch.Port(options) is { } port ? new TrainingWatch(port) : null;
        try
        {
            return await RunAsync(options, watch, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (watch is not null) await watch.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static async Task<int> RunAsync(ParseResult options, TrainingWatch? watch, CancellationToken cancellationToken)
    {
        var output = options.InvocationConfiguration.Output;
        var (trainer, folder, data) = Open(options);
        using var held = folder;
        using var device = trainer.Device as DeviceNetwork;
        var json = options.GetValue(AsJson);
        watch?.Start(folder, trainer, data);
        if (!json && trainer.Epoch == 0) output.WriteLine(trainer.Network.Summary(trainer.BatchSize, data.Training.TimeSteps ?? trainer.TimeSteps));

        if (watch is not null)
        {
            await (json ? options.InvocationConfiguration.Error : output).WriteLineAsync($"watch it at {watch.Address}").ConfigureAwait(false);
        }

        var epochs = folder.Settings.Epochs;
        var remaining = trainer.IsStopped ? 0 : Math.Max(0, epochs - trainer.Epoch);
        Evaluation? test = null;
        var view = new TrainingView(json ? TextWriter.Null : output, epochs);
        trainer.OnWarning = warning =>
        {
            folder.Warn(warning);
            options.InvocationConfiguration.Error.WriteLine($"neurons: warning: {warning}");
        };
        try
        {
            await view.Run(trainer.Epoch, async (onBatch, onEpoch) =>
            {
                trainer.OnBatch = watch is null ? onBatch : onBatch + watch.On;
                await foreach (var epoch in trainer.TrainAsync(data.Training, remaining, data.Test, cancellationToken).ConfigureAwait(false))
                {
                    var metrics = EpochMetrics.Of(epoch, folder.Metrics.Count == 0 ? 0 : folder.Metrics[^1].Seconds);
                    folder.Add(metrics, epoch.IsBest, trainer);
                    test = epoch.Test;
                    watch?.On(folder.Metrics, test);
                    onEpoch(metrics);
                    if (json) metrics.WriteJson(output);
                }
            }).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // of the last epoch that is whole: what the checkpoint has
            if (test is not null) Draw(options, folder, RunFolder.Resume(folder.Checkpoint), data, test);
            await options.InvocationConfiguration.Error.WriteLineAsync(
                $"neurons: stopped after epoch {folder.Metrics.Count}; go on with: neurons train --resume {folder.Path}").ConfigureAwait(false);
            return App.Interrupted;
        }
        catch (NotFiniteNumberException diverged)
        {
            throw new UserError(diverged.Message);
        }

        if (folder.Metrics.Count > 0) Draw(options, folder, trainer, data, test);
        watch?.Finish();
        if (json)
        {
            if (remaining == 0) folder.Metrics[^1].WriteJson(output);
            return App.Good;
        }

        if (remaining == 0) output.WriteLine($"{folder.Path} has {trainer.Epoch} epochs and was to have {epochs}; there is nothing left to do.");
        else output.WriteLine(Summary(folder, trainer, data, options.GetValue(NoReport) ? "" : $", {ReportName}"));
        return App.Good;
    }

    /// <summary>Writes the pictures and the report of what was trained.</summary>
    private static void Draw(ParseResult options, RunFolder folder, Trainer trainer, RunData data, Evaluation? test)
    {
        var isPngToo = options.GetValue(Png);
        Figures.Save(TrainingFigures.Curves(folder.Metrics, data.Name), folder.File("training.svg"), isPngToo);
        if (TrainingFigures.Sample(trainer, data) is { } sample)
            Figures.Save(sample, folder.File(data.IsDigits ? "digit.svg" : "sample.svg"), isPngToo);
        if (options.GetValue(NoReport)) return;
        var result = new RunResult(
            RunResult.NameOf(folder.Path), folder.Settings, folder.Metrics, trainer, data, test ?? trainer.Evaluate(data.Test),
            RunFolder.ReadWarnings(folder.Path));
        AtomicFile.WriteText(folder.File(ReportName), RunPage.Write([result]));
    }

    /// <summary>A run that begins, or goes on.</summary>
    private static (Trainer, RunFolder, RunData) Open(ParseResult options)
    {
        if (options.GetResult(Resume) is null or { Implicit: true }) return Begin(options);

        var path = options.GetValue(Resume);
        if (path is not null)
        {
            if ((TrainOptions.FirstFixed(options) ?? (options.GetResult(Out) is { Implicit: false } ? Out.Name : null)) is { } changed)
                throw new UserError($"{changed} cannot be changed in a run that goes on; only --epochs, --device, --threads and --json can.");
            if (!RunFolder.IsOne(path)) throw new UserError($"{path} is not the folder of a run: it has no checkpoint.safetensors.");
            return GoOn(options, path);
        }

        path = options.GetValue(Out);
        if (path is not null && !RunFolder.IsOne(path)) return Begin(options);
        path ??= RunFolder.Latest() ?? throw new UserError("--resume: there is no run in runs; say which folder.");
        if (TrainOptions.FirstFixed(options) is not null
            && RunFolder.ReadSettings(path).Difference(TrainOptions.Resolve(options).Settings) is { } difference)
            throw new UserError($"The run in {path} cannot go on with other options: {difference}.");
        return GoOn(options, path);
    }

    private static (Trainer, RunFolder, RunData) Begin(ParseResult options)
    {
        var (settings, data, trainer, report) = TrainOptions.Resolve(options);
        // before there is a folder
        trainer.Check(data.Training);
        trainer.Check(data.Test);
        OnDevice.Apply(options, trainer);
        var io = options.InvocationConfiguration;
        NetworkSource.Print(options.GetValue(AsJson) ? io.Error : io.Output, report);
        return (trainer, RunFolder.Create(options.GetValue(Out), data.Name, settings, trainer), data);
    }

    private static (Trainer, RunFolder, RunData) GoOn(ParseResult options, string path)
    {
        var epochs = TrainOptions.AtLeastOne(options, TrainOptions.Epochs);
        var (folder, trainer) = RunFolder.Open(path, epochs);
        try
        {
            OnDevice.Apply(options, trainer);
            return (trainer, folder, RunFolder.LoadData(path, folder.Settings, trainer.Network));
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    private static string Summary(RunFolder folder, Trainer trainer, RunData data, string report)
    {
        var last = folder.Metrics[^1];
        var stopped = trainer.IsStopped ? $", stopped early: no better one for {trainer.Patience} epochs" : "";
        var what = Result(data.FinalTest is null ? "test" : "validation", last.TestLoss, last.TestAccuracy);
        if (data.FinalTest is { } final && trainer.Evaluate(final) is var tested)
            what += $", {Result("test", tested.Loss, EpochMetrics.Accuracy(tested.Accuracy))}";
        var picture = string.Concat(new[] { "digit.svg", "sample.svg" }.Where(name => File.Exists(folder.File(name))).Select(name => $", {name}"));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{what} after {last.Epoch} epochs{stopped}, {last.Seconds:0.0} s of training, {last.PeakMemoryBytes / (1024.0 * 1024):0} MiB; "
            + $"in {folder.Path}: checkpoint, metrics, training.svg{picture}{report}");

        static string Result(string of, double loss, double? accuracy) => accuracy is { } share
            ? string.Create(CultureInfo.InvariantCulture, $"{of} accuracy {share:0.0%}")
            : string.Create(CultureInfo.InvariantCulture, $"{of} loss {loss:0.0000}");
    }
}
