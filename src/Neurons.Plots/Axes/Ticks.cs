using System.Globalization;

namespace Neurons.Plots;

/// <summary>A place on an axis and what is written there; a minor one has no grid line and no number.</summary>
internal readonly record struct Tick(double Value, string Label, bool IsMinor = false);

/// <summary>Chooses round places on an axis: steps of 1, 2 or 5 times a power of ten.</summary>
internal static class Ticks
{
    private const int Fewest = 3;
    private const int MostDecimals = 4;

    private static readonly string[] Superscripts = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"];

    /// <summary>The ticks of an axis, linear or logarithmic.</summary>
    public static Tick[] For(Scale scale, int most, bool whole = false) =>
        scale.IsLog ? LogTicks.For(scale.Extent, most, whole) : For(scale.Extent, most, whole);

    /// <param name="extent">What the axis shows; of some width.</param>
    /// <param name="most">About how many ticks at most; three are tried for in any case, as one says nothing of the scale.</param>
    /// <param name="whole">Whether only whole numbers make sense, as for rows.</param>
    public static Tick[] For(Extent extent, int most, bool whole = false)
    {
        most = Math.Max(most, 2);
        var least = whole ? 1 : 0;
        var step = Math.Max(Step(extent.Width / most), least);
        for (var tries = 0; tries < 2 && Count(extent, step) < Fewest && step > least; tries++)
        {
            step = Math.Max(Step(step / 2.6), least);
        }

        var (first, last) = Bounds(extent, step);
        var ticks = new List<Tick>();
        for (var i = first; i <= last && ticks.Count <= 2 * most + 4; i++)
        {
            ticks.Add(new Tick(i * step, Label(i * step, step, Math.Max(Math.Abs(first), Math.Abs(last)) * step)));
        }

        return [.. ticks];
    }

    /// <summary>A linear axis goes on to the round numbers that all but begin or end it.</summary>
    public static Scale Round(Scale scale) => scale.IsLog ? scale : new(Round(scale.Extent));

    /// <summary>The extent up to the round numbers that all but begin or end it: 0 to 199.95 becomes 0 to 200.</summary>
    public static Extent Round(Extent extent)
    {
        var step = Step(extent.Width / 10);
        var near = extent.Width * 0.004;
        var (low, high) = (Math.Floor(extent.Low / step) * step, Math.Ceiling(extent.High / step) * step);
        return new(extent.Low - low <= near ? low : extent.Low, high - extent.High <= near ? high : extent.High);
    }

    private static double Count(Extent extent, double step) => Bounds(extent, step) is var (first, last) ? last - first + 1 : 0;

    private static (double First, double Last) Bounds(Extent extent, double step) =>
        (Math.Ceiling(extent.Low / step - 1e-6), Math.Floor(extent.High / step + 1e-6));

    /// <summary>The smallest of 1, 2, 5 times a power of ten that is not below <paramref name="least"/>.</summary>
    private static double Step(double least)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        foreach (var factor in (ReadOnlySpan<double>)[1, 2, 5])
        {
            if (factor * power >= least * (1 - 1e-9))
            {
                return factor * power;
            }
        }

        return 10 * power;
    }

    public static string Label(double value, double step, double largest)
    {
        var stepExponent = (int)Math.Floor(Math.Log10(step) + 1e-9);
        var largestExponent = largest > 0 ? (int)Math.Floor(Math.Log10(largest) + 1e-9) : 0;
        if (value == 0)
        {
            return "0";
        }

        // Plain digits as long as they are few; otherwise 2×10⁻⁵, with the power of the largest label for all.
        // Large numbers that differ only in their last digits are shorter written out.
        var scientific = largestExponent is < -3 or > 12 || (largestExponent >= 5 && largestExponent - stepExponent <= MostDecimals);
        var exponent = scientific ? largestExponent : 0;
        var decimals = Math.Clamp(exponent - stepExponent, 0, 12);
        var digits = (value / Math.Pow(10, exponent)).ToString("F" + decimals, CultureInfo.InvariantCulture).Replace('-', '−');
        return scientific ? $"{digits}×10{Superscript(exponent)}" : digits;
    }

    public static string Superscript(int exponent) => (exponent < 0 ? "⁻" : "") +
        string.Concat(Math.Abs(exponent).ToString(CultureInfo.InvariantCulture).Select(digit => Superscripts[digit - '0']));
}
