namespace Neurons.Cli.Report;

/// <summary>Which samples are images.</summary>
internal static class Images
{
    private const int LeastSide = 3;

    /// <summary>Height and width of features that are an image of one channel, or as many as a square has; null for others.</summary>
    public static (int Height, int Width)? Of(ReadOnlySpan<int> shape, int features)
    {
        if (shape is [.., var height, var width] && height >= LeastSide && width >= LeastSide && height * width == features) return (height, width);
        var side = (int)Math.Sqrt(features);
        return shape.Length == 1 && side >= LeastSide && side * side == features ? (side, side) : null;
    }
}
