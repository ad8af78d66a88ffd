namespace Neurons;

/// <summary>Numbers with a unit, a meaning and an allowed range, for the definition of a neuron.</summary>
public static class QuantityExtensions
{
    /// <summary>
    /// This default value in a unit, as in <c>20.0.In("ms", above: 0, meaning: "membrane time constant")</c>.
    /// </summary>
    /// <param name="value">The default.</param>
    /// <param name="unit">"" for a plain number.</param>
    /// <param name="min">The least value allowed, itself allowed.</param>
    /// <param name="max">The greatest value allowed, itself allowed.</param>
    /// <param name="above">A bound below, itself not allowed; instead of <paramref name="min"/>.</param>
    /// <param name="below">A bound above, itself not allowed; instead of <paramref name="max"/>.</param>
    /// <param name="meaning">What it is.</param>
    /// <exception cref="ArgumentException">Two bounds are given for one side, or the default lies outside.</exception>
    public static Quantity In(
        this double value,
        string unit,
        double? min = null,
        double? max = null,
        double? above = null,
        double? below = null,
        string meaning = "")
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(meaning);
        if (min is not null && above is not null)
            throw new ArgumentException($"Both min ({min}) and above ({above}) are given; a range has one lower bound.", nameof(above));
        if (max is not null && below is not null)
            throw new ArgumentException($"Both max ({max}) and below ({below}) are given; a range has one upper bound.", nameof(below));

        var range = new Interval(
            least: min ?? above ?? double.NegativeInfinity,
            most: max ?? below ?? double.PositiveInfinity,
            leastAllowed: min is not null,
            mostAllowed: max is not null);
        return range.Contains(value)
            ? new Quantity(value, unit, range, meaning)
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"The default is {value}; it must be {range}.");
    }
}
