namespace Neurons.Networks;

/// <summary>Images that are mirrored, left for right, with a probability.</summary>
/// <param name="P">The probability, in [0, 1].</param>
public sealed record ImageFlip(double P = 0.5) : ImageAugmentation
{
    /// <inheritdoc cref="ImageFlip(double)" path="/param[@name='P']"/>
    public double P { get; } = Require.That(P is >= 0 and <= 1, nameof(ImageFlip), nameof(P), P, "in [0, 1]");

    /// <inheritdoc/>
    protected override void Apply(Span<float> planes, int height, int width, RandomStream random)
    {
        if (random.NextDouble() >= P) return;
        for (; !planes.IsEmpty; planes = planes[width..]) planes[..width].Reverse();
    }
}
