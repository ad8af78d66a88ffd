namespace Neurons.Plots;

/// <summary>Maps values to pixels within a panel's frame, whose upper left corner is the origin.</summary>
internal sealed record PlotArea(Scale X, Scale Y, double Width, double Height)
{
    // Renderers lose precision, and some fail, on coordinates of any size whatever.
    private const double Farthest = 1e5;

    public double PixelX(double value) => Bound(X.Share(value) * Width);

    public double PixelY(double value) => Bound(Height - Y.Share(value) * Height);

    /// <summary>Whether a point has a place on the axes, though perhaps outside of what they show.</summary>
    public bool Shows(double x, double y) => Extent.IsShown(x, X.IsLog) && Extent.IsShown(y, Y.IsLog);

    private static double Bound(double pixel) => Math.Clamp(pixel, -Farthest, Farthest);
}
