namespace Neurons.Plots;

/// <summary>Points that are not joined, each a dot.</summary>
internal sealed class PointSeries(double[] xs, double[] ys, double diameter) : Series
{
    private const int MostDots = 20_000;

    public override int Count => xs.Length;

    public override bool IsDots => true;

    public override Extent X(bool isLog) => Extent.Of(xs, isLog);

    public override Extent Y(bool isLog) => Extent.Of(ys, isLog);

    public override (int Finite, int Shown) Drawn(bool isLogX, bool isLogY) => CountPoints(xs, ys, isLogX, isLogY);

    public override string? Reduction(PlotArea area) => Places(area) is null ? "so many points are drawn as their density" : null;

    public override void Draw(SvgWriter svg, PlotArea area)
    {
        if (Places(area) is not { } places)
        {
            var density = new Density(area);
            for (var i = 0; i < xs.Length; i++)
            {
                if (area.Shows(xs[i], ys[i])) density.Add(area.PixelX(xs[i]), area.PixelY(ys[i]));
            }

            density.Draw(svg, svg.Ink(Color));
            return;
        }

        var path = new PathData();
        foreach (var i in places) path.Dot(area.PixelX(xs[i]), area.PixelY(ys[i]));
        if (!path.IsEmpty)
        {
            svg.Element("path", ("d", path), ("stroke", svg.Ink(Color)), ("stroke-width", diameter), ("stroke-linecap", "round"));
        }
    }

    public override void DrawKey(SvgWriter svg, double x, double y) =>
        svg.Element("circle", ("cx", x + 9), ("cy", y), ("r", Math.Min(diameter, 8) / 2), ("fill", svg.Ink(Color)));

    /// <summary>The points to draw, as dots within half a pixel of each other are one to the eye; null if there are too many.</summary>
    private List<int>? Places(PlotArea area)
    {
        var kept = new List<int>();
        var places = new HashSet<(int, int)>();
        for (var i = 0; i < xs.Length; i++)
        {
            if (!area.Shows(xs[i], ys[i]) || !places.Add(((int)(area.PixelX(xs[i]) * 2), (int)(area.PixelY(ys[i]) * 2)))) continue;
            if (kept.Count == MostDots) return null;
            kept.Add(i);
        }

        return kept;
    }
}
