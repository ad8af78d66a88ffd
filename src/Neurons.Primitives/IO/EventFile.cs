namespace Neurons.IO;

/// <summary>
/// Reads recordings of event cameras: the binary format of N-MNIST and N-Caltech101 (<c>.bin</c>), and text (<c>.csv</c>) with the columns
/// t, x, y and polarity.
/// </summary>
public static class EventFile
{
    private const int BytesOfEvent = 5;

    // A recording longer than 23 bits of microseconds has events on a row that no camera has; each stands for 2^13 µs.
    private const int RowOfOverflow = 240;
    private const double TimeOfOverflow = 1 << 13;

    // A line is four fields of a byte and their separators at the least.
    private const int ShortestLine = 8;

    /// <summary>The endings of the files that <see cref="Read"/> takes.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [".bin", ".csv"];

    /// <summary>Reads a recording, in the order of the file.</summary>
    /// <param name="path">The file, <c>.bin</c> or <c>.csv</c>.</param>
    /// <exception cref="FormatError">The file is not a whole recording; the message gives the event or the line.</exception>
    public static Event[] Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        using var file = new FileBytes(path);
        return Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".bin" => Binary(file),
            ".csv" => Text(file),
            var other => throw file.Error($"ends in '{other}'; {string.Join(" and ", Extensions)} are allowed"),
        };
    }

    /// <summary>40 bits an event: x 8, y 8, polarity 1, microseconds 23, the most significant first.</summary>
    private static Event[] Binary(FileBytes file)
    {
        var bytes = file.Read(file.Remaining, "the events");
        if (bytes.Length % BytesOfEvent != 0)
            throw file.Error($"has {bytes.Length} bytes; a multiple of {BytesOfEvent}, the size of an event, is expected");

        var events = new Event[bytes.Length / BytesOfEvent];
        var count = 0;
        var offset = 0.0;
        for (var at = 0; at < bytes.Length; at += BytesOfEvent)
        {
            var (x, y) = (bytes[at], bytes[at + 1]);
            if (y == RowOfOverflow)
            {
                offset += TimeOfOverflow;
                continue;
            }

            var time = ((bytes[at + 2] & 0x7F) << 16) | (bytes[at + 3] << 8) | bytes[at + 4];
            events[count++] = new Event(offset + time, x, y, (bytes[at + 2] & 0x80) != 0);
        }

        return count == events.Length ? events : events[..count];
    }

    private static Event[] Text(FileBytes file)
    {
        ReadOnlySpan<byte> text = file.Read(file.Remaining, "the events");
        if (text.StartsWith("\uFEFF"u8)) text = text[3..];
        var columns = EventColumns.InOrder;
        var events = new Event[Math.Min(text.Count((byte)'\n') + 1, (text.Length + 1) / ShortestLine)];
        var count = 0;
        for (var line = 1; !text.IsEmpty; line++)
        {
            var end = text.IndexOf((byte)'\n');
            var row = Trim(end < 0 ? text : text[..end]);
            text = end < 0 ? default : text[(end + 1)..];
            if (row.IsEmpty)
            {
                // Inside, a blank line may be an event that was lost.
                if (Trim(text).IsEmpty) break;
                throw file.Error($"line {line} is blank; blank lines are allowed only at the end");
            }

            if (line == 1 && EventColumns.IsHeader(row)) columns = EventColumns.OfHeader(file, row);
            else events[count++] = columns.Parse(file, line, row);
        }

        return count == events.Length ? events : events[..count];
    }

    internal static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text) => text.Trim(" \t\r\n"u8);
}
