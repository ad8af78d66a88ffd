using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Neurons.IO;

namespace Neurons.EventData;

/// <summary>
/// AEDAT, the formats of jAER, cAER and dv: a header of lines that begin with #, then addresses with times (2.0), packets (3.1), or packets that
/// may be compressed (4.0). Formats: iniVation, "AEDAT file formats".
/// </summary>
internal static class Aedat
{
    private const string Version = "#!AER-DAT", EndOfHeader = "#!END-HEADER";

    private static readonly UTF8Encoding _strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static EventColumns Read(string path, ReadOnlyMemory<byte> bytes, EventFileOptions options, ref EventSensor? sensor)
    {
        var lines = new List<string>();
        var start = 0;
        if (Line(path, bytes.Span, ref start) is not { } first || !first.StartsWith(Version, StringComparison.Ordinal))
            throw new FormatError(path, $"is not AEDAT: it does not begin with {Version}");
        var version = first[Version.Length..].Trim();
        if (version is "4" or "4.0") return Aedat4.Read(path, bytes, start, ref sensor);
        while (Line(path, bytes.Span, ref start) is { } line)
        {
            if (line == EndOfHeader) break;
            lines.Add(line);
        }

        return version switch
        {
            "2" or "2.0" => ReadAddresses(path, bytes.Span, start, Address(path, lines, options), ref sensor),
            "3.1" => Aedat3.Read(path, bytes.Span, start, lines, ref sensor),
            _ => throw new FormatError(path, $"is AEDAT {version}; 2.0, 3.1 and 4.0 are read"),
        };
    }

    /// <summary>A line of the header, without its end; null where the next byte begins none.</summary>
    private static string? Line(string path, ReadOnlySpan<byte> bytes, ref int start)
    {
        var rest = bytes[start..];
        if (rest.IsEmpty || rest[0] != (byte)'#') return null;
        var end = rest.IndexOf((byte)'\n');
        if (end < 0) return null;
        try
        {
            var line = _strict.GetString(rest[..end]).TrimEnd('\r');
            start += end + 1;
            return line;
        }
        catch (DecoderFallbackException)
        {
            // An address may begin with the byte of a #, and then is no text.
            return start == 0 ? throw new FormatError(path, $"is not AEDAT: it does not begin with {Version}") : null;
        }
    }

    private static AedatAddress Address(string path, List<string> lines, EventFileOptions options) =>
        options.Address ?? lines.Select(AedatAddress.Named).FirstOrDefault(address => address is not null)
        ?? throw new FormatError(path, "its header names no camera of DVS128, DAVIS240 and DAVIS346; an Address has to be given");

    /// <summary>An address and a time in µs, of 32 bits each, the most significant first.</summary>
    private static EventColumns ReadAddresses(
        string path, ReadOnlySpan<byte> bytes, int start, AedatAddress address, ref EventSensor? sensor)
    {
        const int Size = 8;
        sensor ??= address.Sensor;
        if ((bytes.Length - start) % Size != 0)
            throw new FormatError(path, $"has {bytes.Length - start} bytes of events from byte {start} on; a multiple of {Size} is expected");
        var events = new EventColumns((bytes.Length - start) / Size);
        var (time, before) = (0L, 0u);
        for (var at = start; at < bytes.Length; at += Size)
        {
            var (where, when) = (BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]), BinaryPrimitives.ReadUInt32BigEndian(bytes[(at + 4)..]));
            // 32 bits of µs begin anew after 71 minutes.
            time = at == start ? when : time + (int)(when - before);
            before = when;
            if ((where & address.IgnoredBits) != 0) continue;
            var (x, y, isOn) = address.Of(where);
            events.Add(time, x, y, isOn);
        }

        return events;
    }

    /// <summary>A place in the file, for messages.</summary>
    public static string At(long place) => string.Create(CultureInfo.InvariantCulture, $"at byte {place}");
}
