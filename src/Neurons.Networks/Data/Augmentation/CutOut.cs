namespace Neurons.Networks;

/// <summary>
/// A square of zeros around a pixel of the image, each equally likely; what of it is outside is not there (DeVries and Taylor, "Improved
/// regularization of convolutional neural networks with cutout", 2017).
/// </summary>
/// <param name="Size">The side of the square, ≥ 1.</param>
public sealed record CutOut(int Size = 8) : ImageAugmentation
{
    /// <inheritdoc cref="CutOut(int)" path="/param[@name='Size']"/>
    public int Size { get; } = Require.AtLeast(1, nameof(CutOut), nameof(Size), Size);

    /// <inheritdoc/>
    protected override void Apply(Span<float> planes, int height, int width, RandomStream random)
    {
        var (top, left) = (random.NextInt(height) - (Size / 2), random.NextInt(width) - (Size / 2));
        var (firstRow, lastRow) = (Math.Max(0, top), Math.Min(height, top + Size));
        var (first, last) = (Math.Max(0, left), Math.Min(width, left + Size));
        for (; !planes.IsEmpty; planes = planes[(height * width)..])
            for (var y = firstRow; y < lastRow; y++) planes[((y * width) + first)..((y * width) + last)].Clear();
    }
}
