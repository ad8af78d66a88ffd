namespace Neurons.Networks;

/// <summary>
/// Random crops with padding: a part of the image's own size out of the image with a margin of zeros, each place equally likely (He et al.,
/// "Deep residual learning for image recognition", 2016).
/// </summary>
/// <param name="Padding">The pixels of the margin on each side, ≥ 0.</param>
public sealed record ImageCrop(int Padding = 4) : ImageAugmentation
{
    /// <inheritdoc cref="ImageCrop(int)" path="/param[@name='Padding']"/>
    public int Padding { get; } = Require.AtLeast(0, nameof(ImageCrop), nameof(Padding), Padding);

    /// <inheritdoc/>
    protected override void Apply(Span<float> planes, int height, int width, RandomStream random)
    {
        var down = random.NextInt((2 * Padding) + 1) - Padding;
        var right = random.NextInt((2 * Padding) + 1) - Padding;
        for (; !planes.IsEmpty; planes = planes[(height * width)..])
        {
            // Rows in an order in which each is read before it is written.
            for (var i = 0; i < height; i++)
            {
                var y = down >= 0 ? i : height - 1 - i;
                var to = planes.Slice(y * width, width);
                var kept = width - Math.Abs(right);
                if (y + down < 0 || y + down >= height || kept <= 0)
                {
                    to.Clear();
                    continue;
                }

                var from = planes.Slice((y + down) * width, width);
                from.Slice(Math.Max(0, right), kept).CopyTo(to[Math.Max(0, -right)..]);
                if (right > 0) to[kept..].Clear();
                else to[..-right].Clear();
            }
        }
    }
}
