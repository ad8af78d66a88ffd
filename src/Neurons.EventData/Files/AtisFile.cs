using Neurons.IO;

namespace Neurons.EventData;

/// <summary>
/// The binary format of N-MNIST and N-Caltech101: 40 bits an event, x 8, y 8, polarity 1, microseconds 23, the most significant first.
/// </summary>
internal static class AtisFile
{
    private const int BytesOfEvent = 5;

    // A recording longer than 23 bits of microseconds has events on a row that no camera has; each stands for 2^13 µs.
    private const int RowOfOverflow = 240;
    private const long TimeOfOverflow = 1 << 13;

    public static EventColumns Read(string path, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length % BytesOfEvent != 0)
            throw new FormatError(path, $"has {bytes.Length} bytes; a multiple of {BytesOfEvent}, the size of an event, is expected");

        var events = new EventColumns(bytes.Length / BytesOfEvent);
        var offset = 0L;
        for (var at = 0; at < bytes.Length; at += BytesOfEvent)
        {
            var (x, y) = (bytes[at], bytes[at + 1]);
            if (y == RowOfOverflow)
            {
                offset += TimeOfOverflow;
                continue;
            }

            var time = ((bytes[at + 2] & 0x7F) << 16) | (bytes[at + 3] << 8) | bytes[at + 4];
            events.Add(offset + time, x, y, (bytes[at + 2] & 0x80) != 0);
        }

        return events;
    }
}
