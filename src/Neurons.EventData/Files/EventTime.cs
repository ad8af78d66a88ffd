namespace Neurons.EventData;

/// <summary>Times of files as µs.</summary>
internal static class EventTime
{
    private const double Microsecond = 1e-6;

    // Up to here, neighbouring whole numbers are different doubles.
    private const double Largest = 1L << 53;

    /// <summary>A time in µs, to the nearest where a unit is given; without one, µs are whole.</summary>
    public static long Of(double time, double? unit, Func<string, Exception> error)
    {
        var scaled = unit is { } seconds ? Math.Round(time * (seconds / Microsecond)) : time;
        if (scaled != Math.Floor(scaled))
            throw error($"the time is {time}; whole numbers of µs are allowed, or the unit has to be said (TimeUnit)");
        return Math.Abs(scaled) <= Largest ? (long)scaled : throw error($"the time is {time}; at most 2^53 µs are allowed");
    }
}
