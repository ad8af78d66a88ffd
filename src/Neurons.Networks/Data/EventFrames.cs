using System.Numerics.Tensors;
using Neurons.IO;

namespace Neurons.Networks;

/// <summary>How the events of a recording become frames, [T, 2, height, width]: of each bin of time what went off, then what went on.</summary>
public sealed record EventFrames
{
    private const int Polarities = 2;

    /// <summary>T, the number of bins, at least 1.</summary>
    public required int Steps { get; init; }

    /// <summary>Pixels in a row, at least 1.</summary>
    public required int Width { get; init; }

    /// <summary>Rows, at least 1.</summary>
    public required int Height { get; init; }

    /// <summary>
    /// The width of a bin in the unit of the recording's times, &gt; 0; events after the last bin are left out. Null: a recording from its
    /// first to its last event makes all bins. The first bin begins with the first event, and an event on the edge of two bins is in the later one:
    /// exactly where times (and the width) are whole numbers, such as microseconds; else the edges are doubles, as <c>numpy.histogram</c>'s are.
    /// </summary>
    public double? BinWidth { get; init; }

    /// <summary>Whether a pixel of a frame is 1 where there was any event; else it is the number of events.</summary>
    public bool Binary { get; init; }

    internal int Features => Polarities * Height * Width;

    internal nint[] Shape => [Polarities, Height, Width];

    /// <summary>The frames of a recording, [T, 2, height, width].</summary>
    /// <param name="events">The events in any order, each inside of height × width.</param>
    public Tensor<float> Of(ReadOnlySpan<Event> events)
    {
        Check();
        var frames = Tensor.CreateFromShape<float>([Steps, .. Shape]);
        var samples = new EventSamples(
            [Places(events, problem => new ArgumentException($"EventFrames: {problem}.", nameof(events)))], Features, Steps, Binary);
        samples.Write(0, frames.Span(), 0, Features);
        return frames;
    }

    internal void Check()
    {
        AtLeastOne(nameof(Steps), Steps);
        AtLeastOne(nameof(Width), Width);
        AtLeastOne(nameof(Height), Height);
        if (BinWidth is { } width && !(double.IsFinite(width) && width > 0))
            throw new ArgumentOutOfRangeException(nameof(BinWidth), width, $"EventFrames: BinWidth is {width}; it must be > 0 and finite.");
        if ((double)Steps * Polarities * Height * Width > Array.MaxLength)
            throw new ArgumentException($"EventFrames: {Steps} frames of {Width} × {Height} pixels have more than {Array.MaxLength} values.");
    }

    /// <summary>The places of the events in [T, 2, height, width], ascending.</summary>
    internal int[] Places(ReadOnlySpan<Event> events, Func<string, Exception> error)
    {
        var bins = Bins(events, error);
        var places = new int[events.Length];
        var count = 0;
        for (var i = 0; i < events.Length; i++)
        {
            var e = events[i];
            if (e.X >= Width || e.Y >= Height)
                throw error($"event {i + 1} is at column {e.X}, row {e.Y}; {Width} columns and {Height} rows are expected");
            if (bins.Of(e.Time) is { } bin)
                places[count++] = ((((bin * Polarities) + (e.IsOn ? 1 : 0)) * Height) + e.Y) * Width + e.X;
        }

        Array.Resize(ref places, count);
        Array.Sort(places);
        return places;
    }

    private TimeBins Bins(ReadOnlySpan<Event> events, Func<string, Exception> error)
    {
        var (first, last) = (double.PositiveInfinity, double.NegativeInfinity);
        var areWhole = true;
        for (var i = 0; i < events.Length; i++)
        {
            var time = events[i].Time;
            if (!double.IsFinite(time)) throw error($"the time of event {i + 1} is {NumberText.Of(time)}; a finite number is expected");
            (first, last) = (Math.Min(first, time), Math.Max(last, time));
            areWhole &= TimeBins.IsWhole(time);
        }

        if (double.IsPositiveInfinity(last - first))
            throw error($"the times go from {NumberText.Of(first)} to {NumberText.Of(last)}; their difference must be a finite number");
        return BinWidth is { } width ? TimeBins.OfWidth(first, width, Steps, areWhole) : TimeBins.OfSpan(first, last, Steps, areWhole);
    }

    private static void AtLeastOne(string name, int value)
    {
        if (value < 1) throw new ArgumentOutOfRangeException(name, value, $"EventFrames: {name} is {value}; it must be at least 1.");
    }
}
