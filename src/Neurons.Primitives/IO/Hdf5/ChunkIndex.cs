namespace Neurons.IO;

/// <summary>Which chunks a data set has: the trees of older files, and the five indexes of newer ones.</summary>
internal sealed class ChunkIndex
{
    private readonly Hdf5File _file;
    private readonly long[] _shape;
    private readonly long[] _grid;
    private readonly int _growing;
    private readonly int _kind;
    private readonly int _flags;
    private readonly (long Size, uint Skipped)? _single;
    private readonly long _address;

    private ChunkIndex(Hdf5File file, H5Cursor layout, long[] shape, long[] most, int version)
    {
        (_file, _shape) = (file, shape);
        if (shape.Length == 0) throw layout.Error("is in chunks, and there are no axes");
        if (version == 3)
        {
            Axes(layout, layout.Byte());
            _address = layout.Offset();
            Chunk = [.. Enumerable.Range(0, shape.Length).Select(_ => (long)layout.UInt32())];
            ElementSize = layout.UInt32();
        }
        else
        {
            _flags = layout.Byte();
            Axes(layout, layout.Byte());
            var size = layout.Byte();
            Chunk = [.. Enumerable.Range(0, shape.Length).Select(_ => layout.Number(size))];
            ElementSize = layout.Number(size);
            _kind = layout.Byte();
            if (_kind == 1 && (_flags & 2) != 0) _single = (layout.Length(), layout.UInt32());
            layout.Skip(_kind switch { 3 => 1, 4 => 5, 5 => 6, _ => 0 });
            _address = layout.Offset();
        }

        if (Chunk.Contains(0)) throw layout.Error($"has chunks of the shape [{string.Join(", ", Chunk)}]");
        _growing = Array.IndexOf(most, Hdf5File.Undefined);
        // The places of chunks count over all that the data set may grow to.
        _grid = [.. shape.Select((length, axis) => Ceiling(most[axis] < 0 ? length : Math.Max(length, most[axis]), Chunk[axis]))];
    }

    /// <summary>The shape of a chunk.</summary>
    public long[] Chunk { get; }

    public long ElementSize { get; }

    public static ChunkIndex OfVersion3(Hdf5File file, H5Cursor layout, long[] shape) => new(file, layout, shape, shape, 3);

    public static ChunkIndex OfVersion4(Hdf5File file, H5Cursor layout, long[] shape, long[] most) => new(file, layout, shape, most, 4);

    /// <summary>The chunks that are stored.</summary>
    public List<H5Chunk> Read(bool isFiltered, long chunkBytes)
    {
        var chunks = new List<H5Chunk>();
        if (_address == Hdf5File.Undefined) return chunks;
        switch (_kind)
        {
            case 0:
                ReadTree(chunks);
                break;
            case 1:
                var (size, skipped) = _single ?? (chunkBytes, 0);
                chunks.Add(new(_address, size, skipped, new long[_shape.Length]));
                break;
            case 2:
                for (long i = 0; i < Total(); i++) chunks.Add(new(Within(_address, i, chunkBytes), chunkBytes, 0, Start(i)));
                break;
            case 3:
                ReadFixedArray(chunks, isFiltered, chunkBytes);
                break;
            case 4:
                ReadExtensibleArray(chunks, isFiltered, chunkBytes);
                break;
            case 5:
                ReadTree2(chunks, isFiltered, chunkBytes);
                break;
            default:
                throw _file.Error($"lists its chunks in an index of the kind {_kind}; 1 to 5 are known");
        }

        return (_flags & 1) == 0 ? chunks : [.. chunks.Select(Unfiltered)];
    }

    private static long Ceiling(long length, long chunk) => (length / chunk) + (length % chunk == 0 ? 0 : 1);

    private void Axes(H5Cursor layout, int axes)
    {
        if (axes != _shape.Length + 1) throw layout.Error($"has chunks with {axes - 1} axes and the shape {_shape.Length}");
    }

    /// <summary>Chunks that go beyond the shape may be left unfiltered.</summary>
    private H5Chunk Unfiltered(H5Chunk chunk)
    {
        for (var axis = 0; axis < _shape.Length; axis++)
            if (chunk.Start[axis] > _shape[axis] - Chunk[axis]) return chunk with { Skipped = uint.MaxValue };
        return chunk;
    }

    private long Total()
    {
        var total = 1L;
        foreach (var count in _grid)
        {
            if (count > 0 && total > _file.Size / count) throw _file.Error($"has more chunks than the {_file.Size} bytes of the file");
            total *= count;
        }

        return total;
    }

    private long Within(long address, long index, long chunkBytes) => chunkBytes > 0 && index > (_file.Size - address) / chunkBytes
        ? throw _file.Error("has chunks beyond the end of the file")
        : address + (index * chunkBytes);

    /// <summary>The first element of the chunk with this number.</summary>
    private long[] Start(long index)
    {
        var start = new long[_grid.Length];
        for (var axis = _grid.Length - 1; axis >= 0; axis--)
        {
            (index, var place) = Math.DivRem(index, _grid[axis]);
            start[axis] = place * Chunk[axis];
        }

        return start;
    }

    private bool IsWithin(long[] start)
    {
        for (var axis = 0; axis < start.Length; axis++)
            if (start[axis] >= _shape[axis]) return false;
        return true;
    }

