using System.Buffers.Binary;
using System.Text;
using K4os.Compression.LZ4;
using K4os.Compression.LZ4.Streams;
using ZstdSharp;

namespace Neurons.EventData.Tests;

/// <summary>Writes AEDAT 4 as dv does: FlatBuffers with a size before them, in packets that are compressed as frames of LZ4 or zstd.</summary>
internal static class Aedat4Writer
{
    private const int Stream = 0;

    public static byte[] Write(Events events, Compression compression, EventSensor sensor, int packets, bool hasTable)
    {
        var file = new List<byte>();
        file.AddRange("#!AER-DAT4.0\r\n"u8);
        var description = $"""
            <dv version="2.0"><node name="outInfo" path="/mainloop/Recorder/outInfo/">
            <node name="1"><attr key="typeIdentifier" type="string">IMUS</attr></node>
            <node name="{Stream}" path="/mainloop/Recorder/outInfo/0/"><attr key="compression" type="string">LZ4</attr>
            <attr key="typeIdentifier" type="string">EVTS</attr><node name="info"><attr key="sizeX" type="int">{sensor.Width}</attr>
            <attr key="sizeY" type="int">{sensor.Height}</attr></node></node></node></dv>
            """;
        var body = new List<byte>();
        body.AddRange(Packet(1, Compressed([1, 2, 3, 4], compression)));
        for (var i = 0; i < packets; i++)
        {
            var (start, end) = (events.Count * i / packets, events.Count * (i + 1) / packets);
            body.AddRange(Packet(Stream, Compressed(EventBuffer(events.Slice(start, end - start)), compression)));
        }

        var header = HeaderBuffer(compression, description, -1);
        if (hasTable) header = HeaderBuffer(compression, description, file.Count + header.Length + body.Count);
        file.AddRange(header);
        file.AddRange(body);
        if (hasTable) file.AddRange(Compressed([9, 9, 9, 9, 9, 9], compression));
        return [.. file];
    }

    private static byte[] Packet(int stream, byte[] content) =>
        [.. BitConverter.GetBytes(stream), .. BitConverter.GetBytes(content.Length), .. content];

    private static byte[] Compressed(byte[] content, Compression compression)
    {
        if (compression == Compression.None) return content;
        if (compression is Compression.Zstd or Compression.ZstdHigh)
        {
            using var compressor = new Compressor(compression == Compression.Zstd ? 3 : 15);
            return compressor.Wrap(content).ToArray();
        }

        using var target = new MemoryStream();
        using (var stream = LZ4Stream.Encode(target, compression == Compression.Lz4 ? LZ4Level.L00_FAST : LZ4Level.L09_HC, leaveOpen: true))
            stream.Write(content);
        return target.ToArray();
    }

    /// <summary>Root, identifier, a table of three fields before which its description of offsets stands, and the text.</summary>
    private static byte[] HeaderBuffer(Compression compression, string description, long table)
    {
        var text = Encoding.UTF8.GetBytes(description);
        var buffer = new byte[48 + text.Length + 1];
        BinaryPrimitives.WriteInt32LittleEndian(buffer, 20);
        "IOHE"u8.CopyTo(buffer.AsSpan(4));
        // offsets: bytes of this, bytes of the table, places of the fields in the table
        foreach (var (i, value) in new short[] { 10, 24, 4, 16, 8 }.Index())
            BinaryPrimitives.WriteInt16LittleEndian(buffer.AsSpan(8 + (2 * i)), value);
        BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(20), 20 - 8);
        BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(24), (int)compression);
        BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(28), 44 - 28);
        BinaryPrimitives.WriteInt64LittleEndian(buffer.AsSpan(36), table);
        BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(44), text.Length);
        text.CopyTo(buffer, 48);
        return [.. BitConverter.GetBytes(buffer.Length), .. buffer];
    }

    /// <summary>A table of one field, a vector of structs of 16 bytes.</summary>
    private static byte[] EventBuffer(Events events)
    {
        var buffer = new byte[28 + (16 * events.Count)];
        BinaryPrimitives.WriteInt32LittleEndian(buffer, 16);
        "EVTS"u8.CopyTo(buffer.AsSpan(4));
        foreach (var (i, value) in new short[] { 6, 8, 4 }.Index()) BinaryPrimitives.WriteInt16LittleEndian(buffer.AsSpan(8 + (2 * i)), value);
        BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(16), 16 - 8);
        BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(20), 4);
        BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(24), events.Count);
        for (var i = 0; i < events.Count; i++)
        {
            var to = buffer.AsSpan(28 + (16 * i));
            BinaryPrimitives.WriteInt64LittleEndian(to, events[i].Time);
            BinaryPrimitives.WriteInt16LittleEndian(to[8..], (short)events[i].X);
            BinaryPrimitives.WriteInt16LittleEndian(to[10..], (short)events[i].Y);
            to[12] = events[i].IsOn ? (byte)1 : (byte)0;
        }

        return [.. BitConverter.GetBytes(buffer.Length), .. buffer];
    }
}
