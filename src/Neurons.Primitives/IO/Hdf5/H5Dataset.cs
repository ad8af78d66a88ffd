using System.Buffers.Binary;
using System.Text;

namespace Neurons.IO;

/// <summary>Reads the values of a data set.</summary>
internal static class H5Dataset
{
    public static Hdf5Array Read(Hdf5File file, H5Header header)
    {
        var (shape, most) = ReadShape(header.Find(H5Message.DataSpace, "the shape") ?? throw file.Error("has no shape"));
        var type = H5Element.Read(header.Find(H5Message.DataType, "the type") ?? throw file.Error("has no type"));
        if (type.IsVariable && type.Size != 8 + file.OffsetSize)
            throw file.Error($"has places of {type.Size} bytes for strings or sequences; they must have {8 + file.OffsetSize}");
        var bytes = (long)type.Size;
        foreach (var length in shape)
        {
            // An axis of length zero leaves nothing to store.
            if (length != 0 && bytes > Array.MaxLength / length && !shape.Contains(0))
                throw file.Error($"declares the shape [{string.Join(", ", shape)}] of elements of {type.Size} bytes, in a file of {file.Size} bytes");
            bytes *= length;
        }

        var stored = Stored(file, header, type, shape, most, bytes);
        return type.Type == Hdf5Type.String ? Texts(file, type, shape, stored)
            : type.IsVariable ? Sequences(file, type, shape, stored)
            : Numbers(file, type, shape, stored);
    }

    private static (long[] Shape, long[] Most) ReadShape(H5Cursor message)
    {
        int version = message.Byte();
        int rank = message.Byte();
        var hasMost = (message.Byte() & 1) != 0;
        if (version is not (1 or 2)) throw message.Error($"has the version {version}; 1 and 2 are read");
        if (rank > Hdf5Array.MostAxes) throw message.Error($"has {rank} axes; at most {Hdf5Array.MostAxes} are possible");
        var kind = message.Byte();
        if (version == 1) message.Skip(4);
        else if (kind == 2) throw message.Error("is that of nothing (null), which is not read");
        var shape = new long[rank];
        for (var axis = 0; axis < rank; axis++) shape[axis] = message.Length();
        // The longest that an axis may become; of ones where there is no end to it.
        var most = (long[])shape.Clone();
        for (var axis = 0; hasMost && axis < rank; axis++) most[axis] = message.LengthOrNone();
        return (shape, most);
    }

    /// <summary>The bytes of all elements in order, as they are stored.</summary>
    private static byte[] Stored(Hdf5File file, H5Header header, H5Element type, long[] shape, long[] most, long bytes)
    {
        var layout = header.Find(H5Message.Layout, "the layout") ?? throw file.Error("has no layout");
        int version = layout.Byte();
        if (version is not (3 or 4)) throw layout.Error($"has the version {version}; 3 and 4 are read");
        int kind = layout.Byte();
        if (bytes == 0) return [];
        switch (kind)
        {
            case 0:
                var length = layout.UInt16();
                return Exactly(file, layout.Position, length, bytes);
            case 1:
                var (address, size) = (layout.Offset(), layout.Length());
                return address == Hdf5File.Undefined ? H5Fill.Unwritten(file, header, type, bytes, bytes) : Exactly(file, address, size, bytes);
            case 2:
                return H5Chunks.Read(file, header, layout, version, type, shape, most, bytes);
            default:
                throw layout.Error(
                    kind == 3 ? "is virtual, made of other data sets, which is not read" : $"is of the kind {kind}, which is not known");
        }
    }

    private static byte[] Exactly(Hdf5File file, long address, long stored, long bytes) => stored == bytes
        ? file.Memory(address, bytes, "the data").ToArray()
        : throw file.Error($"has {bytes} bytes of data by its shape and stores {stored}");

    private static Hdf5Array Numbers(Hdf5File file, H5Element type, long[] shape, byte[] values)
    {
        if (type.IsBigEndian) ElementTypes.ReverseEndianness(values, type.Size);
        if (type.Type == Hdf5Type.Bool && values.AsSpan().ContainsAnyExceptInRange((byte)0, (byte)1))
            throw file.Error("has a truth value that is neither 0 nor 1");
        return new(type.Type, shape, values);
    }

    private static Hdf5Array Texts(Hdf5File file, H5Element type, long[] shape, ReadOnlySpan<byte> stored)
    {
        var texts = new string[stored.Length / type.Size];
        for (var i = 0; i < texts.Length; i++)
        {
            var element = stored.Slice(i * type.Size, type.Size);
            texts[i] = type.IsVariable ? Variable(file, type, element) : Fixed(file, type, element);
        }

        return new Hdf5Array(shape, texts);
    }

    private static Hdf5Array Sequences(Hdf5File file, H5Element type, long[] shape, ReadOnlySpan<byte> stored)
    {
        var size = Hdf5Array.SizeOf(type.Type);
        var sequences = new ReadOnlyMemory<byte>[stored.Length / type.Size];
        var left = file.Size;
        for (var i = 0; i < sequences.Length; i++)
        {
            if (Place(file, stored.Slice(i * type.Size, type.Size)) is not { } place) continue;
            // Each has bytes of its own, so that whoever takes all of them takes no more than the file has.
            left -= place.Length * size;
            if (left < 0) throw file.Error($"has sequences of more bytes than the {file.Size} of the file");
            var bytes = file.Heaps.Bytes(place.Heap, place.Number, place.Length * size);
            if (type.IsBigEndian)
            {
                var turned = bytes.ToArray();
                ElementTypes.ReverseEndianness(turned, size);
                bytes = turned;
            }

            sequences[i] = bytes;
        }

        return new(type.Type, shape, sequences);
    }

    private static string Variable(Hdf5File file, H5Element type, ReadOnlySpan<byte> element)
    {
        if (Place(file, element) is not { } place) return "";
        var text = file.Heaps.Text(place.Heap, place.Number, place.Length);
        return type.Padding == 2 ? text.TrimEnd(' ') : text;
    }

    /// <summary>Length, address of the heap, number in it; null where there is nothing.</summary>
    private static (long Length, long Heap, int Number)? Place(Hdf5File file, ReadOnlySpan<byte> element)
    {
        var length = BinaryPrimitives.ReadUInt32LittleEndian(element);
        var address = 0L;
        for (var i = file.OffsetSize - 1; i >= 0; i--) address = (address << 8) | element[4 + i];
        var number = BinaryPrimitives.ReadUInt32LittleEndian(element[^4..]);
        if (length == 0 || address == 0) return null;
        return number <= ushort.MaxValue ? (length, address, (int)number)
            : throw file.Error($"refers to the entry {number} of a heap, which has at most {ushort.MaxValue}");
    }

    private static string Fixed(Hdf5File file, H5Element type, ReadOnlySpan<byte> element)
    {
        var end = type.Padding == 0 ? element.IndexOf((byte)0) : element.LastIndexOfAnyExcept(type.Padding == 1 ? (byte)0 : (byte)' ') + 1;
        try
        {
            return H5Cursor.Strict.GetString(end < 0 ? element : element[..end]);
        }
        catch (DecoderFallbackException)
        {
            throw file.Error("has a text that is not UTF-8");
        }
    }
}
