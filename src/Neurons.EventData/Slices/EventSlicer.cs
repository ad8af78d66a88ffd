namespace Neurons.EventData;

/// <summary>How a recording is cut into parts, as a value. Definitions are those of tonic.</summary>
public abstract record EventSlicer
{
    /// <summary>The first event of each part, and the one behind its last.</summary>
    /// <param name="events">The recording, in the order of time.</param>
    /// <exception cref="ArgumentException">It is not in the order of time, where times are looked for.</exception>
    public abstract IReadOnlyList<(int Start, int End)> Ranges(Events events);

    /// <summary>The parts, which share the memory of the recording.</summary>
    /// <param name="events">The recording, in the order of time.</param>
    /// <exception cref="ArgumentException">It is not in the order of time, where times are looked for.</exception>
    public IReadOnlyList<Events> Slice(Events events)
    {
        ArgumentNullException.ThrowIfNull(events);
        return [.. Ranges(events).Select(range => events.Slice(range.Start, range.End - range.Start))];
    }

    /// <summary>More parts than anybody wants, which only a mistake in the unit of time makes.</summary>
    private protected const int MostSlices = 1 << 24;

    private protected static int Count(string owner, double count) =>
        count <= MostSlices ? (int)count : throw new ArgumentException($"{owner}: there are {count} parts; at most {MostSlices} are made.");

