namespace Neurons.Plots;

/// <summary>Straight lines across the whole panel: level, such as a threshold, or upright, such as the times of events.</summary>
internal sealed class RuleSeries(double[] places, bool level, bool dashed) : Series
{
    public override int Layer => 1;

    public override bool IsData => false;

    public override int Count => places.Length;

    public override string Things => "lines";

    public override (int Finite, int Shown) Drawn(bool isLogX, bool isLogY) =>
        (places.Count(double.IsFinite), places.Count(place => Extent.IsShown(place, level ? isLogY : isLogX)));

    public override Extent X(bool isLog) => level ? Extent.Empty : Extent.Of(places, isLog);

    public override Extent Y(bool isLog) => level ? Extent.Of(places, isLog) : Extent.Empty;

    private string? Dashes => dashed ? "5 3" : null;

    public override void Draw(SvgWriter svg, PlotArea area)
    {
        var path = new PathData();
        foreach (var pixel in Pixels(area))
        {
            if (level) path.Move(0, pixel).Level(area.Width);
            else path.Move(pixel, 0).Upright(area.Height);
        }

        if (!path.IsEmpty)
        {
            svg.Element("path", ("d", path), ("stroke", svg.Ink(Color)), ("stroke-width", 1.1), ("stroke-dasharray", Dashes));
        }
    }

    private IEnumerable<double> Pixels(PlotArea area) => places
        .Where(place => Extent.IsShown(place, level ? area.Y.IsLog : area.X.IsLog))
        .Select(place => Math.Round(level ? area.PixelY(place) : area.PixelX(place), 2))
        .Distinct();

    public override void DrawKey(SvgWriter svg, double x, double y) => svg.Element("path",
        ("d", level ? $"M{SvgWriter.Number(x)} {SvgWriter.Number(y)}h18" : $"M{SvgWriter.Number(x + 9)} {SvgWriter.Number(y + 5)}v-10"),
        ("stroke", svg.Ink(Color)), ("stroke-width", 1.3), ("stroke-dasharray", level ? Dashes : null));
}
