namespace Neurons.IO;

/// <summary>A chunk as an index lists it: where it is, how many bytes it has there, which filters it did not pass, and its first element.</summary>
internal readonly record struct H5Chunk(long Address, long Size, uint Skipped, long[] Start);

/// <summary>Data in chunks, blocks of one shape that are stored one by one.</summary>
internal static class H5Chunks
{
    public static byte[] Read(
        Hdf5File file, H5Header header, H5Cursor layout, int version, H5Element type, long[] shape, long[] most, long bytes)
    {
        var index = version == 3 ? ChunkIndex.OfVersion3(file, layout, shape) : ChunkIndex.OfVersion4(file, layout, shape, most);
        if (index.ElementSize != type.Size) throw layout.Error($"has elements of {index.ElementSize} bytes and the type {type.Size}");
        long chunkBytes = type.Size;
        foreach (var length in index.Chunk)
        {
            if (chunkBytes > Array.MaxLength / length) throw layout.Error($"has chunks of the shape [{string.Join(", ", index.Chunk)}]");
            chunkBytes *= length;
        }

        var filters = H5Filters.Read(file, header, type.Size, (int)chunkBytes);
        var chunks = index.Read(filters.Count > 0, chunkBytes);
        // What is allocated follows from what is stored, which is known before any of it is read.
        var stored = 0L;
        foreach (var chunk in chunks)
            stored += chunk.Size <= file.Size - stored ? chunk.Size : throw file.Error($"has chunks of more bytes than the {file.Size} of the file");
        if (bytes > file.Size + (filters.MostRatio * stored))
            throw file.Error($"declares {bytes} bytes and stores {stored}, in a file of {file.Size} bytes");
        var values = chunks.Count < Count(shape, index.Chunk)
            ? H5Fill.Unwritten(file, header, type, bytes, bytes - (chunks.Count * chunkBytes)) : new byte[bytes];
        var (within, position) = (new long[shape.Length], new long[shape.Length]);
        foreach (var chunk in chunks)
        {
            var content = filters.Decode(file.Memory(chunk.Address, chunk.Size, "a chunk"), chunk.Skipped);
            Copy(content.Span, index.Chunk, values, shape, chunk.Start, type.Size, within, position);
        }

        return values;
    }

    /// <summary>How many chunks there are if all are stored.</summary>
    private static long Count(long[] shape, long[] chunk)
    {
        var count = 1L;
        for (var axis = 0; axis < shape.Length; axis++) count *= (shape[axis] + chunk[axis] - 1) / chunk[axis];
        return count;
    }

    /// <summary>Copies what of a chunk is within the shape, a row along the last axis at a time.</summary>
    private static void Copy(
        ReadOnlySpan<byte> content, long[] chunk, byte[] values, long[] shape, long[] start, int size, long[] within, long[] position)
    {
        var rank = shape.Length;
        for (var axis = 0; axis < rank; axis++)
        {
            within[axis] = Math.Min(chunk[axis], shape[axis] - start[axis]);
            if (within[axis] <= 0) return;
        }

        var row = (int)within[^1] * size;
        position.AsSpan().Clear();
        while (true)
        {
            var (from, to) = (0L, 0L);
            for (var axis = 0; axis < rank; axis++)
            {
                from = (from * chunk[axis]) + position[axis];
                to = (to * shape[axis]) + start[axis] + position[axis];
            }

            content.Slice((int)(from * size), row).CopyTo(values.AsSpan((int)(to * size)));
            var next = rank - 2;
            while (next >= 0 && ++position[next] == within[next]) position[next--] = 0;
            if (next < 0) return;
        }
    }
}
