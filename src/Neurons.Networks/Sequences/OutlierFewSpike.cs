using System.Numerics;

namespace Neurons.Networks;

/// <summary>The options of an <see cref="OutlierFewSpike"/>.</summary>
/// <param name="Steps">K, the steps of the output, at least 1.</param>
/// <param name="Split">The magnitude above which a sum is an outlier, &gt; 0.</param>
/// <param name="Ceiling">What is told of the others lies below it at first, &gt; 0.</param>
/// <param name="OutlierCeiling">What is told of outliers lies below it at first, &gt; 0.</param>
/// <param name="Clamp">The largest magnitude, to which sums are clamped, &gt; 0; null for none.</param>
/// <param name="Surrogate">The derivative that stands for that of a spike; null for the sigmoid with k = 4.</param>
public sealed record OutlierFewSpikeOptions(
    int Steps, double Split = 1, double Ceiling = 1, double OutlierCeiling = 2, double? Clamp = null, Surrogate? Surrogate = null);

/// <summary>
/// Few-spike neurons for sums of either sign of which a few are large: the magnitude is told, and the spikes carry the sign; those of outliers have a
/// table of their own (SpikingJelly's OutlierAwareThreshold).
/// </summary>
/// <remarks>
/// <code>u ← clamp(Σ_t x[t]);  s = sign u;  |u| is told by table 0 where |u| ≤ split, else by table 1;  the output is multiplied by s</code>
/// The choice and the sign have no gradient. Otherwise they are <see cref="FewSpikeNeurons"/>.
/// </remarks>
public sealed class OutlierFewSpike : FewSpikeNeurons
{
    /// <summary>Neurons for features of any shape.</summary>
    /// <param name="steps">K, the steps of the output, at least 1.</param>
    /// <param name="split">The magnitude above which a sum is an outlier, &gt; 0.</param>
    public OutlierFewSpike(int steps, double split = 1)
        : this(new OutlierFewSpikeOptions(steps, split, Ceiling: split, OutlierCeiling: 2 * split))
    {
    }

    /// <summary>A layer of these options.</summary>
    public OutlierFewSpike(OutlierFewSpikeOptions options)
        : base(nameof(OutlierFewSpike), Given(options).Steps, [options.Ceiling, options.OutlierCeiling], options.Surrogate) => Options = options;

    /// <summary>What makes the same layer again.</summary>
    public OutlierFewSpikeOptions Options { get; }

    /// <inheritdoc/>
    public override string ToString() => $"OutlierFewSpike({Options.Steps} steps)";

    private protected override void Select<T>(Span<T> sums, Span<T> signs, Span<int> rows, Span<bool> passes)
    {
        var split = T.CreateTruncating(Options.Split);
        var most = Options.Clamp is { } clamp ? T.CreateTruncating(clamp) : T.PositiveInfinity;
        for (var i = 0; i < sums.Length; i++)
        {
            signs[i] = sums[i] > T.Zero ? T.One : sums[i] < T.Zero ? -T.One : T.Zero;
            var magnitude = T.Abs(sums[i]);
            passes[i] = magnitude <= most;
            sums[i] = T.Min(magnitude, most);
            rows[i] = sums[i] <= split ? 0 : 1;
        }
    }

    private static OutlierFewSpikeOptions Given(OutlierFewSpikeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Require.Float32Positive(nameof(OutlierFewSpike), "split", options.Split);
        if (options.Clamp is { } clamp) Require.Float32Positive(nameof(OutlierFewSpike), "clamp", clamp);
        return options;
    }
}
