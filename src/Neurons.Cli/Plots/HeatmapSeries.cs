using System.Text;

namespace Neurons.Cli.Plots;

/// <summary>A grid of values shown as colours, [row, column]; NaN leaves a cell blank.</summary>
internal sealed class HeatmapSeries(double[,] values, Extent x, Extent y, Extent range, ColourMap colours, bool topDown) : Series
{
    private const int Levels = 64;

    public override int Layer => 0;

    public override Extent X => x;

    public override Extent Y => y;

    /// <summary>The values at the two ends of the colours.</summary>
    public Extent Range { get; } = (range.IsEmpty ? Extent.Of([.. values.Cast<double>()]) : range).ForAxis();

    public ColourMap Colours => colours;

    public override void Draw(SvgWriter svg, PlotArea area)
    {
        var grid = Reduced(values, (int)Math.Max(area.Height / 2, 1), (int)Math.Max(area.Width / 2, 1));
        var (rows, columns) = (grid.GetLength(0), grid.GetLength(1));
        if (grid.Length == 0)
        {
            return;
        }

        var paths = new SortedDictionary<int, StringBuilder>();
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
                    var path = paths.TryGetValue(level, out var found) ? found : paths[level] = new StringBuilder();
                    path.Append($"M{SvgWriter.Number(left)} {SvgWriter.Number(middle)}H{SvgWriter.Number(right)}");
                }
            }
        }

        // A cell is a level stroke as wide as the row is high: the shortest way to write it.
        // Without smoothing, or the white behind would shine through between the cells.
        var height = Math.Abs(area.PixelY(y.High) - area.PixelY(y.Low)) / rows;
        svg.Open("g", ("shape-rendering", "crispEdges"), ("stroke-width", height));
        foreach (var (level, path) in paths)
        {
            svg.Element("path", ("d", path), ("stroke", colours.At(level / (Levels - 1.0))));
        }

        svg.Close();
    }

    private static double Edge(double cell, int cells, double from, double to) => from + (to - from) * cell / cells;

    /// <summary>The mean over blocks of cells, where there are more cells than can be seen.</summary>
    private static double[,] Reduced(double[,] values, int mostRows, int mostColumns)
    {
        var (rows, columns) = (Math.Min(values.GetLength(0), mostRows), Math.Min(values.GetLength(1), mostColumns));
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

    private int Level(double value) => double.IsNaN(value)
        ? -1
        : (int)Math.Round(Math.Clamp((value - Range.Low) / Range.Width, 0, 1) * (Levels - 1));
}
