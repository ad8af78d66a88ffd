using System.Text;

namespace Neurons.Cli.Plots;

/// <summary>A line through points; with steps, each value holds until the next point.</summary>
internal sealed class LineSeries(double[] xs, double[] ys, bool step) : Series
{
    public override Extent X => Extent.Of(xs);

    public override Extent Y => Extent.Of(ys);

    public override void Draw(SvgWriter svg, PlotArea area)
    {
        var path = Path(area);
        if (path.Length > 0)
        {
            svg.Element("path",
                ("d", path), ("fill", "none"), ("stroke", Colour), ("stroke-width", 1.3), ("stroke-linejoin", "round"), ("stroke-linecap", "round"));
        }
    }

    private string Path(PlotArea area)
    {
        var path = new StringBuilder();
        // The point a subpath began with, until a second follows: alone it is drawn as a dot.
        var run = 0;
        foreach (var index in Decimation.Keep(xs, ys, area))
        {
            if (index < 0)
            {
                path.Append(run == 1 ? "h0" : "");
                run = 0;
                continue;
            }

            var x = SvgWriter.Number(area.PixelX(xs[index]));
            var y = SvgWriter.Number(area.PixelY(ys[index]));
            path.Append(run++ == 0 ? $"M{x} {y}" : step ? $"H{x}V{y}" : $"L{x} {y}");
        }

        return path.Append(run == 1 ? "h0" : "").ToString();
    }
}
