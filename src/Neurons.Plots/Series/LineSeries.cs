namespace Neurons.Plots;

/// <summary>A line through points; with steps, each value holds until the next point.</summary>
internal sealed class LineSeries(double[] xs, double[] ys, bool step, bool dots) : Series
{
    // A line of more than these, which only one that turns back can have, fills its panel.
    private const int MostPoints = 30_000;
    private const double DotDiameter = 4;

    public override int Count => xs.Length;

    public override bool IsDots => dots;

    public override Extent X(bool isLog) => Extent.Of(xs, isLog);

    public override Extent Y(bool isLog) => Extent.Of(ys, isLog);

    public override (int Finite, int Shown) Drawn(bool isLogX, bool isLogY) => CountPoints(xs, ys, isLogX, isLogY);

    public override string? Reduction(PlotArea area) =>
        IsDense(Decimation.Keep(xs, ys, area)) ? "so long a curve is drawn as the density of its points" : null;

    public override void Draw(SvgWriter svg, PlotArea area)
    {
        var kept = Decimation.Keep(xs, ys, area);
        if (IsDense(kept))
        {
            var density = new Density(area);
            for (var i = 0; i < xs.Length; i++)
            {
                if (area.Shows(xs[i], ys[i])) density.Add(area.PixelX(xs[i]), area.PixelY(ys[i]));
            }

            density.Draw(svg, svg.Ink(Color));
            return;
        }

        var path = Path(area, kept);
        if (!path.IsEmpty)
        {
            svg.Element("path",
                ("d", path), ("fill", "none"), ("stroke", svg.Ink(Color)), ("stroke-width", 1.3), ("stroke-linejoin", "round"),
                ("stroke-linecap", "round"));
        }

        var points = new PathData();
        foreach (var i in kept.Where(i => dots && i >= 0)) points.Dot(area.PixelX(xs[i]), area.PixelY(ys[i]));
        if (!points.IsEmpty)
        {
            svg.Element("path", ("d", points), ("stroke", svg.Ink(Color)), ("stroke-width", DotDiameter), ("stroke-linecap", "round"));
        }
    }

    private static bool IsDense(List<int> kept) => kept.Count > MostPoints;

    private PathData Path(PlotArea area, List<int> kept)
    {
        var path = new PathData();
        // The points since a subpath began; one alone is drawn as a dot.
        var run = 0;
        foreach (var index in kept.Append(-1))
        {
            if (index < 0)
            {
                if (run == 1) path.Right(0);
                run = 0;
                continue;
            }

            var (x, y) = (area.PixelX(xs[index]), area.PixelY(ys[index]));
            if (run++ == 0) path.Move(x, y);
            else if (step) path.Level(x).Upright(y);
            else path.Line(x, y);
        }

        return path;
    }
}
