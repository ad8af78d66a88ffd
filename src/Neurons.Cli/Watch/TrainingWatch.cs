using System.Text;
using System.Text.Json.Nodes;
using Neurons.Cli.Report;
using Neurons.Cli.Training;

namespace Neurons.Cli.Watch;

/// <summary>
/// Shows a training in browsers on this machine while it runs. The training only notes where it is; pages are made when somebody asks, on
/// other threads, from what does not change.
/// </summary>
internal sealed class TrainingWatch(int port) : IAsyncDisposable
{
    /// <summary>How often a browser is told of batches.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly LoopbackServer _server = new(port);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _reporting = new();
    private RunResult? _run;
    private BoxedProgress? _progress;
    private (int Epoch, string Page)? _report;
    private string _end = "stopped";

    public string Address => _server.Address;

    /// <summary>Begins to show a training.</summary>
    public void Start(RunFolder folder, Trainer trainer, RunData data)
    {
        _run = new(RunResult.NameOf(folder.Path), folder.Settings, [.. folder.Metrics], trainer, data, null, []);
        _server.Start(target => target switch
        {
            "/" => new(Answer.Html, Page()),
            "/report" => Report(folder, data) is { } report ? new(Answer.Html, report) : null,
            "/events" => new("text/event-stream", "", TellAsync),
            _ => null,
        });
    }

    /// <summary>Notes where the training is within an epoch.</summary>
    public void On(BatchProgress batch) => Volatile.Write(ref _progress, new(batch));

    /// <summary>Notes what an epoch came to.</summary>
    public void On(IReadOnlyList<EpochMetrics> metrics, Evaluation? test) =>
        Volatile.Write(ref _run, _run! with { Metrics = [.. metrics], Test = test });

    /// <summary>Notes that the training has its last epoch.</summary>
    public void Finish() => _end = "finished";

    /// <summary>Tells the browsers that the training has ended, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _ended.TrySetResult();
        await _server.DisposeAsync().ConfigureAwait(false);
    }

    private string Page() => WatchPage.Write(Volatile.Read(ref _run)!);

    /// <summary>The whole report of the last checkpoint; null before the first epoch's end.</summary>
    private string? Report(RunFolder folder, RunData data)
    {
        if (Volatile.Read(ref _run)!.Metrics.Count == 0) return null;
        // one at a time, for whoever asks
        lock (_reporting)
        {
            var epoch = Volatile.Read(ref _run)!.Metrics.Count;
            if (_report is not { } known || known.Epoch != epoch)
                _report = known = (epoch, RunPage.Write([RunResult.Read(folder.Path, folder.Settings, data)]));
            return known.Page;
        }
    }

    /// <summary>
    /// Writes events: <c>progress</c> of batches, <c>epoch</c> where the page has changed, <c>end</c>. The browser closes when it has the last page.
    /// </summary>
    private async Task TellAsync(Stream stream, CancellationToken end)
    {
        var (told, epochs) = ((BoxedProgress?)null, -1);
        while (true)
        {
            var isLast = _ended.Task.IsCompleted;
            var events = new StringBuilder();
            if (Volatile.Read(ref _progress) is { } progress && progress != told) Append(events, "progress", Describe((told = progress).Batch));
            if (Volatile.Read(ref _run)!.Metrics.Count is var count && count != epochs) Append(events, "epoch", new() { ["epoch"] = epochs = count });
            if (isLast) Append(events, "end", new() { ["how"] = _end });
            if (events.Length > 0) await stream.WriteAsync(Encoding.UTF8.GetBytes(events.ToString()), CancellationToken.None).ConfigureAwait(false);
            if (end.IsCancellationRequested) return;
            if (isLast)
            {
                while (await stream.ReadAsync(new byte[64], end).ConfigureAwait(false) > 0)
                {
                }
                return;
            }
            await Task.WhenAny(_ended.Task, Task.Delay(Pause, CancellationToken.None)).ConfigureAwait(false);
        }
    }

    private static JsonObject Describe(BatchProgress batch) => new()
    {
        ["epoch"] = batch.Epoch,
        ["samples"] = batch.Samples,
        ["of"] = batch.SamplesInAll,
        ["loss"] = double.IsFinite(batch.Loss) ? batch.Loss : null,
        ["accuracy"] = EpochMetrics.Accuracy(batch.Accuracy),
        ["rate"] = double.IsFinite(batch.SamplesPerSecond) ? batch.SamplesPerSecond : null,
    };

    private static void Append(StringBuilder events, string name, JsonObject data) =>
        events.Append("event: ").Append(name).Append("\ndata: ").Append(data.ToJsonString()).Append("\n\n");

    /// <summary>A reference, which is written at once.</summary>
    private sealed record BoxedProgress(BatchProgress Batch);
}
