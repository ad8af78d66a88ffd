namespace Neurons.Cli.Plots;

/// <summary>Maps values to pixels within a panel's frame, whose upper left corner is the origin.</summary>
internal sealed record PlotArea(Extent X, Extent Y, double Width, double Height)
{
    // Renderers lose precision, and some fail, on coordinates of any size whatever.
    private const double Farthest = 1e5;

    public double PixelX(double value) => Bound((value - X.Low) / X.Width * Width);

    public double PixelY(double value) => Bound(Height - (value - Y.Low) / Y.Width * Height);

    private static double Bound(double pixel) => Math.Clamp(pixel, -Farthest, Farthest);
}
