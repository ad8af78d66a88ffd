using System.Text;

namespace Neurons.Cli.Plots;

/// <summary>Spike trains: one row per neuron, counted from below, and a short vertical stroke per spike.</summary>
internal sealed class RasterSeries(double[][] times) : Series
{
    private const double ShareOfRow = 0.8;

    public override Extent X => times.Aggregate(Extent.Empty, (extent, row) => extent.With(Extent.Of(row)));

    public override Extent Y => times.Length == 0 ? Extent.Empty : new(-0.5, times.Length - 0.5);

    public override void Draw(SvgWriter svg, PlotArea area)
    {
        var path = new StringBuilder();
        var height = Math.Max(area.Height / area.Y.Width * ShareOfRow, 1);
        var places = new HashSet<(double, double)>();
        for (var row = 0; row < times.Length; row++)
        {
            var bottom = area.PixelY(row) + height / 2;
            foreach (var time in times[row])
            {
                var x = area.PixelX(time);
                if (double.IsFinite(time) && places.Add((Math.Round(x), Math.Round(bottom * 2))))
                {
                    path.Append($"M{SvgWriter.Number(x)} {SvgWriter.Number(bottom)}v{SvgWriter.Number(-height)}");
                }
            }
        }

        if (path.Length > 0)
        {
            svg.Element("path", ("d", path), ("stroke", Colour), ("stroke-width", 1.0));
        }
    }

    public override void DrawKey(SvgWriter svg, double x, double y) =>
        svg.Element("path", ("d", $"M{SvgWriter.Number(x + 5)} {SvgWriter.Number(y + 4)}v-8m4 8v-8m4 8v-8"), ("stroke", Colour));
}
