namespace Neurons.EventData;

/// <summary>Events that are put together, one after the other.</summary>
internal sealed class EventColumns(int capacity)
{
    private long[] _times = new long[capacity];
    private ushort[] _x = new ushort[capacity], _y = new ushort[capacity];
    private byte[] _on = new byte[capacity];
    private int _width, _height;

    public int Count { get; private set; }

    public void Add(long time, ushort x, ushort y, bool isOn)
    {
        if (Count == _times.Length)
        {
            var more = Math.Max(16, (int)Math.Min(2L * Count, Array.MaxLength));
            Array.Resize(ref _times, more);
            Array.Resize(ref _x, more);
            Array.Resize(ref _y, more);
            Array.Resize(ref _on, more);
        }

        (_times[Count], _x[Count], _y[Count], _on[Count]) = (time, x, y, isOn ? (byte)1 : (byte)0);
        Count++;
        if (x >= _width) _width = x + 1;
        if (y >= _height) _height = y + 1;
    }

    /// <summary>The events on a sensor that is known to have them.</summary>
    public Events On(EventSensor sensor) => new(sensor, _times, _x, _y, _on, 0, Count);

    /// <summary>The events on a sensor, or on the smallest that has them.</summary>
    /// <param name="sensor">The sensor; null for the smallest.</param>
    /// <param name="error">Makes the error that an event is not on the sensor.</param>
    public Events ToEvents(EventSensor? sensor, Func<string, Exception> error)
    {
        if (sensor is not { } given) return On(new(Math.Max(1, _width), Math.Max(1, _height)));
        for (var i = 0; i < Count; i++)
        {
            if (_x[i] >= given.Width || _y[i] >= given.Height)
                throw error($"event {i + 1} is at column {_x[i]}, row {_y[i]}; {given.Width} columns and {given.Height} rows are expected");
            if (_on[i] >= given.Polarities) throw error($"event {i + 1} is on; the sensor {given} has one polarity, whose events are off");
        }

        return On(given);
    }
}
