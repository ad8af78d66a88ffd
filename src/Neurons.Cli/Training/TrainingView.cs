using System.Diagnostics;
using System.Globalization;
using Spectre.Console;

namespace Neurons.Cli.Training;

/// <summary>Shows a training while it runs: a bar on a terminal, a line an epoch elsewhere.</summary>
internal sealed class TrainingView(TextWriter output, int epochs)
{
    private const int MillisecondsBetweenUpdates = 50;

    private readonly IAnsiConsole _console = Terminal.On(output);

    /// <summary>Runs a training, which tells of its batches and epochs through the two functions that it is given.</summary>
    public async Task Run(int done, Func<Action<BatchProgress>, Action<EpochMetrics>, Task> train)
    {
        if (!_console.Profile.Capabilities.Ansi || !_console.Profile.Capabilities.Interactive)
        {
            await train(_ => { }, metrics => output.WriteLine(Line(metrics))).ConfigureAwait(false);
            return;
        }

        var progress = _console.Progress().Columns(
            new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn());
        await progress.StartAsync(async context =>
        {
            var bar = context.AddTask("training", maxValue: epochs);
            bar.Value = done;
            var last = "";
            var shown = Stopwatch.StartNew();
            await train(
                batch =>
                {
                    if (shown.ElapsedMilliseconds < MillisecondsBetweenUpdates) return;
                    shown.Restart();
                    bar.Value = batch.Epoch - 1 + (double)batch.Samples / batch.SamplesInAll;
                    bar.Description = Text(
                        $"epoch {batch.Epoch}/{epochs}  loss {batch.Loss:0.000}{Share("train", EpochMetrics.Accuracy(batch.Accuracy))}{last}  ")
                        + Text($"{batch.SamplesPerSecond:N0}/s");
                },
                metrics =>
                {
                    last = Test(metrics);
                    bar.Value = metrics.Epoch;
                    bar.Description = Text($"epoch {metrics.Epoch}/{epochs}  loss {metrics.TrainLoss:0.000}")
                        + Text($"{Share("train", metrics.TrainAccuracy)}{last}  {metrics.SamplesPerSecond:N0}/s");
                }).ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    private string Line(EpochMetrics metrics) => Text(
        $"epoch {metrics.Epoch,3}/{epochs}  loss {metrics.TrainLoss:0.0000}{Share("train", metrics.TrainAccuracy)}{Test(metrics)}  ")
        + Text($"{metrics.SamplesPerSecond,7:N0} samples/s");

    /// <summary>The accuracy of the test, or its loss where there is none.</summary>
    private static string Test(EpochMetrics metrics) =>
        metrics.TestAccuracy is null ? Text($"  test loss {metrics.TestLoss:0.0000}") : Share("test", metrics.TestAccuracy);

    private static string Share(string of, double? accuracy) => accuracy is { } share ? Text($"  {of} {share:0.0%}") : "";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
