namespace Neurons.Networks;

/// <summary>
/// Each sample of a batch is mixed with another one of it, and the loss with the loss for that one's class, in the same shares (Zhang et al.,
/// "mixup: beyond empirical risk minimization", 2018). The share is drawn from Beta(α, α) for each batch; sample i is mixed with the i-th from
/// the end, which is any one, as the order is drawn anew in each epoch.
/// </summary>
/// <param name="Alpha">α, &gt; 0; the smaller, the less is mixed.</param>
public sealed record MixUp(double Alpha = 0.2) : Augmentation
{
    /// <summary>The stream of a sample's seed that the shares of the batch whose first sample it is are drawn from.</summary>
    private const uint Stream = uint.MaxValue;

    /// <inheritdoc cref="MixUp(double)" path="/param[@name='Alpha']"/>
    public double Alpha { get; } = Require.Positive(nameof(MixUp), nameof(Alpha), Alpha);

    /// <summary>Does nothing: samples are mixed as a batch.</summary>
    public override void Apply(Span<float> values, ReadOnlySpan<nint> shape, RandomStream random)
    {
    }

    /// <summary>Mixes a batch in place.</summary>
    /// <param name="values">[batch · features], or [T, batch · features].</param>
    /// <param name="features">The features of a sample at a step.</param>
    /// <param name="labels">The classes.</param>
    /// <param name="draw">The seed and the epoch.</param>
    /// <param name="number">The number of the batch.</param>
    internal LabelMix Mix(Span<float> values, int features, int[] labels, SampleDraw draw, int number)
    {
        var random = new RandomStream((draw with { Place = number }).SampleSeed, Stream);
        var (one, other) = (Gamma(random), Gamma(random));
        // Each pair comes in both orders, so that of a share and its rest the smaller one does.
        var share = one + other > 0 ? Math.Min(one, other) / (one + other) : 0;
        var (mine, its) = ((float)(1 - share), (float)share);
        for (; !values.IsEmpty; values = values[(labels.Length * features)..])
        {
            for (var i = 0; i < labels.Length / 2; i++)
            {
                var a = values.Slice(i * features, features);
                var b = values.Slice((labels.Length - 1 - i) * features, features);
                for (var n = 0; n < features; n++) (a[n], b[n]) = ((mine * a[n]) + (its * b[n]), (mine * b[n]) + (its * a[n]));
            }
        }

        return new([.. labels.Reverse()], share);
    }

    /// <summary>A number of the gamma distribution with the shape α (Marsaglia and Tsang, 2000).</summary>
    private double Gamma(RandomStream random)
    {
        // Of a shape below 1, that of α + 1 times a power of a uniform number.
        var scale = Alpha < 1 ? Math.Pow(1 - random.NextDouble(), 1 / Alpha) : 1;
        var d = (Alpha < 1 ? Alpha + 1 : Alpha) - (1.0 / 3);
        while (true)
        {
            var x = random.NextNormal();
            var cube = 1 + (x / Math.Sqrt(9 * d));
            if (cube <= 0) continue;
            var v = cube * cube * cube;
            if (Math.Log(1 - random.NextDouble()) < (x * x / 2) + (d * (1 - v + Math.Log(v)))) return d * v * scale;
        }
    }
}
