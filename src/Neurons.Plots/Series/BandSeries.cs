namespace Neurons.Plots;

/// <summary>The area between two curves, such as a mean plus and minus its deviation; where it is long, the widest it is within half a
/// pixel.</summary>
internal sealed class BandSeries(double[] xs, double[] lows, double[] highs) : Series
{
    private const double Opacity = 0.22;

    public override int Layer => 0;

    public override int Count => xs.Length;

    public override Extent X(bool isLog) => Extent.Of(xs, isLog);

    public override Extent Y(bool isLog) => Extent.Of(lows, isLog).With(Extent.Of(highs, isLog));

    public override (int Finite, int Shown) Drawn(bool isLogX, bool isLogY)
    {
        var (low, high) = (CountPoints(xs, lows, isLogX, isLogY), CountPoints(xs, highs, isLogX, isLogY));
        return (Math.Min(low.Finite, high.Finite), Math.Min(low.Shown, high.Shown));
    }

    public override void Draw(SvgWriter svg, PlotArea area)
    {
        var path = new PathData();
        var run = new List<(double X, double Low, double High)>();
        for (var i = 0; i < xs.Length; i++)
        {
            if (!area.Shows(xs[i], lows[i]) || !area.Shows(xs[i], highs[i]))
            {
                Finish(path, run);
                continue;
            }

            var (x, low, high) = (area.PixelX(xs[i]), area.PixelY(lows[i]), area.PixelY(highs[i]));
            if (run.Count > 1 && Math.Round(run[^1].X * 2) == Math.Round(x * 2) && i < xs.Length - 1)
            {
                // Pixels are counted downwards.
                run[^1] = (run[^1].X, Math.Max(run[^1].Low, low), Math.Min(run[^1].High, high));
                continue;
            }

            run.Add((x, low, high));
        }

        Finish(path, run);
        if (!path.IsEmpty)
        {
            svg.Element("path", ("d", path), ("fill", svg.Ink(Color)), ("fill-opacity", Opacity));
        }
    }

    public override void DrawKey(SvgWriter svg, double x, double y) =>
        svg.Element("rect", ("x", x), ("y", y - 4), ("width", 18.0), ("height", 8.0), ("fill", svg.Ink(Color)), ("fill-opacity", 0.3));

    private static void Finish(PathData path, List<(double X, double Low, double High)> run)
    {
        if (run.Count > 1)
        {
            path.Move(run[0].X, run[0].High);
            foreach (var (x, _, high) in run.Skip(1)) path.Line(x, high);
            for (var i = run.Count - 1; i >= 0; i--) path.Line(run[i].X, run[i].Low);
            path.Close();
        }

        run.Clear();
    }
}
