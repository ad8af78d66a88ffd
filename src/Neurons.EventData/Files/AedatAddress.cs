namespace Neurons.EventData;

/// <summary>Where the addresses of AEDAT 2.0 have column, row and polarity, which differs from camera to camera.</summary>
/// <param name="XShift">The lowest bit of the column.</param>
/// <param name="XBits">The bits of the column.</param>
/// <param name="YShift">The lowest bit of the row.</param>
/// <param name="YBits">The bits of the row.</param>
/// <param name="PolarityShift">The bit that is 1 for on.</param>
/// <param name="IgnoredBits">An address with one of these bits is no event of a pixel: a trigger, a sample of a frame or of motion.</param>
public sealed record AedatAddress(int XShift, int XBits, int YShift, int YBits, int PolarityShift, uint IgnoredBits = 0)
{
    /// <summary>The sensor; null for the smallest that has all events.</summary>
    public EventSensor? Sensor { get; init; }

    /// <summary>Whether columns and rows count from the other end, as those of jAER's DAVIS do. Default false.</summary>
    public bool IsReversed { get; init; }

    /// <summary>DVS128: polarity 1, column 7, row 7 bits; the bit 15 is an external event.</summary>
    public static AedatAddress Dvs128 { get; } = new(1, 7, 8, 7, 0, 1 << 15) { Sensor = new(128, 128) };

    /// <summary>DAVIS240: polarity in bit 11, columns from bit 12, rows from bit 22; samples of frames have bit 31, others bit 10.</summary>
    public static AedatAddress Davis240 { get; } = new(12, 10, 22, 9, 11, (1u << 31) | (1 << 10)) { Sensor = new(240, 180), IsReversed = true };

    /// <summary>DAVIS346: as <see cref="Davis240"/>, and larger.</summary>
    public static AedatAddress Davis346 { get; } = Davis240 with { Sensor = new(346, 260) };

    /// <summary>The camera that a line of a header names; null where it names none that is known.</summary>
    internal static AedatAddress? Named(string line) =>
        line.Contains("DVS128", StringComparison.OrdinalIgnoreCase) ? Dvs128
        : line.Contains("DAVIS240", StringComparison.OrdinalIgnoreCase) ? Davis240
        : line.Contains("DAVIS346", StringComparison.OrdinalIgnoreCase) ? Davis346
        : null;

    /// <summary>The column and row of an address, where the sensor has them.</summary>
    internal (ushort X, ushort Y, bool IsOn) Of(uint address)
    {
        var x = (int)((address >> XShift) & ((1u << XBits) - 1));
        var y = (int)((address >> YShift) & ((1u << YBits) - 1));
        // What is not on the sensor stays off it.
        if (IsReversed && Sensor is { } sensor && x < sensor.Width && y < sensor.Height) (x, y) = (sensor.Width - 1 - x, sensor.Height - 1 - y);
        return ((ushort)x, (ushort)y, ((address >> PolarityShift) & 1) != 0);
    }
}
