namespace Neurons.Plots;

/// <summary>
/// Thins a long line to what its pixels can show. Of the points that fall into one pixel column it keeps the first,
/// the lowest, the highest and the last, so that no spike is lost.
/// </summary>
internal static class Decimation
{
    private const int KeptPerColumn = 4;

    /// <summary>The indices to draw, in order; -1 stands for a gap.</summary>
    public static List<int> Keep(double[] xs, double[] ys, PlotArea area)
    {
        if (xs.Length <= KeptPerColumn * Math.Max(area.Width, 1))
        {
            return All(xs, ys, area);
        }

        return IsSorted(xs) ? ByColumn(xs, ys, area) : ByDistance(xs, ys, area);
    }

    private static bool IsSorted(double[] xs)
    {
        for (var i = 1; i < xs.Length; i++)
        {
            if (!(xs[i] >= xs[i - 1]))
            {
                return false;
            }
        }

        return true;
    }

    private static List<int> All(double[] xs, double[] ys, PlotArea area)
    {
        var kept = new List<int>(xs.Length);
        for (var i = 0; i < xs.Length; i++)
        {
            kept.Add(area.Shows(xs[i], ys[i]) ? i : -1);
        }

        return kept;
    }

    private static List<int> ByColumn(double[] xs, double[] ys, PlotArea area)
    {
        var kept = new List<int>();
        for (var start = 0; start < xs.Length;)
        {
            var column = Math.Floor(area.PixelX(xs[start]));
            int first = -1, lowest = -1, highest = -1, last = -1;
            var end = start;
            for (; end < xs.Length && (end == start || Math.Floor(area.PixelX(xs[end])) == column); end++)
            {
                if (!area.Shows(xs[end], ys[end]))
                {
                    continue;
                }

                first = first < 0 ? end : first;
                lowest = lowest < 0 || ys[end] < ys[lowest] ? end : lowest;
                highest = highest < 0 || ys[end] > ys[highest] ? end : highest;
                last = end;
            }

            // A gap within a column cannot be seen; only a column of nothing but gaps is one.
            AddDistinct(kept, first, Math.Min(lowest, highest), Math.Max(lowest, highest), last);
            start = end;
        }

        return kept;
    }

    private static void AddDistinct(List<int> kept, params ReadOnlySpan<int> indices)
    {
        foreach (var index in indices)
        {
            if (kept.Count == 0 || kept[^1] != index)
            {
                kept.Add(index);
            }
        }
    }

    /// <summary>For curves that turn back, as in a phase plane: leaves out points that fall on the one before.</summary>
    private static List<int> ByDistance(double[] xs, double[] ys, PlotArea area)
    {
        var kept = new List<int>();
        var previous = (double.NaN, double.NaN);
        for (var i = 0; i < xs.Length; i++)
        {
            if (!area.Shows(xs[i], ys[i]))
            {
                AddDistinct(kept, -1);
                continue;
            }

            var place = (Math.Round(area.PixelX(xs[i]) * 2), Math.Round(area.PixelY(ys[i]) * 2));
            if (place != previous || kept[^1] < 0)
            {
                kept.Add(i);
                previous = place;
            }
        }

        return kept;
    }
}
