using System.Numerics.Tensors;

namespace Neurons.EventData;

/// <summary>
/// How recordings become frames of one number of steps, [T, polarities, height, width], which a data set is made of: of each bin of time what
/// went off, then what went on.
/// </summary>
public sealed record EventFrames
{
    /// <summary>T, the number of bins, at least 1.</summary>
    public required int Steps { get; init; }

    /// <summary>Pixels in a row, at least 1.</summary>
    public required int Width { get; init; }

    /// <summary>Rows, at least 1. Default 1: channels, which have none.</summary>
    public int Height { get; init; } = 1;

    /// <summary>2, or 1 where all events count as of one polarity. Default 2.</summary>
    public int Polarities { get; init; } = 2;

    /// <summary>
    /// The width of a bin in µs, &gt; 0; events after the last bin are left out. Null: a recording from its first to its last event makes all
    /// bins. An event on the edge of two bins is in the later one, exactly.
    /// </summary>
    public long? BinWidth { get; init; }

    /// <summary>Where the first bin begins in µs; what is before is left out. Null: at the first event. Default null.</summary>
    public long? Start { get; init; }

    /// <summary>Whether a pixel of a frame is 1 where there was any event; else it is the number of events.</summary>
    public bool Binary { get; init; }

    /// <summary>The sensor.</summary>
    public EventSensor Sensor => new(Width, Height, Polarities);

    internal int Features => Polarities * Height * Width;

    internal int[] Shape => [Polarities, Height, Width];

    /// <summary>The frames of a recording, [T, polarities, height, width].</summary>
    /// <param name="events">The events in any order, each inside of height × width.</param>
    public Tensor<float> Of(Events events)
    {
        Check();
        var frames = new float[Steps * Features];
        foreach (var place in Places(events, problem => new ArgumentException($"EventFrames: {problem}.", nameof(events))))
            frames[place] = Binary ? 1 : frames[place] + 1;
        return Tensor.Create(frames, [Steps, Polarities, Height, Width]);
    }

    internal void Check()
    {
        Require.AtLeast(1, nameof(EventFrames), nameof(Steps), Steps);
        _ = Sensor;
        if (BinWidth is { } width) Require.AtLeast(1L, nameof(EventFrames), nameof(BinWidth), width);
        if ((double)Steps * Sensor.Size > Array.MaxLength)
            throw new ArgumentException($"EventFrames: {Steps} frames of {Width} × {Height} pixels have more than {Array.MaxLength} values.");
    }

    /// <summary>The places of the events in [T, polarities, height, width], ascending.</summary>
    internal int[] Places(Events events, Func<string, Exception> error)
    {
        ArgumentNullException.ThrowIfNull(events);
        var bins = Bins(events);
        events.Columns(out var times, out var xs, out var ys, out var polarities);
        var places = new int[times.Length];
        var count = 0;
        for (var i = 0; i < times.Length; i++)
        {
            var (x, y) = (xs[i], ys[i]);
            if (x >= Width || y >= Height) throw error($"event {i + 1} is at column {x}, row {y}; {Width} columns and {Height} rows are expected");
            if (bins.Of(times[i]) is { } bin)
                places[count++] = ((((bin * Polarities) + (Polarities == 2 ? polarities[i] : 0)) * Height) + y) * Width + x;
        }

        Array.Resize(ref places, count);
        Array.Sort(places);
        return places;
    }

    private TimeBins Bins(Events events)
    {
        var (first, last) = (long.MaxValue, long.MinValue);
        foreach (var time in events.Times) (first, last) = (Math.Min(first, time), Math.Max(last, time));
        first = Start ?? first;
        return BinWidth is { } width ? TimeBins.OfWidth(first, width, Steps) : TimeBins.OfSpan(first, Math.Max(first, last), Steps);
    }
}
