namespace Neurons.Plots;

/// <summary>What a figure has to say of the data that cannot be seen in it.</summary>
internal static class Notes
{
    /// <summary>What a figure without panels says.</summary>
    public const string NoPanels = "no panels";

    /// <summary>The values that are left out, and what is drawn otherwise than it is.</summary>
    public static IReadOnlyList<string> Of(Panel panel, PlotArea? area)
    {
        if (Nothing(panel) is not null) return [];
        return [.. panel.Series.SelectMany(series => Missing(panel, series).Concat(Reduced(series, area))).Distinct()];
    }

    /// <summary>Why there is nothing to be seen at all; null if there is something.</summary>
    public static string? Nothing(Panel panel)
    {
        Series[] data = [.. panel.Series.Where(series => series.IsData)];
        if (data.Length == 0) return panel.Series.Count > 0 ? null : "no data";
        if (data is [RasterSeries { Count: 0 } raster]) return $"no spikes of {raster.Neurons} {(raster.Neurons == 1 ? "neuron" : "neurons")}";
        var (all, finite, shown) = (data.Sum(series => series.Count), data.Sum(series => Drawn(panel, series).Finite),
            data.Sum(series => Drawn(panel, series).Shown));
        return shown > 0 ? null
            : all == 0 ? "no data"
            : finite == 0 ? $"nothing to draw: {(all == 1 ? "the only value is" : $"all {all} {data[0].Things} are")} NaN or infinite"
            : $"nothing to draw: none of {all} {data[0].Things} is above 0, as a logarithmic axis needs";
    }

    private static IEnumerable<string> Missing(Panel panel, Series series)
    {
        var (finite, shown) = Drawn(panel, series);
        var name = string.IsNullOrEmpty(series.Name) ? "" : $"{series.Name}: ";
        if (finite < series.Count && series.Gaps is { Length: > 0 } meaning) yield return $"{name}gaps are {meaning}";
        if (finite < series.Count && series.Gaps is null) yield return $"{name}{Share(series.Count - finite, series)} NaN or infinite, and left out";
        if (shown < finite) yield return $"{name}{Share(finite - shown, series)} not above 0, and left out, as the axis is logarithmic";
    }

    private static string Share(int count, Series series) => $"{count} of {series.Count} {series.Things} {(count == 1 ? "is" : "are")}";

    private static IEnumerable<string> Reduced(Series series, PlotArea? area) =>
        area is not null && series.Reduction(area) is { } reduction ? [reduction] : [];

    private static (int Finite, int Shown) Drawn(Panel panel, Series series) => series.Drawn(panel.X.IsLog, panel.Y.IsLog);
}
