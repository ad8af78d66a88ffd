using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Neurons.Primitives;

namespace Neurons.IO;

/// <summary>
/// The values of a data set of an HDF5 file, in C order: numbers, truth values or texts in a shape, or sequences of numbers, each of a length of
/// its own. It never changes.
/// </summary>
public sealed class Hdf5Array
{
    /// <summary>More axes than HDF5 allows.</summary>
    public const int MostAxes = 32;

    private readonly long[] _shape;
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly string[] _texts;
    private readonly ReadOnlyMemory<byte>[]? _sequences;

    /// <summary>Numbers or truth values.</summary>
    /// <param name="type">What they are, not a text.</param>
    /// <param name="shape">The shape, of no axes for one number; at most <see cref="MostAxes"/>.</param>
    /// <param name="bytes">The elements, little-endian. They are not copied.</param>
    /// <exception cref="ArgumentException">The bytes are not as many as the shape has elements.</exception>
    public Hdf5Array(Hdf5Type type, ReadOnlySpan<long> shape, ReadOnlyMemory<byte> bytes)
        : this(type, shape, bytes, [], null)
    {
        var size = SizeOf(type);
        if (TensorShape.Count(_shape, bytes.Length / size) * size != bytes.Length)
            throw new ArgumentException(
                $"There are {bytes.Length} bytes; the shape {Shapes.Text(_shape)} has other elements of {size}.", nameof(bytes));
    }

    /// <summary>Texts.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="texts">The elements.</param>
    /// <exception cref="ArgumentException">The texts are not as many as the shape has elements.</exception>
    public Hdf5Array(ReadOnlySpan<long> shape, ReadOnlySpan<string> texts)
        : this(Hdf5Type.String, shape, default, texts.ToArray(), null) => RequireCount(texts.Length);

    /// <summary>Sequences of numbers.</summary>
    /// <param name="type">What the numbers are.</param>
    /// <param name="shape">The shape of the data set, whose elements are the sequences.</param>
    /// <param name="sequences">The numbers of each, little-endian. They are not copied.</param>
    /// <exception cref="ArgumentException">The sequences are not as many as the shape has elements.</exception>
    public Hdf5Array(Hdf5Type type, ReadOnlySpan<long> shape, IEnumerable<ReadOnlyMemory<byte>> sequences)
        : this(type, shape, default, [], [.. sequences]) => RequireCount(_sequences!.Length);

    private Hdf5Array(Hdf5Type type, ReadOnlySpan<long> shape, ReadOnlyMemory<byte> bytes, string[] texts, ReadOnlyMemory<byte>[]? sequences)
    {
        if (shape.Length > MostAxes)
            throw new ArgumentException($"The shape has {shape.Length} axes; at most {MostAxes} are possible.", nameof(shape));
        foreach (var length in shape)
            if (length < 0) throw new ArgumentOutOfRangeException(nameof(shape), $"A length of a shape is {length}; it must be ≥ 0.");
        (Type, _shape, _bytes, _texts, _sequences) = (type, shape.ToArray(), bytes, texts, sequences);
    }

    /// <summary>What the elements are, or the numbers of the sequences.</summary>
    public Hdf5Type Type { get; }

    /// <summary>The shape; no axes for a scalar.</summary>
    public ReadOnlySpan<long> Shape => _shape;

    /// <summary>The number of elements.</summary>
    public int Count => _sequences?.Length ?? (Type == Hdf5Type.String ? _texts.Length : _bytes.Length / SizeOf(Type));

    /// <summary>Whether the elements are numbers or truth values: neither texts nor sequences.</summary>
    public bool IsNumeric => Type != Hdf5Type.String && !IsSequences;

    /// <summary>Whether the elements are sequences of numbers.</summary>
    public bool IsSequences => _sequences is not null;

    /// <summary>The elements as a file stores them, little-endian; nothing where they are texts or sequences.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>The texts; none where the elements are none.</summary>
    public ReadOnlySpan<string> Texts => _texts;

    /// <summary>The elements, of the type that they have.</summary>
    /// <typeparam name="T">The type that <see cref="Type"/> says.</typeparam>
    /// <exception cref="InvalidOperationException">They are of another type.</exception>
    public ReadOnlySpan<T> Values<T>()
        where T : unmanaged => IsNumeric && TypeOf<T>() == Type
        ? MemoryMarshal.Cast<byte, T>(_bytes.Span)
        : throw new InvalidOperationException($"The elements are {this}, not {typeof(T).Name}.");

