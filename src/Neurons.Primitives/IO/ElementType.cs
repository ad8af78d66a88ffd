using System.Buffers.Binary;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Neurons.IO;

/// <summary>How the numbers of a tensor are stored in a file.</summary>
internal enum ElementType
{
    Bool,
    UInt8,
    Int8,
    UInt16,
    Int16,
    Float16,
    BFloat16,
    UInt32,
    Int32,
    Float32,
    UInt64,
    Int64,
    Float64,
    Float8E4M3,
    Float8E5M2,
    Float8E8M0,

    // Only stored, never read as numbers.
    Float4,
    Float6E2M3,
    Float6E3M2,
    Complex64,
}

/// <summary>Sizes and conversions of stored numbers.</summary>
internal static class ElementTypes
{
    /// <summary>The bits of an element; of few, several share a byte.</summary>
    public static int Bits(this ElementType type) => type switch
    {
        ElementType.Float4 => 4,
        ElementType.Float6E2M3 or ElementType.Float6E3M2 => 6,
        _ => 8 * type.Size(),
    };

    /// <summary>The bytes of an element, at least 1.</summary>
    public static int Size(this ElementType type) => type switch
    {
        ElementType.Bool or ElementType.UInt8 or ElementType.Int8 => 1,
        ElementType.Float8E4M3 or ElementType.Float8E5M2 or ElementType.Float8E8M0 => 1,
        ElementType.Float4 or ElementType.Float6E2M3 or ElementType.Float6E3M2 => 1,
        ElementType.UInt16 or ElementType.Int16 or ElementType.Float16 or ElementType.BFloat16 => 2,
        ElementType.UInt32 or ElementType.Int32 or ElementType.Float32 => 4,
        _ => 8,
    };

    /// <summary>Turns the bytes of each element round, in place.</summary>
    public static void ReverseEndianness(Span<byte> bytes, int size)
    {
        switch (size)
        {
            case 2:
                var shorts = MemoryMarshal.Cast<byte, ushort>(bytes);
                BinaryPrimitives.ReverseEndianness(shorts, shorts);
                break;
            case 4:
                var ints = MemoryMarshal.Cast<byte, uint>(bytes);
                BinaryPrimitives.ReverseEndianness(ints, ints);
                break;
            case 8:
                var longs = MemoryMarshal.Cast<byte, ulong>(bytes);
                BinaryPrimitives.ReverseEndianness(longs, longs);
                break;
        }
    }

    /// <summary>Converts little-endian elements; a number that <typeparamref name="T"/> cannot hold is rounded.</summary>
    public static void Convert<T>(ElementType type, ReadOnlySpan<byte> bytes, Span<T> to)
        where T : unmanaged, INumberBase<T>
    {
        switch (type)
        {
            case ElementType.Bool:
                // Any byte but zero is true, as in numpy.
                for (var i = 0; i < bytes.Length; i++)
                {
                    to[i] = bytes[i] == 0 ? T.Zero : T.One;
                }

                break;
            case ElementType.BFloat16:
                // A bfloat16 is the upper half of a float.
                var halves = MemoryMarshal.Cast<byte, ushort>(bytes);
                for (var i = 0; i < halves.Length; i++)
                {
                    to[i] = T.CreateTruncating(BitConverter.UInt32BitsToSingle((uint)halves[i] << 16));
                }

                break;
            case ElementType.Float8E4M3 or ElementType.Float8E5M2 or ElementType.Float8E8M0:
                for (var i = 0; i < bytes.Length; i++)
                {
                    to[i] = T.CreateTruncating(Float8.Value(type, bytes[i]));
                }

                break;
            case ElementType.UInt8: From<byte, T>(bytes, to); break;
            case ElementType.Int8: From<sbyte, T>(bytes, to); break;
            case ElementType.UInt16: From<ushort, T>(bytes, to); break;
            case ElementType.Int16: From<short, T>(bytes, to); break;
            case ElementType.Float16: From<Half, T>(bytes, to); break;
            case ElementType.UInt32: From<uint, T>(bytes, to); break;
            case ElementType.Int32: From<int, T>(bytes, to); break;
            case ElementType.Float32: From<float, T>(bytes, to); break;
            case ElementType.UInt64: From<ulong, T>(bytes, to); break;
            case ElementType.Int64: From<long, T>(bytes, to); break;
            case ElementType.Float64: From<double, T>(bytes, to); break;
            default: throw new ArgumentOutOfRangeException(nameof(type), type, null);
        }
    }

    private static void From<TStored, T>(ReadOnlySpan<byte> bytes, Span<T> to)
        where TStored : unmanaged, INumberBase<TStored>
        where T : unmanaged, INumberBase<T>
    {
        var stored = MemoryMarshal.Cast<byte, TStored>(bytes);
        if (typeof(TStored) == typeof(T))
        {
            // The same bits, so that a NaN keeps its payload.
            MemoryMarshal.Cast<TStored, T>(stored).CopyTo(to);
        }
        else
        {
            TensorPrimitives.ConvertTruncating(stored, to);
        }
    }
}
