using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace Neurons.IO;

/// <summary>What the chunks of a data set passed before they were stored, undone in the opposite order.</summary>
internal sealed class H5Filters
{
    private const int Deflate = 1;
    private const int Shuffle = 2;
    private const int Fletcher32 = 3;
    private const int LzfFilter = 32000;

    /// <summary>A byte of deflate is no more than so many bytes, and one of LZF fewer.</summary>
    private const int MostOfDeflate = 1032;

    private static readonly Dictionary<int, string> Others =
        new() { [4] = "szip", [5] = "nbit", [6] = "scale-offset", [32001] = "blosc", [32015] = "zstd" };

    private readonly Hdf5File _file;
    private readonly List<int> _filters = [];
    private readonly int _elementSize;
    private readonly int _chunkBytes;

    private H5Filters(Hdf5File file, int elementSize, int chunkBytes) => (_file, _elementSize, _chunkBytes) = (file, elementSize, chunkBytes);

    public int Count => _filters.Count;

    /// <summary>The most bytes that a stored one may become.</summary>
    public int MostRatio => _filters.Contains(Deflate) || _filters.Contains(LzfFilter) ? MostOfDeflate : 1;

    public static H5Filters Read(Hdf5File file, H5Header header, int elementSize, int chunkBytes)
    {
        var filters = new H5Filters(file, elementSize, chunkBytes);
        if (header.Find(H5Message.Filters, "the list of filters") is not { } message) return filters;
        int version = message.Byte();
        if (version is not (1 or 2)) throw message.Error($"has the version {version}; 1 and 2 are read");
        int count = message.Byte();
        if (version == 1) message.Skip(6);
        for (var i = 0; i < count; i++)
        {
            var filter = message.UInt16();
            var nameLength = version == 1 || filter >= 256 ? message.UInt16() : 0;
            message.Skip(2);
            var values = message.UInt16();
            message.Skip(version == 1 ? (nameLength + 7) / 8 * 8 : nameLength);
            message.Skip((4 * values) + (version == 1 && values % 2 == 1 ? 4 : 0));
            if (filter is not (Deflate or Shuffle or Fletcher32 or LzfFilter))
            {
                var name = Others.TryGetValue(filter, out var known) ? $" ({known})" : "";
                throw message.Error($"has the filter {filter}{name}; deflate, shuffle, fletcher32 and lzf are read");
            }

            filters._filters.Add(filter);
        }

        return filters;
    }

    /// <summary>The content of a chunk.</summary>
    /// <param name="stored">What is in the file.</param>
    /// <param name="skipped">A bit for each filter that this chunk did not pass.</param>
    public ReadOnlyMemory<byte> Decode(ReadOnlyMemory<byte> stored, uint skipped)
    {
        var content = stored;
        for (var i = _filters.Count - 1; i >= 0; i--)
        {
            if ((skipped >> Math.Min(i, 31) & 1) != 0) continue;
            // Checksums that were added before make a chunk longer.
            var most = _chunkBytes + (4L * i);
            content = _filters[i] switch
            {
                Deflate => Inflated(content, most),
                Shuffle => Unshuffled(content.Span),
                Fletcher32 => WithoutChecksum(content),
                _ => Lzf.Decompress(content.Span, most) ?? throw _file.Error("a chunk is not LZF, or longer than its shape"),
            };
        }

        return content.Length == _chunkBytes
            ? content : throw _file.Error($"a chunk has {content.Length} bytes; by its shape it must have {_chunkBytes}");
    }

    /// <summary>Inflates into an array that grows with what comes, so that a size that is merely claimed allocates nothing.</summary>
    private byte[] Inflated(ReadOnlyMemory<byte> content, long most)
    {
        MemoryMarshal.TryGetArray(content, out var segment);
        using var source = new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false);
        using var stream = new ZLibStream(source, CompressionMode.Decompress);
        var inflated = new byte[Math.Min(most, (4L * content.Length) + 64)];
        var length = 0;
        try
        {
            while (true)
            {
                length += stream.ReadAtLeast(inflated.AsSpan(length), inflated.Length - length, throwOnEndOfStream: false);
                if (length < inflated.Length) break;
                if (length < most) Array.Resize(ref inflated, (int)Math.Min(most, 4L * length));
                else if (stream.ReadByte() < 0) break;
                else throw _file.Error($"a chunk inflates to more than the {most} bytes of its shape");
            }
        }
        catch (Exception problem) when (problem is InvalidDataException or IOException)
        {
            // The latter is the platform's word for a dictionary that is called for and not given.
            throw _file.Error("a chunk is not deflate data: the file is damaged", problem);
        }

        if (length < inflated.Length) Array.Resize(ref inflated, length);
        return inflated;
    }

    /// <summary>The first bytes of all elements are stored first, then the second ones; what is left over at the end is as it was.</summary>
    private byte[] Unshuffled(ReadOnlySpan<byte> content)
    {
        var elements = content.Length / _elementSize;
        var plain = content.ToArray();
        for (var place = 0; place < _elementSize; place++)
        {
            var bytes = content.Slice(place * elements, elements);
            for (var i = 0; i < elements; i++) plain[(i * _elementSize) + place] = bytes[i];
        }

        return plain;
    }

    private ReadOnlyMemory<byte> WithoutChecksum(ReadOnlyMemory<byte> content)
    {
        if (content.Length < 4) throw _file.Error($"a chunk has {content.Length} bytes, and a checksum of 4");
        var data = content[..^4];
        var stored = BinaryPrimitives.ReadUInt32LittleEndian(content.Span[^4..]);
        return Checksum(data.Span) == stored ? data : throw _file.Error("the checksum of a chunk is wrong: the file is damaged");
    }

    /// <summary>Fletcher's checksum over words of two bytes, the first of which counts more.</summary>
    private static uint Checksum(ReadOnlySpan<byte> data)
    {
        uint sum = 0, sumOfSums = 0;
        for (var at = 0; at < data.Length; at += 2)
        {
            sum = Folded(sum + ((uint)data[at] << 8) + (at + 1 < data.Length ? data[at + 1] : 0u));
            sumOfSums = Folded(sumOfSums + sum);
        }

        return (sumOfSums << 16) | sum;

        static uint Folded(uint value) => (value & 0xFFFF) + (value >> 16);
    }
}
