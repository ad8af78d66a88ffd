using System.Collections;

namespace Neurons.EventData;

/// <summary>
/// A recording: events in columns of times, places and polarities, and the sensor that they are on. It never changes; parts of it share its
/// memory, 13 bytes an event.
/// </summary>
public sealed class Events : IReadOnlyList<Event>
{
    private readonly long[] _times;
    private readonly ushort[] _x, _y;
    private readonly byte[] _on;
    private readonly int _start;

    /// <summary>What columns hold from a place on; they are the recording's from now on, and every event is on the sensor.</summary>
    internal Events(EventSensor sensor, long[] times, ushort[] x, ushort[] y, byte[] on, int start, int count) =>
        (Sensor, _times, _x, _y, _on, _start, Count) = (sensor, times, x, y, on, start, count);

    /// <summary>The size of the sensor: every event is on it.</summary>
    public EventSensor Sensor { get; }

    /// <inheritdoc/>
    public int Count { get; }

    /// <summary>The times in µs.</summary>
    public ReadOnlySpan<long> Times => _times.AsSpan(_start, Count);

    /// <summary>The columns, or channels.</summary>
    public ReadOnlySpan<ushort> X => _x.AsSpan(_start, Count);

    /// <summary>The rows.</summary>
    public ReadOnlySpan<ushort> Y => _y.AsSpan(_start, Count);

    /// <summary>The polarities: 1 for on, 0 for off and where there is one.</summary>
    public ReadOnlySpan<byte> Polarities => _on.AsSpan(_start, Count);

    /// <summary>Whether no event is before the one that precedes it.</summary>
    public bool IsSorted
    {
        get
        {
            var times = Times;
            for (var i = 1; i < times.Length; i++)
                if (times[i] < times[i - 1]) return false;
            return true;
        }
    }

    /// <summary>An event.</summary>
    /// <param name="index">Which, from 0.</param>
    public Event this[int index] => new(Times[index], X[index], Y[index], Polarities[index] != 0);

    /// <summary>A recording of these events.</summary>
    /// <param name="events">The events in any order.</param>
    /// <param name="sensor">The sensor; null for the smallest that has all of them, and two polarities.</param>
    /// <exception cref="ArgumentException">An event is not on the sensor.</exception>
    public static Events From(IEnumerable<Event> events, EventSensor? sensor = null)
    {
        ArgumentNullException.ThrowIfNull(events);
        var columns = new EventColumns(events.TryGetNonEnumeratedCount(out var count) ? count : 16);
        foreach (var e in events)
        {
            if ((uint)e.X > ushort.MaxValue || (uint)e.Y > ushort.MaxValue)
                throw new ArgumentException(
                    $"Event {columns.Count + 1} is at column {e.X}, row {e.Y}; 0 to {ushort.MaxValue} are allowed.", nameof(events));
            columns.Add(e.Time, (ushort)e.X, (ushort)e.Y, e.IsOn);
        }

        return columns.ToEvents(sensor, problem => new ArgumentException($"{problem}.", nameof(events)));
    }

    /// <summary>A recording of these columns, which are copied.</summary>
    /// <param name="sensor">The sensor.</param>
    /// <param name="times">The times in µs.</param>
    /// <param name="x">The columns, or channels.</param>
    /// <param name="y">The rows; nothing for row 0 everywhere.</param>
    /// <param name="polarities">1 for on, 0 for off; nothing for 0 everywhere.</param>
    /// <exception cref="ArgumentException">The columns differ in length, or an event is not on the sensor.</exception>
    public static Events From(
        EventSensor sensor, ReadOnlySpan<long> times, ReadOnlySpan<ushort> x, ReadOnlySpan<ushort> y = default,
        ReadOnlySpan<byte> polarities = default)
    {
        if (x.Length != times.Length || (!y.IsEmpty && y.Length != times.Length) || (!polarities.IsEmpty && polarities.Length != times.Length))
            throw new ArgumentException($"There are {times.Length} times, {x.Length} columns, {y.Length} rows and {polarities.Length} polarities.");
        if (polarities.ContainsAnyExceptInRange((byte)0, (byte)1)) throw new ArgumentException("A polarity is neither 0 nor 1.", nameof(polarities));
        var columns = new EventColumns(times.Length);
        for (var i = 0; i < times.Length; i++)
            columns.Add(times[i], x[i], y.IsEmpty ? (ushort)0 : y[i], !polarities.IsEmpty && polarities[i] != 0);
        return columns.ToEvents(sensor, problem => new ArgumentException($"{problem}."));
    }

    /// <summary>Some events that follow each other; they share the memory.</summary>
    /// <param name="start">The first.</param>
    /// <param name="count">How many.</param>
    public Events Slice(int start, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count - start);
        return new(Sensor, _times, _x, _y, _on, _start + start, count);
    }

    /// <summary>The events in the order of their times, those of one time in the order that they have.</summary>
    public Events Sorted()
    {
        if (IsSorted) return this;
        var order = new int[Count];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        var times = Times.ToArray();
        var keys = new (long Time, int Place)[Count];
        for (var i = 0; i < keys.Length; i++) keys[i] = (times[i], i);
        Array.Sort(keys, order);
        var columns = new EventColumns(Count);
        foreach (var i in order) columns.Add(_times[_start + i], _x[_start + i], _y[_start + i], _on[_start + i] != 0);
        return columns.On(Sensor);
    }

    /// <summary>The result of a transform.</summary>
    /// <param name="transform">The transform.</param>
    /// <param name="seed">What its randomness follows from.</param>
    public Events Apply(EventTransform transform, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(transform);
        return transform.Apply(this, seed);
    }

    /// <inheritdoc/>
    public IEnumerator<Event> GetEnumerator()
    {
        for (var i = 0; i < Count; i++) yield return this[i];
    }

    /// <summary>The number of events, the sensor, and the time from the first to the last.</summary>
    public override string ToString() =>
        Count == 0 ? $"no events on {Sensor}" : $"{Count} events on {Sensor} from {Times[0]} to {Times[^1]} µs";

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>All columns at once.</summary>
    internal void Columns(out ReadOnlySpan<long> times, out ReadOnlySpan<ushort> x, out ReadOnlySpan<ushort> y, out ReadOnlySpan<byte> on)
    {
        times = Times;
        x = X;
        y = Y;
        on = Polarities;
    }

    /// <summary>The same columns under other times, places or polarities.</summary>
    internal Events With(EventSensor sensor, long[]? times = null, ushort[]? x = null, ushort[]? y = null, byte[]? on = null) =>
        new(sensor, times ?? Times.ToArray(), x ?? X.ToArray(), y ?? Y.ToArray(), on ?? Polarities.ToArray(), 0, Count);
}
