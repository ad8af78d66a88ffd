namespace Neurons.Plots;

/// <summary>
/// Spike trains: one row per neuron, counted from below, and a short vertical stroke per spike. Where rows are narrower than a pixel or strokes
/// too many, the density of spikes.
/// </summary>
internal sealed class RasterSeries(double[][] times) : Series
{
    private const double ShareOfRow = 0.8;
    private const int MostStrokes = 20_000;
    private const int FewStrokes = 1000;

    public override int Count { get; } = times.Sum(row => row.Length);

    public override string Things => "spikes";

    public override bool Fills => true;

    public int Neurons => times.Length;

    public override Extent X(bool isLog) => times.Aggregate(Extent.Empty, (extent, row) => extent.With(Extent.Of(row, isLog)));

    public override Extent Y(bool isLog) => times.Length == 0 ? Extent.Empty : new(-0.5, times.Length - 0.5);

    public override (int Finite, int Shown) Drawn(bool isLogX, bool isLogY) =>
        (times.Sum(row => row.Count(double.IsFinite)), times.Sum(row => row.Count(time => Extent.IsShown(time, isLogX))));

    public override string? Reduction(PlotArea area) =>
        Strokes(area) is null ? $"so many spikes are drawn as their density: up to {Counted(area).Most} in a place" : null;

    public override void Draw(SvgWriter svg, PlotArea area)
    {
        if (Strokes(area) is not { } strokes)
        {
            Counted(area).Draw(svg, svg.Ink(Color));
            return;
        }

        var path = new PathData();
        // A few strokes are drawn larger than their rows, or they would be lost on the paper.
        var isSparse = strokes.Count <= FewStrokes;
        var height = Math.Max(area.Height / area.Y.Length * ShareOfRow, isSparse ? 3 : 1);
        foreach (var (x, row) in strokes) path.Move(x, area.PixelY(row) + height / 2).Down(-height);
        if (!path.IsEmpty)
        {
            svg.Element("path", ("d", path), ("stroke", svg.Ink(Color)), ("stroke-width", isSparse ? 1.7 : 1.0));
        }
    }

    public override void DrawKey(SvgWriter svg, double x, double y) =>
        svg.Element("path", ("d", $"M{SvgWriter.Number(x + 5)} {SvgWriter.Number(y + 4)}v-8m4 8v-8m4 8v-8"), ("stroke", svg.Ink(Color)));

    /// <summary>A stroke for each spike, as those within half a pixel of each other are one to the eye; null if there are too many.</summary>
    private List<(double X, int Row)>? Strokes(PlotArea area)
    {
        if (Count > FewStrokes && area.Height / area.Y.Length < 1) return null;
        var strokes = new List<(double, int)>();
        for (var row = 0; row < times.Length; row++)
        {
            var last = int.MinValue;
            foreach (var time in times[row])
            {
                if (!Extent.IsShown(time, area.X.IsLog)) continue;
                var x = area.PixelX(time);
                if ((int)Math.Round(x * 2) == last) continue;
                if (strokes.Count == MostStrokes) return null;
                strokes.Add((x, row));
                last = (int)Math.Round(x * 2);
            }
        }

        return strokes;
    }

    private Density Counted(PlotArea area)
    {
        var density = new Density(area);
        for (var row = 0; row < times.Length; row++)
        {
            var y = area.PixelY(row);
            foreach (var time in times[row])
            {
                if (Extent.IsShown(time, area.X.IsLog)) density.Add(area.PixelX(time), y);
            }
        }

        return density;
    }
}
