namespace Neurons.EventData;

/// <summary>What a file of events does not say itself.</summary>
public sealed record EventFileOptions
{
    /// <summary>
    /// The sensor; null for that of the file where it says it (AEDAT 3.1 of a camera that is known, AEDAT 4), or else the smallest that has all
    /// events. Default null.
    /// </summary>
    public EventSensor? Sensor { get; init; }

    /// <summary>
    /// The seconds of a unit of time in text (<c>.csv</c>) and numpy's files (<c>.npz</c>, <c>.npy</c>), &gt; 0; times are rounded to µs. Null:
    /// they are whole µs. Default null.
    /// </summary>
    public double? TimeUnit
    {
        get;
        init => field = value is { } unit ? Require.Positive(nameof(EventFileOptions), nameof(TimeUnit), unit) : null;
    }

    /// <summary>Where AEDAT 2.0 has column, row and polarity in an address; null where the file names a camera that is known. Default null.</summary>
    public AedatAddress? Address { get; init; }
}
