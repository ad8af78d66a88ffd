using System.Text;

namespace Neurons.Cli.Plots;

/// <summary>Straight lines across the whole panel: level, such as a threshold, or upright, such as the times of events.</summary>
internal sealed class RuleSeries(double[] places, bool level, bool dashed) : Series
{
    public override int Layer => 1;

    public override Extent X => level ? Extent.Empty : Extent.Of(places);

    public override Extent Y => level ? Extent.Of(places) : Extent.Empty;

    private string? Dashes => dashed ? "5 3" : null;

    public override void Draw(SvgWriter svg, PlotArea area)
    {
        var path = new StringBuilder();
        foreach (var pixel in Pixels(area))
        {
            path.Append(level ? $"M0 {pixel}H{SvgWriter.Number(area.Width)}" : $"M{pixel} 0V{SvgWriter.Number(area.Height)}");
        }

        if (path.Length > 0)
        {
            svg.Element("path", ("d", path), ("stroke", Colour), ("stroke-width", 1.1), ("stroke-dasharray", Dashes));
        }
    }

    private IEnumerable<string> Pixels(PlotArea area) => places
        .Where(double.IsFinite)
        .Select(place => SvgWriter.Number(level ? area.PixelY(place) : area.PixelX(place)))
        .Distinct();

    public override void DrawKey(SvgWriter svg, double x, double y) => svg.Element("path",
        ("d", level ? $"M{SvgWriter.Number(x)} {SvgWriter.Number(y)}h18" : $"M{SvgWriter.Number(x + 9)} {SvgWriter.Number(y + 5)}v-10"),
        ("stroke", Colour), ("stroke-width", 1.3), ("stroke-dasharray", level ? Dashes : null));
}