    private long[] Checked(long[] start, bool isScaled)
    {
        for (var axis = 0; axis < start.Length; axis++)
        {
            if (isScaled && start[axis] > long.MaxValue / Chunk[axis]) throw _file.Error($"has a chunk at [{string.Join(", ", start)}]");
            if (isScaled) start[axis] *= Chunk[axis];
            if (start[axis] % Chunk[axis] != 0 || start[axis] >= _shape[axis]) throw _file.Error($"has a chunk at [{string.Join(", ", start)}]");
        }

        return start;
    }

    private void ReadTree(List<H5Chunk> chunks)
    {
        // The last offset is that within an element.
        foreach (var (key, address) in BTree1.Leaves(_file, _address, type: 1, cursor => (
            Size: (long)cursor.UInt32(), Skipped: cursor.UInt32(), Start: Numbers(cursor, _shape.Length + 1))))
        {
            chunks.Add(new(address, key.Size, key.Skipped, Checked(key.Start[..^1], isScaled: false)));
        }
    }

    private void ReadTree2(List<H5Chunk> chunks, bool isFiltered, long chunkBytes)
    {
        foreach (var record in BTree2.Records(_file, _address, isFiltered ? 11 : 10))
        {
            var address = record.Offset();
            var sizeBytes = (int)Math.Min(9, record.Left - 4 - (8 * _shape.Length));
            var (size, skipped) = isFiltered ? (record.Number(SizeBytes(sizeBytes)), record.UInt32()) : (chunkBytes, 0);
            chunks.Add(new(address, size, skipped, Checked(Numbers(record, _shape.Length), isScaled: true)));
        }
    }

    private static long[] Numbers(H5Cursor cursor, int count)
    {
        var numbers = new long[count];
        for (var i = 0; i < count; i++) numbers[i] = cursor.Number(8);
        return numbers;
    }

    private int SizeBytes(int bytes) =>
        bytes is > 0 and <= 8 ? bytes : throw _file.Error($"has sizes of chunks in {bytes} bytes; 1 to 8 are possible");

    private void ReadFixedArray(List<H5Chunk> chunks, bool isFiltered, long chunkBytes)
    {
        var header = _file.At(_address, "the index of chunks");
        header.Signature("FAHD");
        header.Version(0);
        if (header.Byte() is var client && client != (isFiltered ? 1 : 0)) throw header.Error($"is of the kind {client}");
        int entrySize = header.Byte();
        int pageBits = header.Byte();
        var count = header.Length();
        var blockAddress = header.Offset();
        Lookup3.Check(_file, _address, header.Position - _address, "the index of chunks");
        if (blockAddress == Hdf5File.Undefined) return;
        if (count != Total() || count > _file.Size) throw header.Error($"has {count} entries for {Total()} chunks");

        var block = _file.At(blockAddress, "the index of chunks");
        block.Signature("FADB");
        block.Version(0);
        block.Skip(1 + _file.OffsetSize);
        // Many entries are in pages, each with a checksum; a bit for each says whether it is used.
        var pageLength = pageBits < 32 && count > 1L << pageBits ? 1L << pageBits : count;
        var pages = count == 0 ? 0 : Ceiling(count, pageLength);
        var isPaged = pages > 1;
        var used = isPaged ? block.Bytes((pages + 7) / 8).ToArray() : [];
        if (isPaged) Close(block, blockAddress);
        for (long page = 0; page < pages; page++)
        {
            var (first, start) = (page * pageLength, block.Position);
            var length = Math.Min(pageLength, count - first);
            if (isPaged && (used[page / 8] & (0x80 >> (int)(page % 8))) == 0)
            {
                block.Skip((length * entrySize) + 4);
                continue;
            }

            for (var i = first; i < first + length; i++) ReadEntry(chunks, block, Start(i), entrySize, isFiltered, chunkBytes);

            Close(block, isPaged ? start : blockAddress);
        }
    }

    private void ReadEntry(List<H5Chunk> chunks, H5Cursor entry, long[] start, int entrySize, bool isFiltered, long chunkBytes)
    {
        var address = entry.Offset();
        var (size, skipped) = isFiltered
            ? (entry.Number(SizeBytes(entrySize - _file.OffsetSize - 4)), entry.UInt32()) : (chunkBytes, 0);
        if (address != Hdf5File.Undefined && IsWithin(start)) chunks.Add(new(address, size, skipped, start));
    }

    /// <summary>Counts the chunks along the axis that can grow last.</summary>
    private void ReadExtensibleArray(List<H5Chunk> chunks, bool isFiltered, long chunkBytes)
    {
        if (_growing < 0) throw _file.Error("has an index of chunks for an axis that can grow, and none can");
        ExtensibleArray.Read(_file, _address, isFiltered ? 1 : 0, (index, entrySize, entry) =>
        {
            var start = new long[_grid.Length];
            for (var axis = _grid.Length - 1; axis >= 0; axis--)
            {
                if (axis == _growing) continue;
                (index, var place) = Math.DivRem(index, _grid[axis]);
                start[axis] = place * Chunk[axis];
            }

            start[_growing] = index > long.MaxValue / Chunk[_growing] ? long.MaxValue : index * Chunk[_growing];
            ReadEntry(chunks, entry, start, entrySize, isFiltered, chunkBytes);
        });
    }

    /// <summary>The checksum of a part that begins here and ends where the cursor is.</summary>
    private void Close(H5Cursor part, long start)
    {
        Lookup3.Check(_file, start, part.Position - start, "the index of chunks");
        part.Skip(4);
    }
}
