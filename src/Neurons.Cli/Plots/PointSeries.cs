using System.Text;

namespace Neurons.Cli.Plots;

/// <summary>Points that are not joined, each a dot.</summary>
internal sealed class PointSeries(double[] xs, double[] ys, double diameter) : Series
{
    public override Extent X => Extent.Of(xs);

    public override Extent Y => Extent.Of(ys);

    public override void Draw(SvgWriter svg, PlotArea area)
    {
        var path = new StringBuilder();
        var places = new HashSet<(double, double)>();
        for (var i = 0; i < xs.Length; i++)
        {
            if (double.IsFinite(xs[i]) && double.IsFinite(ys[i]))
            {
                var (x, y) = (area.PixelX(xs[i]), area.PixelY(ys[i]));
                // Dots within half a pixel of each other are one to the eye.
                if (places.Add((Math.Round(x * 2), Math.Round(y * 2))))
                {
                    path.Append($"M{SvgWriter.Number(x)} {SvgWriter.Number(y)}h0");
                }
            }
        }

        if (path.Length > 0)
        {
            svg.Element("path", ("d", path), ("stroke", Colour), ("stroke-width", diameter), ("stroke-linecap", "round"));
        }
    }

    public override void DrawKey(SvgWriter svg, double x, double y) =>
        svg.Element("circle", ("cx", x + 9), ("cy", y), ("r", Math.Min(diameter, 8) / 2), ("fill", Colour));
}
