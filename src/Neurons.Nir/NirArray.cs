using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Neurons.IO;

namespace Neurons.Nir;

/// <summary>
/// Numbers, truth values or texts in a shape, as a file of NIR keeps them: a parameter of a node, or an entry of metadata. It never changes.
/// Two are equal if type, shape and every bit are; a scalar is an array of no axes. A number, a text or an array of one axis becomes one by
/// itself: <c>NirArray stride = 2</c>, as in Python an int64, a float64 or a text.
/// </summary>
public sealed partial class NirArray : IEquatable<NirArray>
{
    private readonly byte[] _bytes;
    private readonly string[] _texts;

    /// <param name="type">The type, not a text.</param>
    /// <param name="shape">The shape.</param>
    /// <param name="bytes">The elements, little-endian, in C order; they are the array's from now on.</param>
    internal NirArray(Hdf5Type type, NirShape shape, byte[] bytes) => (Type, Shape, _bytes, _texts) = (type, shape, bytes, []);

    internal NirArray(NirShape shape, string[] texts) => (Type, Shape, _bytes, _texts) = (Hdf5Type.String, shape, [], texts);

    /// <summary>What the elements are.</summary>
    public Hdf5Type Type { get; }

    /// <summary>The shape; no axes for a scalar.</summary>
    public NirShape Shape { get; }

    /// <summary>The number of elements.</summary>
    public int Count => Type == Hdf5Type.String ? _texts.Length : _bytes.Length / SizeOf(Type);

    /// <summary>Whether the elements are numbers or truth values, no texts.</summary>
    public bool IsNumeric => Type != Hdf5Type.String;

    /// <summary>The texts, in C order; none where the elements are numbers.</summary>
    public ReadOnlySpan<string> Texts => _texts;

    /// <summary>The elements as a file stores them, little-endian, in C order; nothing where they are texts.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>An array of numbers or truth values.</summary>
    /// <typeparam name="T">bool, an integer of 8 to 64 bits, <see cref="Half"/>, float or double.</typeparam>
    /// <param name="values">The elements in C order: the last axis is the fastest. They are copied.</param>
    /// <param name="shape">The shape.</param>
    /// <exception cref="ArgumentException">The shape has another number of elements, or there are no such arrays.</exception>
    public static NirArray From<T>(ReadOnlySpan<T> values, NirShape shape)
        where T : unmanaged
    {
        Require(values.Length, shape);
        return new(Hdf5Array.TypeOf<T>(), shape, MemoryMarshal.AsBytes(values).ToArray());
    }

    /// <summary>An array of the numbers of a tensor.</summary>
    /// <typeparam name="T">As of the other.</typeparam>
    /// <param name="values">The tensor.</param>
    /// <exception cref="ArgumentException">There are no such arrays.</exception>
    public static NirArray From<T>(Tensor<T> values)
        where T : unmanaged
    {
        var flat = new T[values.FlattenedLength];
        values.FlattenTo(flat);
        var lengths = new long[values.Rank];
        for (var axis = 0; axis < lengths.Length; axis++) lengths[axis] = values.Lengths[axis];
        return From<T>(flat, NirShape.Create(lengths));
    }

    /// <summary>An array of texts.</summary>
    /// <param name="texts">The texts in C order.</param>
    /// <param name="shape">The shape.</param>
    /// <exception cref="ArgumentException">
    /// The shape has another number of elements, or a text has the character 0 or half a surrogate pair.
    /// </exception>
    public static NirArray FromTexts(ReadOnlySpan<string> texts, NirShape shape)
    {
        Require(texts.Length, shape);
        foreach (var text in texts)
        {
            if (NirText.IsWritable(text)) continue;
            throw new ArgumentException($"The text '{text}' has the character 0 or half a surrogate pair, which no file keeps.", nameof(texts));
        }

        return new(shape, texts.ToArray());
    }

    /// <summary>The elements, of the type that they have.</summary>
    /// <typeparam name="T">The type that <see cref="Type"/> says.</typeparam>
    /// <exception cref="InvalidOperationException">They are of another type.</exception>
    public ReadOnlySpan<T> Values<T>()
        where T : unmanaged => Hdf5Array.TypeOf<T>() == Type
        ? MemoryMarshal.Cast<byte, T>(_bytes)
        : throw new InvalidOperationException($"The elements are {Type}, not {typeof(T).Name}.");

    /// <summary>The elements as float64, exact but for integers beyond 2^53.</summary>
    /// <exception cref="InvalidOperationException">They are texts.</exception>
    public double[] ToDoubles() => To<double>();

    /// <summary>The elements as float32, rounded where they are wider.</summary>
    /// <exception cref="InvalidOperationException">They are texts.</exception>
    public float[] ToSingles() => To<float>();

    /// <summary>The elements as whole numbers; floats may be, too, if all of theirs are whole.</summary>
    /// <exception cref="InvalidOperationException">They are texts, or not whole, or beyond int64.</exception>
    public long[] ToInt64s() => Whole() ?? throw new InvalidOperationException($"The elements, {Type}, are not all whole numbers of an int64.");

