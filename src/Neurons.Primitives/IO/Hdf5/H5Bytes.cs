using System.Buffers.Binary;

namespace Neurons.IO;

/// <summary>Bytes that are put together, little-endian.</summary>
internal sealed class H5Bytes
{
    private readonly MemoryStream _bytes = new();

    public int Length => (int)_bytes.Length;

    public byte[] ToArray() => _bytes.ToArray();

    public H5Bytes Raw(ReadOnlySpan<byte> bytes)
    {
        _bytes.Write(bytes);
        return this;
    }

    public H5Bytes UInt16(int value)
    {
        Span<byte> bytes = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)value);
        return Raw(bytes);
    }

    public H5Bytes UInt32(uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return Raw(bytes);
    }

    public H5Bytes Int64(long value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return Raw(bytes);
    }

    public H5Bytes Zeros(int count) => Raw(new byte[count]);

    /// <summary>Zeros up to the next multiple of 8.</summary>
    public H5Bytes Align() => Zeros((8 - (Length % 8)) % 8);
}
