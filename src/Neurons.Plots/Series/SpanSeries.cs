namespace Neurons.Plots;

/// <summary>A stretch of the x axis shaded over the panel's whole height, such as a stimulus.</summary>
internal sealed class SpanSeries(double from, double to) : Series
{
    private const double Opacity = 0.14;

    public override int Layer => 0;

    public override bool IsData => false;

    public override int Count => 1;

    public override string Things => "spans";

    public override (int Finite, int Shown) Drawn(bool isLogX, bool isLogY) =>
        (double.IsFinite(from) && double.IsFinite(to) ? 1 : 0, IsShown(isLogX) ? 1 : 0);

    public override Extent X(bool isLog) => IsShown(isLog) ? Extent.Empty.With(from, isLog).With(to, isLog) : Extent.Empty;

    private bool IsShown(bool isLog) => Extent.IsShown(from, isLog) && Extent.IsShown(to, isLog);

    public override void Draw(SvgWriter svg, PlotArea area)
    {
        if (X(area.X.IsLog) is { IsEmpty: false } x)
        {
            var left = area.PixelX(x.Low);
            svg.Element("rect",
                ("x", left), ("y", 0.0), ("width", area.PixelX(x.High) - left), ("height", area.Height), ("fill", svg.Ink(Color)),
                    ("fill-opacity", Opacity));
        }
    }

    public override void DrawKey(SvgWriter svg, double x, double y) =>
        svg.Element("rect", ("x", x), ("y", y - 5), ("width", 18.0), ("height", 10.0), ("fill", svg.Ink(Color)), ("fill-opacity", Opacity * 1.5));
}
