using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Neurons.Primitives;

namespace Neurons.IO;

/// <summary>One tensor of a safetensors file: its name, element type, shape and bytes.</summary>
public sealed class SafetensorsEntry
{
    internal SafetensorsEntry(string name, ElementType type, long[] shape, ReadOnlyMemory<byte> bytes) =>
        (Name, Type, LongShape, Bytes) = (name, type, shape, bytes);

    /// <summary>The name, unique within a file.</summary>
    public string Name { get; }

    /// <summary>The element type as the format names it, such as <c>F32</c>.</summary>
    public string DType => SafetensorsHeader.NameOf(Type);

    /// <summary>The length of each axis; empty for a scalar.</summary>
    public IReadOnlyList<long> Shape => LongShape;

    /// <summary>The elements, little-endian, last axis fastest.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    internal ElementType Type { get; }

    internal long[] LongShape { get; }

    /// <summary>A tensor to be written.</summary>
    /// <typeparam name="T">A float, double, Half, bool or integer of 8 to 64 bits.</typeparam>
    /// <param name="name">The name.</param>
    /// <param name="tensor">The values; they are copied.</param>
    public static SafetensorsEntry From<T>(string name, Tensor<T> tensor)
        where T : unmanaged
    {
        var values = new T[tensor.FlattenedLength];
        tensor.FlattenTo(values);
        return From<T>(name, values, tensor.Lengths);
    }

    /// <summary>An array to be written, such as the state of a random number generator.</summary>
    /// <typeparam name="T">A float, double, Half, bool or integer of 8 to 64 bits.</typeparam>
    /// <param name="name">The name.</param>
    /// <param name="values">The values, last axis fastest; they are copied.</param>
    /// <param name="lengths">The length of each axis; none for a scalar.</param>
    public static SafetensorsEntry From<T>(string name, ReadOnlySpan<T> values, params ReadOnlySpan<nint> lengths)
        where T : unmanaged
    {
        var shape = new long[lengths.Length];
        for (var axis = 0; axis < shape.Length; axis++)
        {
            shape[axis] = lengths[axis];
        }

        if (TensorShape.Count(shape, Array.MaxLength) != values.Length)
        {
            throw new ArgumentException($"Tensor '{name}': {values.Length} values do not fill shape {Shapes.Text(shape)}", nameof(lengths));
        }

        return new SafetensorsEntry(name, TypeOf<T>(), shape, MemoryMarshal.AsBytes(values).ToArray());
    }

    /// <summary>The values as <typeparamref name="T"/>, or null where that could lose something: only floats widen.</summary>
    internal T[]? Values<T>()
        where T : unmanaged, INumberBase<T>
    {
        var widens = Type switch
        {
            ElementType.Float16 or ElementType.BFloat16 or ElementType.Float8E4M3 or ElementType.Float8E5M2 or ElementType.Float8E8M0 =>
                typeof(T) == typeof(float) || typeof(T) == typeof(double),
            ElementType.Float32 => typeof(T) == typeof(double),
            ElementType.Bool => typeof(T) == typeof(byte),
            _ => false,
        };
        if (!widens && Type != TypeOf<T>())
        {
            return null;
        }

        var values = new T[Bytes.Length / Type.Size()];
        ElementTypes.Convert<T>(Type, Bytes.Span, values);
        return values;
    }

    private static ElementType TypeOf<T>() => default(T) switch
    {
        bool => ElementType.Bool,
        byte => ElementType.UInt8,
        sbyte => ElementType.Int8,
        ushort => ElementType.UInt16,
        short => ElementType.Int16,
        Half => ElementType.Float16,
        uint => ElementType.UInt32,
        int => ElementType.Int32,
        float => ElementType.Float32,
        ulong => ElementType.UInt64,
        long => ElementType.Int64,
        double => ElementType.Float64,
        _ => throw new NotSupportedException(
            $"safetensors: the element type is {typeof(T).Name}; float, double, Half, bool and integers of 8 to 64 bits are allowed"),
    };
}
