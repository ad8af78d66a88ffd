namespace Neurons.Networks;

/// <summary>The options of a <see cref="TemporalCrossEntropy"/>.</summary>
/// <param name="Inverse">What of the time is taken.</param>
/// <param name="ClassWeights">A weight ≥ 0 for each class; the sum is divided by the sum of the samples' weights. Null for 1 each.</param>
/// <param name="LabelSmoothing">The share of the target that all classes have, in [0, 1).</param>
public sealed record TemporalCrossEntropyOptions(
    SpikeTimeInverse Inverse = SpikeTimeInverse.Negated, IReadOnlyList<double>? ClassWeights = null, double LabelSmoothing = 0);

/// <summary>
/// Softmax cross-entropy of the time t of each class's first spike, made larger for earlier spikes: −t, or 1/(t + 1). A class that
/// does not fire counts as firing in the last step. snnTorch's <c>ce_temporal_loss</c>, with its rule for the derivative of a spike's
/// time: −1 at that step, 0 elsewhere.
/// </summary>
public sealed class TemporalCrossEntropy : CrossEntropyLoss
{
    /// <summary>The loss with these options.</summary>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentException">A number is not allowed.</exception>
    public TemporalCrossEntropy(TemporalCrossEntropyOptions options)
        : base(
            options.Inverse == SpikeTimeInverse.Negated ? Readout.NegatedSpikeTime : Readout.ReciprocalSpikeTime,
            new(options.ClassWeights, options.LabelSmoothing), overWeights: true) => Options = options;

    /// <summary>The options.</summary>
    public TemporalCrossEntropyOptions Options { get; }
}

/// <summary>How the time t of a first spike, 0 for the first step, becomes a number that is larger for earlier spikes.</summary>
public enum SpikeTimeInverse
{
    /// <summary>−t.</summary>
    Negated,

    /// <summary>1/(t + 1).</summary>
    Reciprocal,
}

public partial class Loss
{
    /// <inheritdoc cref="Networks.TemporalCrossEntropy" path="/summary"/>
    /// <param name="inverse">What of the time is taken.</param>
    /// <param name="classWeights">A weight for each class; the sum is divided by the sum of the samples' weights. Null for 1 each.</param>
    /// <param name="labelSmoothing">The share of the target that all classes have, in [0, 1).</param>
    public static Loss TemporalCrossEntropy(
        SpikeTimeInverse inverse = SpikeTimeInverse.Negated, IReadOnlyList<double>? classWeights = null, double labelSmoothing = 0) =>
        new TemporalCrossEntropy(new(inverse, classWeights, labelSmoothing));
}
