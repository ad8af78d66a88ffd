using System.Globalization;

namespace Neurons.Plots;

/// <summary>Ticks of a logarithmic axis: powers of ten, with 2 to 9 between them where there is room; within one decade 1, 2 and 5.</summary>
internal static class LogTicks
{
    private const int Fewest = 3;

    private static readonly int[] _factors = [1, 2, 5];
    private static readonly int[] _strides = [1, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000];

    // Between decades closer than this, the places of 2 to 9 would run into each other.
    private const int MostDecadesWithMinor = 8;

    public static Tick[] For(Extent extent, int most, bool whole)
    {
        var (first, last) = ((int)Math.Ceiling(Math.Log10(extent.Low) - 1e-9), (int)Math.Floor(Math.Log10(extent.High) + 1e-9));
        if (whole) first = Math.Max(first, 0);
        Tick[] fine = [.. Fine(extent, whole)];
        if (last - first + 1 >= Fewest || (last > first && fine.Length > most)) return Decades(extent, first, last, Math.Max(most, 2), whole);
        return fine.Length >= Fewest ? Thinned(fine, Math.Max(most, Fewest)) : Ticks.For(extent, Math.Max(most, Fewest), whole);
    }

    private static Tick[] Decades(Extent extent, int first, int last, int most, bool whole)
    {
        var stride = Array.Find(_strides, stride => (last - first) / stride < most);
        // Round powers, unless that leaves a single number.
        var start = last / stride - (int)Math.Ceiling((double)first / stride) >= 1 ? 0 : first;
        // The labels of an axis are all alike: written out if all are short.
        var isPlain = first >= -3 && last <= 4;
        var ticks = new List<Tick>();
        for (var power = first; power <= last; power++)
        {
            var value = Math.Pow(10, power);
            ticks.Add((power - start) % stride == 0 ? new(value, isPlain ? Plain(value) : $"10{Ticks.Superscript(power)}")
                : new(value, "", IsMinor: true));
        }

        if (last - first <= MostDecadesWithMinor && stride == 1)
        {
            ticks.AddRange(Between(extent, first - 1, last).Where(value => !whole || value >= 1).Select(value => new Tick(value, "", IsMinor: true)));
        }

        return [.. ticks.OrderBy(tick => tick.Value)];
    }

    private static IEnumerable<double> Between(Extent extent, int first, int last) =>
        from power in Enumerable.Range(first, last - first + 1)
        from factor in Enumerable.Range(2, 8)
        let value = factor * Math.Pow(10, power)
        where value >= extent.Low && value <= extent.High
        select value;

    /// <summary>1, 2 and 5 times the powers of ten.</summary>
    private static IEnumerable<Tick> Fine(Extent extent, bool whole)
    {
        var (first, last) = ((int)Math.Floor(Math.Log10(extent.Low)), (int)Math.Ceiling(Math.Log10(extent.High)));
        var isPlain = first >= -3 && last <= 5;
        for (var power = first; power <= last; power++)
        {
            foreach (var factor in _factors)
            {
                var value = factor * Math.Pow(10, power);
                if (value < extent.Low * (1 - 1e-9) || value > extent.High * (1 + 1e-9) || (whole && power < 0)) continue;
                yield return new(value, isPlain ? Plain(value) : $"{factor}×10{Ticks.Superscript(power)}");
            }
        }
    }

    private static Tick[] Thinned(Tick[] ticks, int most)
    {
        var stride = (ticks.Length + most - 1) / most;
        return [.. ticks.Where((_, i) => i % stride == 0)];
    }

    private static string Plain(double value) => value.ToString("0.#####", CultureInfo.InvariantCulture);
}