    /// <inheritdoc/>
    public bool Equals(NirArray? other) => ReferenceEquals(this, other) || (other is not null && Type == other.Type && Shape == other.Shape
        && _bytes.AsSpan().SequenceEqual(other._bytes) && _texts.AsSpan().SequenceEqual(other._texts));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as NirArray);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(Type);
        hash.Add(Shape);
        hash.AddBytes(_bytes.AsSpan(0, Math.Min(64, _bytes.Length)));
        foreach (var text in _texts.AsSpan(0, Math.Min(8, _texts.Length))) hash.Add(text, StringComparer.Ordinal);
        return hash.ToHashCode();
    }

    /// <summary>The type and the shape; of a scalar, its value.</summary>
    public override string ToString() => Shape.Count > 0 ? $"{NirText.Name(Type)} {Shape}"
        : Type == Hdf5Type.String ? $"'{_texts[0]}'" : $"{NirText.Name(Type)} {ToDoubles()[0]}";

    /// <summary>The bytes of an element.</summary>
    internal static int SizeOf(Hdf5Type type) => type switch
    {
        Hdf5Type.Bool or Hdf5Type.Int8 or Hdf5Type.UInt8 => 1,
        Hdf5Type.Int16 or Hdf5Type.UInt16 or Hdf5Type.Float16 => 2,
        Hdf5Type.Int32 or Hdf5Type.UInt32 or Hdf5Type.Float32 => 4,
        Hdf5Type.Int64 or Hdf5Type.UInt64 or Hdf5Type.Float64 => 8,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };

    /// <summary>Ones or zeros in the type and shape of this.</summary>
    internal NirArray Like(int value)
    {
        if (Type == Hdf5Type.String) return this;
        var bytes = new byte[_bytes.Length];
        if (value != 0)
        {
            var one = One();
            for (var at = 0; at < bytes.Length; at += one.Length) one.CopyTo(bytes.AsSpan(at));
        }

        return new(Type, Shape, bytes);
    }

    /// <summary>A number alone, at every place of a shape; anything else as it is.</summary>
    internal NirArray SpreadTo(NirShape shape)
    {
        if (Shape.Count > 0 || !IsNumeric || shape.Elements() is not { } count) return this;
        var bytes = new byte[count * _bytes.Length];
        for (var at = 0; at < bytes.Length; at += _bytes.Length) _bytes.CopyTo(bytes.AsSpan(at));
        return new(Type, shape, bytes);
    }

    /// <summary>The whole numbers that the elements are, or null.</summary>
    internal long[]? Whole()
    {
        if (Type == Hdf5Type.String) return null;
        if (Type is Hdf5Type.Float16 or Hdf5Type.Float32 or Hdf5Type.Float64)
        {
            var values = ToDoubles();
            return values.All(value => value == Math.Floor(value) && Math.Abs(value) < 9.2e18) ? [.. values.Select(value => (long)value)] : null;
        }

        return Type == Hdf5Type.UInt64 && Values<ulong>().ContainsAnyExceptInRange(0UL, (ulong)long.MaxValue) ? null : To<long>();
    }

    /// <summary>Whether an element is no number.</summary>
    internal bool HasNaN() => Type switch
    {
        Hdf5Type.Float16 => TensorPrimitives.IsNaNAny(Values<Half>()),
        Hdf5Type.Float32 => TensorPrimitives.IsNaNAny(Values<float>()),
        Hdf5Type.Float64 => TensorPrimitives.IsNaNAny(Values<double>()),
        _ => false,
    };

    private static void Require(int count, NirShape shape)
    {
        if (shape.Count > IO.Hdf5Array.MostAxes)
            throw new ArgumentException($"The shape has {shape.Count} axes; at most {IO.Hdf5Array.MostAxes} are possible.", nameof(shape));
        if (shape.Elements() == count) return;
        throw new ArgumentException($"There are {count} elements; the shape {shape} has {shape.Elements()}.", nameof(shape));
    }

    private byte[] One() => Type switch
    {
        Hdf5Type.Float16 => BitConverter.GetBytes((Half)1),
        Hdf5Type.Float32 => BitConverter.GetBytes(1f),
        Hdf5Type.Float64 => BitConverter.GetBytes(1.0),
        _ => BitConverter.GetBytes(1L)[..SizeOf(Type)],
    };

    private T[] To<T>()
        where T : unmanaged, INumberBase<T>
    {
        if (Type == Hdf5Type.String) throw new InvalidOperationException("The elements are texts, no numbers.");
        var to = new T[Count];
        switch (Type)
        {
            case Hdf5Type.Bool or Hdf5Type.UInt8: From<byte>(); break;
            case Hdf5Type.Int8: From<sbyte>(); break;
            case Hdf5Type.Int16: From<short>(); break;
            case Hdf5Type.Int32: From<int>(); break;
            case Hdf5Type.Int64: From<long>(); break;
            case Hdf5Type.UInt16: From<ushort>(); break;
            case Hdf5Type.UInt32: From<uint>(); break;
            case Hdf5Type.UInt64: From<ulong>(); break;
            case Hdf5Type.Float16: From<Half>(); break;
            case Hdf5Type.Float32: From<float>(); break;
            case Hdf5Type.Float64: From<double>(); break;
        }

        return to;

        void From<TStored>()
            where TStored : unmanaged, INumberBase<TStored> =>
            TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, TStored>(_bytes), to.AsSpan());
    }
}