    /// <summary>The numbers of a sequence, as another type: integers beyond what it can hold wrap, floats are rounded.</summary>
    /// <param name="index">Which, in C order.</param>
    /// <exception cref="InvalidOperationException">The elements are no sequences of numbers.</exception>
    public T[] Sequence<T>(int index)
        where T : unmanaged, INumberBase<T> =>
        _sequences is null || Type == Hdf5Type.String ? throw new InvalidOperationException($"The elements are {this}, no sequences of numbers.")
        : To<T>(_sequences[index].Span);

    /// <summary>The numbers as another type: integers beyond what it can hold wrap, floats are rounded.</summary>
    /// <exception cref="InvalidOperationException">The elements are no numbers.</exception>
    public T[] To<T>()
        where T : unmanaged, INumberBase<T> =>
        IsNumeric ? To<T>(_bytes.Span) : throw new InvalidOperationException($"The elements are {this}, no numbers.");

    /// <summary>The type and the shape.</summary>
    public override string ToString() =>
        $"{(IsSequences ? "sequences of " : "")}{Type.ToString().ToLowerInvariant()} {Shapes.Text(_shape)}";

    /// <summary>The bytes of a number or a truth value.</summary>
    internal static int SizeOf(Hdf5Type type) => type switch
    {
        Hdf5Type.Bool or Hdf5Type.Int8 or Hdf5Type.UInt8 => 1,
        Hdf5Type.Int16 or Hdf5Type.UInt16 or Hdf5Type.Float16 => 2,
        Hdf5Type.Int32 or Hdf5Type.UInt32 or Hdf5Type.Float32 => 4,
        Hdf5Type.Int64 or Hdf5Type.UInt64 or Hdf5Type.Float64 => 8,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Numbers and truth values have a size."),
    };

    /// <summary>The bytes of a sequence.</summary>
    internal ReadOnlyMemory<byte> SequenceBytes(int index) => _sequences![index];

    private void RequireCount(int count)
    {
        if (TensorShape.Count(_shape, int.MaxValue) != count)
            throw new ArgumentException($"There are {count} elements; the shape {Shapes.Text(_shape)} has others.");
    }

    private T[] To<T>(ReadOnlySpan<byte> bytes)
        where T : unmanaged, INumberBase<T>
    {
        var to = new T[bytes.Length / SizeOf(Type)];
        switch (Type)
        {
            case Hdf5Type.Bool or Hdf5Type.UInt8: From<byte>(bytes); break;
            case Hdf5Type.Int8: From<sbyte>(bytes); break;
            case Hdf5Type.Int16: From<short>(bytes); break;
            case Hdf5Type.Int32: From<int>(bytes); break;
            case Hdf5Type.Int64: From<long>(bytes); break;
            case Hdf5Type.UInt16: From<ushort>(bytes); break;
            case Hdf5Type.UInt32: From<uint>(bytes); break;
            case Hdf5Type.UInt64: From<ulong>(bytes); break;
            case Hdf5Type.Float16: From<Half>(bytes); break;
            case Hdf5Type.Float32: From<float>(bytes); break;
            default: From<double>(bytes); break;
        }

        return to;

        void From<TStored>(ReadOnlySpan<byte> stored)
            where TStored : unmanaged, INumberBase<TStored> =>
            TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, TStored>(stored), to.AsSpan());
    }

    /// <summary>The type of elements of <typeparamref name="T"/>: bool, an integer of 8 to 64 bits, Half, float or double.</summary>
    /// <typeparam name="T">The type of the elements here.</typeparam>
    /// <exception cref="ArgumentException">It is another one.</exception>
    public static Hdf5Type TypeOf<T>() => default(T) switch
    {
        bool => Hdf5Type.Bool,
        sbyte => Hdf5Type.Int8,
        short => Hdf5Type.Int16,
        int => Hdf5Type.Int32,
        long => Hdf5Type.Int64,
        byte => Hdf5Type.UInt8,
        ushort => Hdf5Type.UInt16,
        uint => Hdf5Type.UInt32,
        ulong => Hdf5Type.UInt64,
        Half => Hdf5Type.Float16,
        float => Hdf5Type.Float32,
        double => Hdf5Type.Float64,
        _ => throw new ArgumentException(
            $"The element type is {typeof(T).Name}; bool, integers of 8 to 64 bits, Half, float and double are allowed.", nameof(T)),
    };
}
