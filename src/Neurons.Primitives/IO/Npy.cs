using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Neurons.Primitives;

namespace Neurons.IO;

/// <summary>
/// Reads and writes numpy's <c>.npy</c> files: format versions 1 to 3, arrays of booleans, integers and floats
/// in either byte order, in C or Fortran order. A file holds one array; arrays of Python objects and records are refused.
/// </summary>
public static class Npy
{
    private const int ChunkBytes = 1 << 16;

    /// <summary>Reads an array, converting its elements to <typeparamref name="T"/>.</summary>
    /// <typeparam name="T"><c>float</c> or <c>double</c>; a stored number it cannot hold is rounded.</typeparam>
    /// <param name="path">The file.</param>
    /// <returns>The array in C order. Numpy's arrays of no dimension come back with one element.</returns>
    /// <exception cref="FormatError">The file is not a whole and supported <c>.npy</c> file.</exception>
    public static Tensor<T> Read<T>(string path)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RequireFloatOrDouble<T>();
        using var file = new FileBytes(path);
        return Read<T>(file);
    }

    /// <summary>Reads an array that is a part of an archive.</summary>
    internal static Tensor<T> Read<T>(FileBytes file)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var header = NpyHeader.Read(file);
        var values = new T[Count(file, header)];
        ReadElements(file, header, values);
        var ordered = header.FortranOrder ? ToCOrder(values, header.Shape) : values;
        return Tensor.Create(ordered, TensorShape.Lengths(header.Shape));
    }

    /// <summary>Writes an array as numpy's <c>save</c> would (version 1, little-endian, C order), atomically.</summary>
    /// <typeparam name="T"><c>float</c> or <c>double</c>.</typeparam>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="tensor">The array.</param>
    public static void Write<T>(string path, Tensor<T> tensor)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RequireFloatOrDouble<T>();
        var values = new T[tensor.FlattenedLength];
        tensor.FlattenTo(values);
        AtomicFile.Write(path, stream =>
        {
            stream.Write(NpyHeader.Bytes(NpyHeader.Descr<T>(), tensor.Lengths));
            // In pieces, as the bytes of a large array are more than one span can count.
            foreach (var chunk in values.Chunk(ChunkBytes))
            {
                stream.Write(MemoryMarshal.AsBytes<T>(chunk));
            }
        });
    }

    /// <summary>Reads an array of unsigned bytes in C order; null if the elements are of another type or order.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FormatError">The file is not a whole and supported <c>.npy</c> file.</exception>
    public static Tensor<byte>? TryReadBytes(string path)
    {
        using var file = new FileBytes(path);
        var header = NpyHeader.Read(file);
        if (header.Type != ElementType.UInt8 || header.FortranOrder)
        {
            return null;
        }

        return Tensor.Create(file.Read(Count(file, header), "the data"), TensorShape.Lengths(header.Shape));
    }

    /// <summary>The number of elements, once the file has turned out to have as many.</summary>
    private static long Count(FileBytes file, NpyHeader header)
    {
        var size = header.Type.Size();
        var available = file.Remaining;
        return TensorShape.Count(header.Shape, available / size) is { } count && count * size == available
            ? count
            : throw file.Error($"{available} bytes of data do not match shape {Shapes.Text(header.Shape)} of {size}-byte elements");
    }

    private static void ReadElements<T>(FileBytes file, NpyHeader header, Span<T> values)
        where T : unmanaged, INumberBase<T>
    {
        var size = header.Type.Size();
        var buffer = new byte[Math.Min(ChunkBytes, (long)values.Length * size)];
        while (!values.IsEmpty)
        {
            var count = Math.Min(values.Length, buffer.Length / size);
            var bytes = buffer.AsSpan(0, count * size);
            file.Fill(bytes, "the data");
            if (header.BigEndian)
            {
                ElementTypes.ReverseEndianness(bytes, size);
            }

            ElementTypes.Convert(header.Type, bytes, values);
            values = values[count..];
        }
    }

    /// <summary>Walks the elements as stored, first axis fastest, and puts each where the last axis is fastest.</summary>
    private static T[] ToCOrder<T>(T[] values, long[] shape)
    {
        var strides = new long[shape.Length];
        var stride = 1L;
        for (var axis = shape.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= shape[axis];
        }

        var ordered = new T[values.Length];
        var index = new long[shape.Length];
        var target = 0L;
        foreach (var value in values)
        {
            ordered[target] = value;
            for (var axis = 0; axis < shape.Length; axis++)
            {
                target += strides[axis];
                if (++index[axis] < shape[axis])
                {
                    break;
                }

                target -= index[axis] * strides[axis];
                index[axis] = 0;
            }
        }

        return ordered;
    }

    private static void RequireFloatOrDouble<T>()
    {
        if (typeof(T) != typeof(float) && typeof(T) != typeof(double))
        {
            throw new NotSupportedException($"Npy: the element type is {typeof(T).Name}; float and double are allowed");
        }
    }
}
