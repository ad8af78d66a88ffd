namespace Neurons.Plots;

/// <summary>
/// Points that are too many to be told apart, counted in cells of a few pixels: the more fall into a cell, the darker it is. No point is left
/// out: a cell with a single one is seen.
/// </summary>
internal sealed class Density
{
    private const int Levels = 8;
    private const double Faintest = 0.25;

    // As many cells as a file of some 100 kB has room for.
    private const double MostCells = 20_000;
    private const double LeastCell = 2;

    // Whole pixels, so that cells meet without seams.
    private readonly double _cell;
    private readonly int[,] _counts;

    public Density(PlotArea area)
    {
        _cell = Math.Ceiling(Math.Max(LeastCell, Math.Sqrt(area.Width * area.Height / MostCells)));
        _counts = new int[(int)Math.Max(Math.Ceiling(area.Height / _cell), 1), (int)Math.Max(Math.Ceiling(area.Width / _cell), 1)];
    }

    /// <summary>The most points in a cell.</summary>
    public int Most { get; private set; }

    /// <summary>Counts a point; one outside of the panel is not seen anyway.</summary>
    public void Add(double x, double y)
    {
        var column = Index(x / _cell, _counts.GetLength(1));
        var row = Index(y / _cell, _counts.GetLength(0));
        if (row >= 0 && column >= 0) Most = Math.Max(Most, ++_counts[row, column]);
    }

    public void Draw(SvgWriter svg, string color)
    {
        var paths = new PathData[Levels + 1];
        for (var row = 0; row < _counts.GetLength(0); row++)
        {
            for (var column = 0; column < _counts.GetLength(1);)
            {
                var (start, level) = (column, Level(_counts[row, column]));
                while (column < _counts.GetLength(1) && Level(_counts[row, column]) == level) column++;
                if (level == 0) continue;
                var path = paths[level] ??= new PathData();
                path.Move(start * _cell, (row + 0.5) * _cell).Level(column * _cell);
            }
        }

        svg.Open("g", ("stroke", color), ("stroke-width", _cell), ("shape-rendering", "crispEdges"));
        for (var level = 1; level <= Levels; level++)
        {
            if (paths[level] is { } path)
            {
                svg.Element("path", ("d", path), ("stroke-opacity", Faintest + (1 - Faintest) * (level - 1) / (Levels - 1)));
            }
        }

        svg.Close();
    }

    // The edge belongs to the last cell.
    private static int Index(double place, int count) => place < 0 || place > count ? -1 : Math.Min((int)place, count - 1);

    private int Level(int count) => count == 0 ? 0 : Most == 1 ? Levels : 1 + (int)Math.Round((Levels - 1) * Math.Sqrt((count - 1.0) / (Most - 1)));
}
