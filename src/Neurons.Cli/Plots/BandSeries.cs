using System.Text;

namespace Neurons.Cli.Plots;

/// <summary>The area between two curves, such as a mean plus and minus its deviation.</summary>
internal sealed class BandSeries(double[] xs, double[] lows, double[] highs) : Series
{
    public override int Layer => 0;

    public override Extent X => Extent.Of(xs);

    public override Extent Y => Extent.Of(lows).With(Extent.Of(highs));

    public override void Draw(SvgWriter svg, PlotArea area)
    {
        var path = new StringBuilder();
        var upper = new StringBuilder();
        var lower = new Stack<string>();
        var column = double.NaN;
        for (var i = 0; i < xs.Length; i++)
        {
            if (!double.IsFinite(xs[i]) || !double.IsFinite(lows[i]) || !double.IsFinite(highs[i]))
            {
                Finish(path, upper, lower);
                continue;
            }

            // Two points a pixel are as many as an area can show.
            var half = Math.Round(area.PixelX(xs[i]) * 2);
            if (half == column && lower.Count > 0 && i < xs.Length - 1)
            {
                continue;
            }

            column = half;
            var x = SvgWriter.Number(area.PixelX(xs[i]));
            upper.Append($"{(lower.Count == 0 ? 'M' : 'L')}{x} {SvgWriter.Number(area.PixelY(highs[i]))}");
            lower.Push($"L{x} {SvgWriter.Number(area.PixelY(lows[i]))}");
        }

        Finish(path, upper, lower);
        if (path.Length > 0)
        {
            svg.Element("path", ("d", path), ("fill", Colour), ("fill-opacity", 0.22));
        }
    }

    public override void DrawKey(SvgWriter svg, double x, double y) =>
        svg.Element("rect", ("x", x), ("y", y - 4), ("width", 18.0), ("height", 8.0), ("fill", Colour), ("fill-opacity", 0.3));

    private static void Finish(StringBuilder path, StringBuilder upper, Stack<string> lower)
    {
        if (lower.Count > 1)
        {
            path.Append(upper).Append(string.Concat(lower)).Append('z');
        }

        upper.Clear();
        lower.Clear();
    }
}
