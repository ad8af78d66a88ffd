using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Xml;
using Neurons.IO;

namespace Neurons.EventData;

/// <summary>
/// AEDAT 4: a header that is a FlatBuffer (IOHE) with the compression, the place of a table of packets and, as XML, what the streams are; then
/// packets of events (EVTS) and of others, each a FlatBuffer that may be compressed.
/// </summary>
internal static class Aedat4
{
    private const int PacketHeaderSize = 8, EventSize = 16;
    private const string HeaderIdentifier = "IOHE", EventIdentifier = "EVTS";

    public static EventColumns Read(string path, ReadOnlyMemory<byte> bytes, int start, ref EventSensor? sensor)
    {
        FormatError Error(string problem) => new(path, $"{Aedat.At(start)}: {problem}");
        if (bytes.Length - start < 4) throw Error("there is no header");
        var headerSize = 4 + (long)BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span[start..]);
        if (headerSize > bytes.Length - start) throw Error($"the header has {headerSize} bytes, and {bytes.Length - start} are left");
        var header = FlatBuffer.Root(bytes.Slice(start, (int)headerSize), HeaderIdentifier, Error);
        var compression = (Compression)header.Int32(0, 0);
        if (!Enum.IsDefined(compression)) throw Error($"the compression is {(int)compression}; 0 to 4 are known");
        var table = header.Int64(1, -1);
        var (stream, size) = Stream(Text(header.Vector(2, 1), Error), Error);
        sensor ??= size;

        // Packets end where their table begins, or, where it was never written, with the file.
        if (table >= 0 && (table < start + headerSize || table > bytes.Length))
            throw Error($"the table of packets is at {table}; it must be behind the header, within the {bytes.Length} bytes of the file");
        var end = table >= 0 ? (int)table : bytes.Length;
        var events = new EventColumns(0);
        for (var at = start + (int)headerSize; at < end;)
        {
            var place = at;
            FormatError PacketError(string problem) => new(path, $"{Aedat.At(place)}: {problem}");
            if (end - at < PacketHeaderSize) throw PacketError("the header of a packet is cut off: the file is truncated");
            var id = BinaryPrimitives.ReadInt32LittleEndian(bytes.Span[at..]);
            var length = BinaryPrimitives.ReadInt32LittleEndian(bytes.Span[(at + 4)..]);
            at += PacketHeaderSize;
            if (length < 0 || length > end - at) throw PacketError($"a packet has {length} bytes, and {end - at} are left: the file is truncated");
            if (id == stream) ReadPacket(Decompression.Of(compression, bytes.Slice(at, length), PacketError), PacketError, events);
            at += length;
        }

        return events;
    }

    /// <summary>An event is 8 bytes of µs, 2 of column, 2 of row, and one that is not 0 for on, in 16.</summary>
    private static void ReadPacket(ReadOnlyMemory<byte> packet, Func<string, FormatError> error, EventColumns events)
    {
        var rest = FlatBuffer.Root(packet, EventIdentifier, error).Vector(0, EventSize);
        for (; !rest.IsEmpty; rest = rest[EventSize..])
        {
            var (x, y) = (BinaryPrimitives.ReadInt16LittleEndian(rest[8..]), BinaryPrimitives.ReadInt16LittleEndian(rest[10..]));
            if (x < 0 || y < 0) throw error($"event {events.Count + 1} is at column {x}, row {y}; at least 0 is allowed");
            events.Add(BinaryPrimitives.ReadInt64LittleEndian(rest), (ushort)x, (ushort)y, rest[12] != 0);
        }
    }

    private static string Text(ReadOnlySpan<byte> bytes, Func<string, FormatError> error)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw error("the description of the streams is not UTF-8");
        }
    }

    /// <summary>The first stream of events, and its size where it is told.</summary>
    private static (int Stream, EventSensor? Sensor) Stream(string xml, Func<string, FormatError> error)
    {
        var (nodes, streams) = (new List<string>(), new SortedDictionary<int, Dictionary<string, string>>());
        try
        {
            using var reader = XmlReader.Create(new StringReader(xml), new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            while (reader.Read())
            {
                if (reader is { NodeType: XmlNodeType.Element, Name: "node", IsEmptyElement: false }) nodes.Add(reader.GetAttribute("name") ?? "");
                else if (reader is { NodeType: XmlNodeType.EndElement, Name: "node" }) nodes.RemoveAt(nodes.Count - 1);
                else if (reader is { NodeType: XmlNodeType.Element, Name: "attr", IsEmptyElement: false }) Attribute(reader);
            }
        }
        catch (XmlException problem)
        {
            throw error($"the description of the streams is not XML: {problem.Message}");
        }

        foreach (var (id, stream) in streams)
        {
            if (!stream.TryGetValue("typeIdentifier", out var type) || type != EventIdentifier) continue;
            return (id, Side(stream, "sizeX") is { } width && Side(stream, "sizeY") is { } height ? new(width, height) : null);
        }

        throw error("there is no stream of events (EVTS)");

        void Attribute(XmlReader reader)
        {
            var (key, outer) = (reader.GetAttribute("key"), nodes.LastIndexOf("outInfo"));
            if (key is null || outer < 0 || outer + 1 >= nodes.Count || !reader.Read() || reader.NodeType != XmlNodeType.Text
                || !int.TryParse(nodes[outer + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var id)) return;
            if (!streams.TryGetValue(id, out var stream)) streams.Add(id, stream = []);
            stream[key] = reader.Value;
        }

        static int? Side(Dictionary<string, string> stream, string name) =>
            stream.TryGetValue(name, out var text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var side)
            && side is >= 1 and <= ushort.MaxValue ? side : null;
    }
}
