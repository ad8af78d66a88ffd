namespace Neurons.Plots;

/// <summary>Bars between edges, from 0 up; of a histogram, those of its values that are finite.</summary>
internal sealed class BarSeries(double[] edges, double[] heights, int finite, int count) : Series
{
    public (double[] Edges, double[] Heights) Bars => (edges, heights);

    public override int Layer => 0;

    public override int Count => count;

    public override (int Finite, int Shown) Drawn(bool isLogX, bool isLogY) => (finite, finite);

    public override Extent X(bool isLog) => Extent.Of(edges, isLog);

    // A logarithmic axis has no 0 to begin at.
    public override Extent Y(bool isLog) => isLog ? Extent.Of(heights, true).With(0.8, true) : Extent.Of(heights).With(0);

    public override void Draw(SvgWriter svg, PlotArea area)
    {
        var path = new PathData();
        for (var i = 0; i < heights.Length; i++)
        {
            if (!Extent.IsShown(heights[i], area.Y.IsLog) || !Extent.IsShown(edges[i], area.X.IsLog) || heights[i] == 0) continue;
            var (left, right, bottom) = (area.PixelX(edges[i]), area.PixelX(edges[i + 1]), area.Y.IsLog ? area.Height : area.PixelY(0));
            path.Move(left, bottom).Upright(area.PixelY(heights[i])).Level(right).Upright(bottom).Close();
        }

        if (!path.IsEmpty)
        {
            svg.Element("path", ("d", path), ("fill", svg.Ink(Color)), ("fill-opacity", 0.75), ("stroke", svg.Ink(Color)), ("stroke-width", 0.8));
        }
    }

    public override void DrawKey(SvgWriter svg, double x, double y) =>
        svg.Element("rect", ("x", x + 2), ("y", y - 5), ("width", 14.0), ("height", 10.0), ("fill", svg.Ink(Color)), ("fill-opacity", 0.75));
}