    /// <summary>The first event that is not before a time.</summary>
    private protected static int First(ReadOnlySpan<long> times, double time)
    {
        var (low, high) = (0, times.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (times[middle] < time) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    private protected static void RequireSorted(string owner, Events events)
    {
        if (!events.IsSorted)
            throw new ArgumentException($"{owner}: the events are not in the order of their times; Sorted() puts them so.", nameof(events));
    }
}

/// <summary>Windows of a width in time; an event at the end of a window is in the next.</summary>
/// <param name="Window">The width in µs, &gt; 0.</param>
/// <param name="Overlap">How much two windows share in µs, &lt; the width.</param>
/// <param name="IncludeIncomplete">Whether the last window is there where it goes beyond the end.</param>
/// <param name="Start">Where the first window begins in µs; null for the first event.</param>
/// <param name="End">Where the recording ends in µs; null for the last event.</param>
public sealed record SliceByTime(double Window, double Overlap = 0, bool IncludeIncomplete = false, double? Start = null, double? End = null)
    : EventSlicer
{
    /// <inheritdoc cref="SliceByTime(double, double, bool, double?, double?)" path="/param[@name='Window']"/>
    public double Window { get; } = Require.Positive(nameof(SliceByTime), nameof(Window), Window);

    /// <inheritdoc cref="SliceByTime(double, double, bool, double?, double?)" path="/param[@name='Overlap']"/>
    public double Overlap { get; } =
        Require.That(Overlap < Window && double.IsFinite(Overlap), nameof(SliceByTime), nameof(Overlap), Overlap, "< Window");

    /// <inheritdoc/>
    public override IReadOnlyList<(int Start, int End)> Ranges(Events events)
    {
        ArgumentNullException.ThrowIfNull(events);
        RequireSorted(nameof(SliceByTime), events);
        if (events.Count == 0) return [];
        var (stride, start) = (Window - Overlap, Start ?? events.Times[0]);
        var windows = ((End ?? events.Times[^1]) - start - Window) / stride;
        // A recording that is shorter than a window is one.
        var count = Math.Max(1, Count(nameof(SliceByTime), (IncludeIncomplete ? Math.Ceiling(windows) : Math.Floor(windows)) + 1));
        var ranges = new (int, int)[count];
        for (var i = 0; i < count; i++)
            ranges[i] = (First(events.Times, start + (i * stride)), First(events.Times, start + (i * stride) + Window));
        return ranges;
    }
}

/// <summary>A number of windows in time: of the whole µs that a recording divided by it has; what is left at the end is in none.</summary>
/// <param name="Bins">How many, ≥ 1.</param>
/// <param name="Overlap">How much wider a window is, as a share of its width in [0, 1).</param>
public sealed record SliceByTimeBins(int Bins, double Overlap = 0) : EventSlicer
{
    /// <inheritdoc cref="SliceByTimeBins(int, double)" path="/param[@name='Bins']"/>
    public int Bins { get; } = Require.That(Bins is >= 1 and <= MostSlices, nameof(SliceByTimeBins), nameof(Bins), Bins, $"in 1 .. {MostSlices}");

    /// <inheritdoc cref="SliceByTimeBins(int, double)" path="/param[@name='Overlap']"/>
    public double Overlap { get; } = Require.Fraction(nameof(SliceByTimeBins), nameof(Overlap), Overlap);

    /// <inheritdoc/>
    public override IReadOnlyList<(int Start, int End)> Ranges(Events events)
    {
        ArgumentNullException.ThrowIfNull(events);
        RequireSorted(nameof(SliceByTimeBins), events);
        if (events.Count == 0) return new (int, int)[Bins];
        var times = events.Times;
        var window = (times[^1] - times[0]) / Bins * (1 + Overlap);
        var stride = window * (1 - Overlap);
        var ranges = new (int, int)[Bins];
        for (var i = 0; i < Bins; i++)
            ranges[i] = (First(times, (i * stride) + times[0]), First(times, (i * stride) + times[0] + window));
        return ranges;
    }
}

/// <summary>Parts of so many events.</summary>
/// <param name="Events">How many, ≥ 1.</param>
/// <param name="Overlap">How many of them two parts share, in 0 .. Events − 1.</param>
/// <param name="IncludeIncomplete">Whether the last part is there where it has fewer.</param>
public sealed record SliceByCount(int Events, int Overlap = 0, bool IncludeIncomplete = false) : EventSlicer
{
    /// <inheritdoc cref="SliceByCount(int, int, bool)" path="/param[@name='Events']"/>
    public int Events { get; } = Require.AtLeast(1, nameof(SliceByCount), nameof(Events), Events);

    /// <inheritdoc cref="SliceByCount(int, int, bool)" path="/param[@name='Overlap']"/>
    public int Overlap { get; } =
        Require.That(Overlap >= 0 && Overlap < Events, nameof(SliceByCount), nameof(Overlap), Overlap, $"in 0 .. {Events - 1}");

    /// <inheritdoc/>
    public override IReadOnlyList<(int Start, int End)> Ranges(Events events)
    {
        ArgumentNullException.ThrowIfNull(events);
        if (events.Count == 0) return [];
        var (length, stride) = (Math.Min(Events, events.Count), Events - Overlap);
        var parts = (events.Count - length) / (double)stride;
        var ranges = new (int, int)[Count(nameof(SliceByCount), (IncludeIncomplete ? Math.Ceiling(parts) : Math.Floor(parts)) + 1)];
        for (var i = 0; i < ranges.Length; i++) ranges[i] = (i * stride, Math.Min((i * stride) + length, events.Count));
        return ranges;
    }
}

/// <summary>A number of parts of as many events each; what is left at the end is in none.</summary>
/// <param name="Bins">How many parts, ≥ 1.</param>
/// <param name="Overlap">How many more events a part has, as a share in [0, 1).</param>
public sealed record SliceByEventBins(int Bins, double Overlap = 0) : EventSlicer
{
    /// <inheritdoc cref="SliceByEventBins(int, double)" path="/param[@name='Bins']"/>
    public int Bins { get; } = Require.That(Bins is >= 1 and <= MostSlices, nameof(SliceByEventBins), nameof(Bins), Bins, $"in 1 .. {MostSlices}");

    /// <inheritdoc cref="SliceByEventBins(int, double)" path="/param[@name='Overlap']"/>
    public double Overlap { get; } = Require.Fraction(nameof(SliceByEventBins), nameof(Overlap), Overlap);

    /// <inheritdoc/>
    public override IReadOnlyList<(int Start, int End)> Ranges(Events events)
    {
        ArgumentNullException.ThrowIfNull(events);
        var length = (int)(events.Count / Bins * (1 + Overlap));
        var stride = (int)(length * (1 - Overlap));
        var ranges = new (int, int)[Bins];
        for (var i = 0; i < Bins; i++) ranges[i] = (Math.Min(i * stride, events.Count), Math.Min((i * stride) + length, events.Count));
        return ranges;
    }
}
