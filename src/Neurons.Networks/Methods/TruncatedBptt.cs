using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>The options of <see cref="TruncatedBptt"/>.</summary>
/// <param name="Segment">The steps of a segment, at least 1; the last one may have fewer.</param>
/// <param name="Accumulate">Whether the gradients of all segments are added to one update; else there is one after each.</param>
public sealed record TruncatedBpttOptions(int Segment, bool Accumulate = false);

/// <summary>
/// Truncated backpropagation through time: the sequence in segments, each with a loss and a gradient of its own, which reaches back to its first
/// step; the network's state goes on, and is a constant there. Memory is that of a segment.
/// </summary>
public sealed class TruncatedBptt : TrainingMethod
{
    /// <summary>The method with these options.</summary>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentOutOfRangeException">A segment has no step.</exception>
    public TruncatedBptt(TruncatedBpttOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Require.AtLeast(1, nameof(TruncatedBptt), nameof(options.Segment), options.Segment);
        Options = options;
    }

    /// <summary>The method, of segments of so many steps.</summary>
    /// <param name="segment">The steps of a segment, at least 1.</param>
    /// <param name="accumulate">Whether the gradients of all segments are added to one update; else there is one after each.</param>
    public TruncatedBptt(int segment, bool accumulate = false)
        : this(new TruncatedBpttOptions(segment, accumulate))
    {
    }

    /// <summary>The options.</summary>
    public TruncatedBpttOptions Options { get; }

    /// <inheritdoc/>
    public override bool TakesMany => true;

    /// <inheritdoc/>
    public override TrainedBatch Train(TrainingBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (Options.Segment >= batch.Steps) return new Bptt().Train(batch);
        var whole = batch.Workspace.Take(this, "output", [batch.Steps, .. batch.Input.Shape[..1], .. Shapes.Native(batch.Answering.Shape)]);
        var loss = Train(this, batch, Options.Segment, Options.Accumulate, (output, first) =>
            output.CopyNumbersTo(Signal.Rows(whole, first, (int)output.Lengths[0])));
        return new(loss, batch.Classes(whole));
    }

    /// <summary>One segment after the other. Returns the mean loss.</summary>
    internal static double Train(TrainingMethod method, TrainingBatch batch, int segment, bool accumulate, Action<Tensor<float>, int> output)
    {
        var sum = batch.Workspace.Keep(method, "sum", static _ => new GradientAccumulator());
        sum.Clear();
        NetworkState? state = null;
        var value = 0.0;
        for (var first = 0; first < batch.Steps; first += segment)
        {
            var count = Math.Min(segment, batch.Steps - first);
            var run = batch.Run(first, count, state);
            value += run.Loss * count / batch.Steps;
            var gradients = run.Gradients();
            if (accumulate) sum.Add(gradients);
            else batch.Update(gradients);
            output(run.Forward.All.Tensors[batch.Answering.Output], first);
            state = run.Forward.State;
        }
        if (accumulate) batch.Update(sum.Sum);
        return value;
    }
}
