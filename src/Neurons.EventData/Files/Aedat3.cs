using System.Buffers.Binary;
using Neurons.IO;

namespace Neurons.EventData;

/// <summary>AEDAT 3.1: packets of events of one type, each with a header of 28 bytes.</summary>
internal static class Aedat3
{
    private const int HeaderSize = 28, EventSize = 8;
    private const int Polarity = 1;
    private const string Format = "#Format:", Source = "#Source";

    /// <summary>The sizes of cameras by what the header names.</summary>
    private static readonly (string Name, EventSensor Sensor)[] _cameras =
    [
        ("DVS128", new(128, 128)), ("DAVIS240", new(240, 180)), ("DAVIS128", new(128, 128)), ("DAVIS346", new(346, 260)),
        ("DAVIS640", new(640, 480)), ("DAVIS208", new(208, 192)), ("DVXplorer", new(640, 480)),
    ];

    public static EventColumns Read(string path, ReadOnlySpan<byte> bytes, int start, List<string> header, ref EventSensor? sensor)
    {
        foreach (var line in header)
        {
            if (line.StartsWith(Format, StringComparison.Ordinal) && line[Format.Length..].Trim() is var format and not "RAW")
                throw new FormatError(path, $"has packets in the format {format}; RAW is read");
            if (sensor is null && line.StartsWith(Source, StringComparison.Ordinal))
                foreach (var (name, size) in _cameras)
                    if (line.Contains(name, StringComparison.OrdinalIgnoreCase)) sensor = size;
        }

        var events = new EventColumns((bytes.Length - start) / EventSize);
        var at = start;
        while (at < bytes.Length)
        {
            var packet = bytes[at..];
            if (packet.Length < HeaderSize) throw Error($"the header of a packet has {packet.Length} bytes of {HeaderSize}: the file is truncated");
            var type = BinaryPrimitives.ReadInt16LittleEndian(packet);
            var size = BinaryPrimitives.ReadInt32LittleEndian(packet[4..]);
            var timeOffset = BinaryPrimitives.ReadInt32LittleEndian(packet[8..]);
            var overflow = BinaryPrimitives.ReadInt32LittleEndian(packet[12..]);
            var (capacity, number) = (BinaryPrimitives.ReadInt32LittleEndian(packet[16..]), BinaryPrimitives.ReadInt32LittleEndian(packet[20..]));
            if (size < 0 || number < 0 || overflow < 0) throw Error($"a packet has {number} events of {size} bytes and {overflow} overflows");
            if (capacity != number) throw Error($"a packet has room for {capacity} events and {number} of them; in a file, they must be equal");
            var length = (long)size * number;
            if (length > packet.Length - HeaderSize)
                throw Error($"a packet has {number} events of {size} bytes, and {packet.Length - HeaderSize} bytes are left: the file is truncated");
            if (type == Polarity)
            {
                if (size != EventSize || timeOffset != 4)
                    throw Error($"events of pixels have {size} bytes with the time at {timeOffset}; they must have {EventSize}, and it at 4");
                ReadPixels(packet.Slice(HeaderSize, (int)length), overflow, events);
            }

            at += HeaderSize + (int)length;

            FormatError Error(string problem) => new(path, $"{Aedat.At(at)}: {problem}");
        }

        return events;
    }

    /// <summary>From the lowest bit on: whether the event is valid, polarity, 15 bits of row, 15 of column; then 31 bits of µs.</summary>
    private static void ReadPixels(ReadOnlySpan<byte> packet, int overflow, EventColumns events)
    {
        for (; !packet.IsEmpty; packet = packet[EventSize..])
        {
            var data = BinaryPrimitives.ReadUInt32LittleEndian(packet);
            var time = BinaryPrimitives.ReadUInt32LittleEndian(packet[4..]) & int.MaxValue;
            if ((data & 1) != 0)
                events.Add(((long)overflow << 31) | time, (ushort)(data >> 17), (ushort)((data >> 2) & 0x7FFF), (data & 2) != 0);
        }
    }
}
