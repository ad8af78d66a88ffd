namespace Neurons.EventData;

/// <summary>What transforms have in common.</summary>
internal static class Filtering
{
    /// <summary>More pixels than any sensor that a number for each is kept of.</summary>
    private const long MostPixels = 1 << 26;

    /// <summary>The events for which something holds, in their order.</summary>
    public static Events Keep(this Events events, Func<int, bool> holds)
    {
        var kept = new EventColumns(events.Count);
        events.Columns(out var times, out var x, out var y, out var on);
        for (var i = 0; i < times.Length; i++)
            if (holds(i)) kept.Add(times[i], x[i], y[i], on[i] != 0);
        return kept.On(events.Sensor);
    }

    /// <summary>The events inside of a rectangle, on the sensor that it is.</summary>
    public static Events Crop(this Events events, int left, int top, int shiftX, int shiftY, EventSensor to)
    {
        var kept = new EventColumns(events.Count);
        events.Columns(out var times, out var x, out var y, out var on);
        for (var i = 0; i < times.Length; i++)
        {
            if (x[i] >= left && x[i] < left + to.Width && y[i] >= top && y[i] < top + to.Height)
                kept.Add(times[i], (ushort)(x[i] - shiftX), (ushort)(y[i] - shiftY), on[i] != 0);
        }

        return kept.On(to);
    }

    /// <summary>A number for each pixel up to the last column and row that have events; and how many columns and rows these are.</summary>
    public static (T[] Memory, int Width, int Height) Pixels<T>(this Events events, string owner)
    {
        var (width, height) = (0, 0);
        foreach (var x in events.X) width = Math.Max(width, x + 1);
        foreach (var y in events.Y) height = Math.Max(height, y + 1);
        return (long)width * height <= MostPixels ? (new T[width * height], width, height)
            : throw new ArgumentException(
                $"{owner}: there are events on {width} columns and {height} rows; at most {MostPixels} pixels are possible.");
    }

    /// <summary>A number, or one drawn uniformly from here to there.</summary>
    public static double Between(this RandomStream random, double from, double? to) =>
        to is { } end ? from + ((end - from) * random.NextDouble()) : from;
}
