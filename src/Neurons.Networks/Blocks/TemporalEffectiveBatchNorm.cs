namespace Neurons.Networks;

/// <summary>The options of a <see cref="TemporalEffectiveBatchNorm"/>.</summary>
/// <param name="Channels">The length of the first dimension of the features, at least 1.</param>
/// <param name="Steps">The steps of a sequence, at least 1.</param>
/// <param name="Momentum">How much of the running statistics a batch replaces, in [0, 1].</param>
/// <param name="Epsilon">What is added to a variance, &gt; 0.</param>
public sealed record TemporalEffectiveBatchNormOptions(int Channels, int Steps, double Momentum = 0.1, double Epsilon = 1e-5);

/// <summary>
/// Temporal effective batch normalisation (TEBN): a <see cref="BatchNorm"/> over all steps, and a learnable factor for each step, at first 1, by a
/// <see cref="StepScale"/> (Duan et al., "Temporal effective batch normalization in spiking neural networks", 2022).
/// </summary>
/// <remarks>
/// <code>y[t] = p[t] · (γ · (x[t] − mean) / √(variance + ε) + β)</code>
/// Nodes: norm, scale.
/// </remarks>
public sealed class TemporalEffectiveBatchNorm : GraphLayer
{
    private readonly BatchNorm _norm;
    private readonly StepScale _scale;

    /// <summary>A layer for features [channels, …].</summary>
    /// <param name="channels">The length of the first dimension of the features, at least 1.</param>
    /// <param name="steps">The steps of a sequence, at least 1.</param>
    public TemporalEffectiveBatchNorm(int channels, int steps)
        : this(new TemporalEffectiveBatchNormOptions(channels, steps))
    {
    }

    /// <summary>A layer of these options.</summary>
    public TemporalEffectiveBatchNorm(TemporalEffectiveBatchNormOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Options = options;
        (_norm, _scale) = (new(new BatchNormOptions(options.Channels, options.Momentum, options.Epsilon)), new(options.Steps));
    }

    /// <summary>What makes the same layer again.</summary>
    public TemporalEffectiveBatchNormOptions Options { get; }

    /// <inheritdoc/>
    public override string ToString() => $"TemporalEffectiveBatchNorm({Options.Channels}, {Options.Steps} steps)";

    /// <inheritdoc/>
    protected override IReadOnlyList<Node> Compose(int[] input) => [new("norm", _norm, Source), new("scale", _scale, "norm")];
}
