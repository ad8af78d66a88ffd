namespace Neurons.Plots;

/// <content>Grids and distributions of numbers.</content>
public static partial class Plot
{
    private const int FewestBins = 5;
    private const int MostBins = 60;

    // Counts up to these have a bar each.
    private const int MostCounts = 40;

    // Of the largest numbers, the differences are no numbers; those of their parts are.
    private const double Part = 0.25;

    /// <summary>A grid of numbers as colors, such as weights, the first row lowest. NaN leaves a cell blank.</summary>
    /// <param name="values">[rows, columns].</param>
    /// <param name="label">What stands beside the scale of colors, with its unit.</param>
    /// <param name="x">What the columns are.</param>
    /// <param name="y">What the rows are.</param>
    /// <param name="signed">Whether the colors are symmetric about 0, as for weights; null if there are values below 0.</param>
    public static Figure HeatMap(Values values, string label = "", Axis? x = null, Axis? y = null, bool? signed = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        var extent = Extent.Of(values.Array);
        var reach = Math.Max(Math.Abs(extent.Low), Math.Abs(extent.High));
        var isSigned = !extent.IsEmpty && reach > 0 && (signed ?? extent.Low < 0);
        var panel = new Panel("", y ?? new Axis("row"), x ?? new Axis("column"))
            .HeatMap(values, label: label, range: isSigned ? (-reach, reach) : null, colors: isSigned ? ColorMap.Diverging : ColorMap.Viridis);
        return new Figure("", panel) { Width = 560, Height = 400 };
    }

    /// <summary>A picture, the first row on top.</summary>
    /// <param name="values">[rows, columns].</param>
    public static Figure Image(Values values) => new("", new Panel().Image(values)) { Width = 320, Height = 320 };

    /// <summary>How often values occur. Counts, such as spikes of neurons, have a bar each as long as they are few.</summary>
    /// <param name="values">Of any shape. NaN and infinities are left out, which the figure says.</param>
    /// <param name="label">The quantity and its unit.</param>
    /// <param name="bins">How many bars; 0 for twice the interquartile range over the cube root of their number (Freedman and Diaconis,
    /// 1981).</param>
    public static Figure Histogram(Values values, Axis? label = null, int bins = 0)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (bins < 0) throw new ArgumentOutOfRangeException(nameof(bins), $"Plot.Histogram: bins is {bins}; it must be ≥ 0.");
        double[] finite = [.. values.Array.Where(double.IsFinite).Order()];
        var x = label ?? new Axis("value");
        var isWhole = bins == 0 && finite.Length > 0 && Array.TrueForAll(finite, double.IsInteger) && finite[^1] - finite[0] < MostCounts;
        var edges = finite.Length == 0 ? [0, 1] : isWhole ? CountEdges(finite) : Edges(finite, bins);
        var heights = new double[edges.Length - 1];
        var (low, high) = (Part * edges[0], Part * edges[^1]);
        foreach (var value in finite)
        {
            var bin = (int)((Part * value - low) / (high - low) * heights.Length);
            bin = Math.Clamp(bin, 0, heights.Length - 1);
            // The division rounds: the edges decide.
            if (bin > 0 && value < edges[bin]) bin--;
            else if (bin < heights.Length - 1 && value >= edges[bin + 1]) bin++;
            heights[bin]++;
        }

        var panel = new Panel("", Axis.Whole("count"), x with { IsWhole = x.IsWhole || isWhole })
            .With(new BarSeries(edges, heights, finite.Length, values.Count) { Color = Palette.Blue });
        return new Figure("", panel) { Width = 560, Height = 320 };
    }

    /// <summary>A bin for each whole number, with the number in its middle.</summary>
    private static double[] CountEdges(double[] sorted) =>
        [.. Enumerable.Range(0, (int)(sorted[^1] - sorted[0]) + 2).Select(i => sorted[0] + i - 0.5)];

    private static double[] Edges(double[] sorted, int bins)
    {
        var extent = Scale.Of(new(sorted[0], sorted[^1])).Extent;
        var whole = Part * extent.High - Part * extent.Low;
        if (bins == 0)
        {
            var width = 2 * (Part * sorted[sorted.Length * 3 / 4] - Part * sorted[sorted.Length / 4]) / Math.Cbrt(sorted.Length);
            bins = width > 0 ? (int)Math.Clamp(Math.Ceiling(whole / width), FewestBins, MostBins) : FewestBins;
        }

        return [.. Enumerable.Range(0, bins + 1).Select(i => i == bins ? extent.High : extent.Low + whole * i / bins / Part)];
    }
}
