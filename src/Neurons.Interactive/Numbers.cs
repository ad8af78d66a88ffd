using System.Globalization;
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons.Interactive;

/// <summary>What is said of numbers in one line.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="Read">How many were looked at: the first of them.</param>
/// <param name="Finite">How many of those are finite; all that follows is of them.</param>
/// <param name="Least">The least.</param>
/// <param name="Most">The greatest.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="Deviation">Their standard deviation, as that of a whole population.</param>
/// <param name="Norm">The root of the sum of their squares.</param>
/// <param name="Zeros">How many are 0.</param>
/// <param name="Ones">How many are 1.</param>
internal sealed record Numbers(
    long Count, long Read, long Finite, double Least, double Most, double Mean, double Deviation, double Norm, long Zeros, long Ones)
{
    /// <summary>More numbers than these are not all looked at: a cell of a notebook answers at once.</summary>
    public const int MostRead = 1 << 24;

    /// <summary>Whether all are 0 or 1, and some 1.</summary>
    public bool AreSpikes => Read == Count && Ones > 0 && Zeros + Ones == Count;

    public static Numbers Of<T>(Tensor<T> tensor)
        where T : INumberBase<T> => Of(tensor.Select(double.CreateChecked), tensor.FlattenedLength);

    public static Numbers Of(IEnumerable<double> numbers, long count)
    {
        long read = 0, finite = 0, zeros = 0, ones = 0;
        double least = double.PositiveInfinity, most = double.NegativeInfinity, mean = 0, deviations = 0;
        foreach (var number in numbers)
        {
            if (read == MostRead) break;
            read++;
            if (!double.IsFinite(number)) continue;
            finite++;
            if (number == 0) zeros++;
            if (number == 1) ones++;
            (least, most) = (Math.Min(least, number), Math.Max(most, number));
            // Welford's recurrence.
            var difference = number - mean;
            mean += difference / finite;
            deviations += difference * (number - mean);
        }

        return new(count, read, finite, least, most, mean, Math.Sqrt(deviations / finite), Math.Sqrt(deviations + finite * mean * mean), zeros, ones);
    }

    /// <summary>The numbers in words.</summary>
    public override string ToString()
    {
        if (Finite == 0) return Read == 0 ? "no numbers" : "no finite numbers";
        var text = Least == Most ? $"all {Text(Least)}" : $"{Text(Least)} to {Text(Most)}, mean {Text(Mean)} ± {Text(Deviation)}";
        if (Zeros > 0 && Zeros < Finite) text += $", {Share(Zeros, Finite)} are 0";
        if (Finite < Read) text += $"; {Whole(Read - Finite)} not finite";
        return Read < Count ? $"{text}; of the first {Whole(Read)} of {Whole(Count)} numbers" : text;
    }

    /// <summary>A number in a few digits.</summary>
    public static string Text(double number) =>
        number == Math.Truncate(number) && Math.Abs(number) < 1e6
            ? number.ToString("0", CultureInfo.InvariantCulture)
            : number.ToString("G4", CultureInfo.InvariantCulture);

    /// <summary>A count, with commas.</summary>
    public static string Whole(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A share in percent.</summary>
    public static string Share(double part, double all) => string.Create(CultureInfo.InvariantCulture, $"{100 * part / all:0.#} %");

    /// <summary>A shape, as it is written everywhere.</summary>
    public static string Shape<T>(ReadOnlySpan<T> lengths)
        where T : INumberBase<T> => $"[{string.Join(", ", lengths.ToArray())}]";

    /// <summary>A count and what is counted.</summary>
    public static string Of(long count, string thing, string? things = null) => $"{Whole(count)} {(count == 1 ? thing : things ?? $"{thing}s")}";
}
