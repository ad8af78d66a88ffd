namespace Neurons.Cli.Plots;

/// <summary>A stretch of the x axis shaded over the panel's whole height, such as a stimulus.</summary>
internal sealed class SpanSeries(double from, double to) : Series
{
    private const double Opacity = 0.14;

    public override int Layer => 0;

    public override Extent X => Extent.Empty.With(from).With(to);

    public override void Draw(SvgWriter svg, PlotArea area)
    {
        if (!X.IsEmpty)
        {
            var left = area.PixelX(X.Low);
            svg.Element("rect",
                ("x", left), ("y", 0.0), ("width", area.PixelX(X.High) - left), ("height", area.Height), ("fill", Colour), ("fill-opacity", Opacity));
        }
    }

    public override void DrawKey(SvgWriter svg, double x, double y) =>
        svg.Element("rect", ("x", x), ("y", y - 5), ("width", 18.0), ("height", 10.0), ("fill", Colour), ("fill-opacity", Opacity * 1.5));
}
