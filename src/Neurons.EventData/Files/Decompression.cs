using System.Runtime.InteropServices;
using K4os.Compression.LZ4.Streams;
using Neurons.IO;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Neurons.EventData;

/// <summary>How the packets of AEDAT 4 are compressed; the numbers are those of the file.</summary>
internal enum Compression
{
    None,
    Lz4,
    Lz4High,
    Zstd,
    ZstdHigh,
}

/// <summary>Undoes compression in memory of what comes, not of what is claimed.</summary>
internal static class Decompression
{
    /// <summary>A byte of LZ4 is no more than so many; a packet of events is far from that, with zstd, too.</summary>
    private const int MostRatio = 255;

    /// <summary>The largest window of zstd that is taken is 2^this bytes, and no larger than a packet may become.</summary>
    private const int LargestWindow = 27, SmallestWindow = 10;

    public static ReadOnlyMemory<byte> Of(Compression compression, ReadOnlyMemory<byte> packet, Func<string, FormatError> error)
    {
        if (compression == Compression.None) return packet;
        if (!MemoryMarshal.TryGetArray(packet, out var segment)) segment = new(packet.ToArray());
        using var source = new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false);
        try
        {
            using Stream stream = compression is Compression.Lz4 or Compression.Lz4High ? LZ4Stream.Decode(source) : Zstd(source, packet.Length);
            return All(stream, packet.Length, error);
        }
        catch (Exception problem) when (problem is not (FormatError or OutOfMemoryException))
        {
            throw error($"a packet cannot be decompressed ({compression}): {problem.Message}");
        }
    }

    private static DecompressionStream Zstd(Stream source, int length)
    {
        var stream = new DecompressionStream(source);
        var window = Math.Clamp((int)Math.Ceiling(Math.Log2((double)MostRatio * Math.Max(1, length))), SmallestWindow, LargestWindow);
        stream.SetParameter(ZSTD_dParameter.ZSTD_d_windowLogMax, window);
        return stream;
    }

    private static ReadOnlyMemory<byte> All(Stream stream, int length, Func<string, FormatError> error)
    {
        var most = Math.Min((long)MostRatio * length, Array.MaxLength);
        var content = new byte[Math.Min(most, (4L * length) + 64)];
        var count = 0;
        while (true)
        {
            count += stream.ReadAtLeast(content.AsSpan(count), content.Length - count, throwOnEndOfStream: false);
            if (count < content.Length) return content.AsMemory(0, count);
            if (content.Length < most) Array.Resize(ref content, (int)Math.Min(most, 4L * count));
            else if (stream.ReadByte() < 0) return content;
            else throw error($"a packet of {length} bytes has more than {most} uncompressed");
        }
    }
}
