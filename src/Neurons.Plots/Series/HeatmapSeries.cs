namespace Neurons.Plots;

/// <summary>A grid of values shown as colors, [row, column]; NaN leaves a cell blank.</summary>
internal sealed class HeatmapSeries(double[,] values, Extent x, Extent y, Extent range, ColorMap colors, bool topDown) : Series
{
    private const int Levels = 64;

    // Renderers round the edges of strokes; without it, the paper may be seen between rows.
    private const double Overlap = 0.5;

    public override int Layer => 0;

    public override int Count => values.Length;

    public override bool Fills => true;

    public override Extent X(bool isLog) => x;

    public override Extent Y(bool isLog) => y;

    public override (int Finite, int Shown) Drawn(bool isLogX, bool isLogY) => values.Cast<double>().Count(double.IsFinite) is var n ? (n, n)
        : default;

    public override string? Reduction(PlotArea area) =>
        Cells(area) is var (rows, columns) && (rows < values.GetLength(0) || columns < values.GetLength(1))
            ? $"{values.GetLength(0)} × {values.GetLength(1)} cells are drawn as the means of blocks, {rows} × {columns}"
            : null;

    /// <summary>The values at the two ends of the colors.</summary>
    public Scale Range { get; } = Scale.Of(range.IsEmpty ? Extent.Of([.. values.Cast<double>()]) : range);

    public ColorMap Colors => colors;

    public override void Draw(SvgWriter svg, PlotArea area)
    {
        var (rows, columns) = Cells(area);
        var grid = Reduced(values, rows, columns);
        if (grid.Length == 0)
        {
            return;
        }

        var paths = new SortedDictionary<int, PathData>();
        for (var row = 0; row < rows; row++)
        {
            var middle = Edge(topDown ? row + 0.5 : rows - 0.5 - row, rows, area.PixelY(y.High), area.PixelY(y.Low));
            for (var column = 0; column < columns;)
            {
                var level = Level(grid[row, column]);
                var start = column;
                while (column < columns && Level(grid[row, column]) == level)
                {
                    column++;
                }

                if (level >= 0)
                {
                    var left = Edge(start, columns, area.PixelX(x.Low), area.PixelX(x.High));
                    var right = Edge(column, columns, area.PixelX(x.Low), area.PixelX(x.High));
                    var path = paths.TryGetValue(level, out var found) ? found : paths[level] = new PathData();
                    path.Move(left, middle).Level(right);
                }
            }
        }

        // A cell is a level stroke as wide as the row is high: the shortest way to write it.
        // Without smoothing, or the white behind would shine through between the cells.
        var height = Math.Abs(area.PixelY(y.High) - area.PixelY(y.Low)) / rows;
        svg.Open("g", ("shape-rendering", "crispEdges"), ("stroke-width", height + Overlap));
        foreach (var (level, path) in paths)
        {
            svg.Element("path", ("d", path), ("stroke", SvgWriter.DataColor(colors.At(level / (Levels - 1.0)))));
        }

        svg.Close();
    }

    /// <summary>As many cells as there are, or as can be seen.</summary>
    private (int Rows, int Columns) Cells(PlotArea area) =>
        (Math.Min(values.GetLength(0), (int)Math.Max(area.Height / 2, 1)), Math.Min(values.GetLength(1), (int)Math.Max(area.Width / 2, 1)));

    private static double Edge(double cell, int cells, double from, double to) => from + (to - from) * cell / cells;

    /// <summary>The mean over blocks of cells, where there are more cells than can be seen.</summary>
    private static double[,] Reduced(double[,] values, int rows, int columns)
    {
        if (rows == values.GetLength(0) && columns == values.GetLength(1))
        {
            return values;
        }

        var sums = new double[rows, columns];
        var counts = new int[rows, columns];
        for (var row = 0; row < values.GetLength(0); row++)
        {
            for (var column = 0; column < values.GetLength(1); column++)
            {
                if (double.IsFinite(values[row, column]))
                {
                    var block = ((int)((long)row * rows / values.GetLength(0)), (int)((long)column * columns / values.GetLength(1)));
                    sums[block.Item1, block.Item2] += values[row, column];
                    counts[block.Item1, block.Item2]++;
                }
            }
        }

        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                sums[row, column] /= counts[row, column];
            }
        }

        return sums;
    }

    private int Level(double value) => !double.IsFinite(value)
        ? -1
        : (int)Math.Round(Math.Clamp(Range.Share(value), 0, 1) * (Levels - 1));
}
