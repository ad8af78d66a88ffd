using System.Buffers.Binary;
using System.Text;
using Neurons.IO;

namespace Neurons.EventData;

/// <summary>
/// A table of a FlatBuffer, of which every offset is checked before it is followed. Format: "FlatBuffer Internals", Google.
/// </summary>
/// <param name="Bytes">The whole buffer.</param>
/// <param name="Table">Where the table is.</param>
/// <param name="Error">Makes the error that it has a problem.</param>
internal readonly record struct FlatBuffer(ReadOnlyMemory<byte> Bytes, int Table, Func<string, FormatError> Error)
{
    /// <summary>The root of a buffer that begins with its size and has an identifier.</summary>
    public static FlatBuffer Root(ReadOnlyMemory<byte> bytes, string identifier, Func<string, FormatError> error)
    {
        var sized = new FlatBuffer(bytes, 0, error);
        var size = sized.UInt32(0);
        if (size > bytes.Length - 4) throw error($"a buffer says that it has {size} bytes and has {bytes.Length - 4}");
        var buffer = sized with { Bytes = bytes.Slice(4, (int)size) };
        var root = buffer.UInt32(0);
        var found = Encoding.Latin1.GetString(buffer.Part(4, 4));
        if (found != identifier) throw error($"a buffer is '{found}'; it must be '{identifier}'");
        return buffer with { Table = buffer.Place(root) };
    }

    /// <summary>Where a field is; null where the table does not have it.</summary>
    public int? Field(int index)
    {
        var offset = BinaryPrimitives.ReadInt32LittleEndian(Part(Table, 4));
        var fields = Place((long)Table - offset);
        var length = BinaryPrimitives.ReadUInt16LittleEndian(Part(fields, 2));
        if (4 + (2 * index) + 2 > length) return null;
        var field = BinaryPrimitives.ReadUInt16LittleEndian(Part(fields + 4 + (2 * index), 2));
        return field == 0 ? null : Place((long)Table + field);
    }

    public int Int32(int index, int otherwise) => Field(index) is { } at ? BinaryPrimitives.ReadInt32LittleEndian(Part(at, 4)) : otherwise;

    public long Int64(int index, long otherwise) => Field(index) is { } at ? BinaryPrimitives.ReadInt64LittleEndian(Part(at, 8)) : otherwise;

    /// <summary>The elements of a vector, of so many bytes each; none where the table does not have it.</summary>
    public ReadOnlySpan<byte> Vector(int index, int size)
    {
        if (Field(index) is not { } at) return [];
        var start = Place(at + (long)UInt32(at));
        var length = (long)UInt32(start) * size;
        return length <= Bytes.Length - start - 4 ? Bytes.Span.Slice(start + 4, (int)length)
            : throw Error($"a vector has {length} bytes, and {Bytes.Length - start - 4} are left");
    }

    private uint UInt32(int at) => BinaryPrimitives.ReadUInt32LittleEndian(Part(at, 4));

    private int Place(long at) => at >= 0 && at <= Bytes.Length - 4 ? (int)at
        : throw Error($"a buffer of {Bytes.Length} bytes refers to its byte {at}");

    private ReadOnlySpan<byte> Part(int at, int length) => at <= Bytes.Length - length ? Bytes.Span.Slice(at, length)
        : throw Error($"a buffer of {Bytes.Length} bytes ends within the {length} at its byte {at}");
}
