using System.Buffers.Binary;
using Google.Protobuf;
using Neurons.IO;

namespace Neurons.Onnx.Files;

/// <summary>Reads tensors: their numbers are as many as their shape says before anything is taken for them.</summary>
internal static class TensorReader
{
    private const int MostDimensions = 16;

    private enum Kind
    {
        Float = 1, UInt8 = 2, Int8 = 3, Int16 = 5, Int32 = 6, Int64 = 7, Bool = 9, Float16 = 10, Double = 11, BFloat16 = 16,
    }

    public static OnnxTensor Read(Message message)
    {
        var (name, type) = ("", 0L);
        var shape = new List<long>();
        var parts = new List<Field>();
        var entries = new Dictionary<string, string>();
        var isElsewhere = false;
        Message? raw = null;
        foreach (var field in message.Fields())
        {
            switch (field.Number)
            {
                case 1: shape.AddRange(Wholes(message.Path, field)); break;
                case 2: type = (long)field.Value; break;
                case 4 or 5 or 7 or 10: parts.Add(field); break;
                case 8: name = OnnxReader.Needed(message.Path, field).Text(); break;
                case 9: raw = OnnxReader.Needed(message.Path, field); break;
                case 13:
                    var (key, value) = Entry(OnnxReader.Needed(message.Path, field));
                    entries[key] = value;
                    break;
                case 14: isElsewhere = field.Value != 0; break;
            }
            if (shape.Count > MostDimensions) throw Wrong($"has more than {MostDimensions} dimensions");
        }
        var kind = (Kind)type;
        if (!Enum.IsDefined(kind)) throw Wrong($"has the data type {type}; floating-point and whole numbers are read");
        var count = 1L;
        foreach (var length in shape)
        {
            if (length < 0 || length > int.MaxValue || (length > 0 && count > Array.MaxLength / length))
                throw Wrong($"has the shape {Primitives.Shapes.Text([.. shape])}");
            count *= length;
        }
        int[] lengths = [.. shape.Select(length => (int)length)];
        if (isElsewhere) return OfBytes(name, lengths, kind, ExternalData.Read(message.Path, name, entries, count * Size(kind)));
        if (raw is { } bytes)
        {
            if (bytes.Length != count * Size(kind))
                throw Wrong($"has {bytes.Length} bytes; its shape {Primitives.Shapes.Text([.. shape])} needs {count * Size(kind)}");
            return OfBytes(name, lengths, kind, bytes.Span);
        }
        return OfFields(name, lengths, kind, count);

        FormatError Wrong(string problem) => new(message.Path, $"tensor '{name}' {problem}");

        OnnxTensor OfFields(string name, int[] lengths, Kind kind, long count)
        {
            float[]? numbers = null;
            long[]? wholes = null;
            switch (kind)
            {
                case Kind.Float:
                    numbers = [.. Only(4).SelectMany(field => Singles(message.Path, field))];
                    break;
                case Kind.Double:
                    numbers = [.. Only(10).SelectMany(field => Doubles(message.Path, field)).Select(value => (float)value)];
                    break;
                case Kind.Float16 or Kind.BFloat16:
                    numbers = [.. Only(5).SelectMany(field => Wholes(message.Path, field)).Select(bits => Half(kind, (ushort)bits))];
                    break;
                default:
                    wholes = [.. Only(kind == Kind.Int64 ? 7 : 5).SelectMany(field => Wholes(message.Path, field))];
                    break;
            }
            var given = numbers?.Length ?? wholes!.Length;
            return given == count
                ? new(name, lengths, numbers, wholes)
                : throw Wrong($"has {given} numbers; its shape {Primitives.Shapes.Text([.. shape])} needs {count}");
        }

        IEnumerable<Field> Only(int number) => parts.Where(field => field.Number == number);
    }

    /// <summary>A name and a text.</summary>
    private static (string Key, string Value) Entry(Message message)
    {
        var (key, value) = ("", "");
        foreach (var field in message.Fields())
        {
            if (field.Number == 1) key = OnnxReader.Needed(message.Path, field).Text();
            if (field.Number == 2) value = OnnxReader.Needed(message.Path, field).Text();
        }
        return (key, value);
    }

    /// <summary>Numbers of a field, one or packed.</summary>
    public static IEnumerable<float> Singles(string path, Field field) =>
        field.Type == WireFormat.WireType.Fixed32 ? [BitConverter.UInt32BitsToSingle((uint)field.Value)]
            : Packed(path, field, 4, bytes => BinaryPrimitives.ReadSingleLittleEndian(bytes));

    /// <summary>Whole numbers of a field, one or packed.</summary>
    public static IEnumerable<long> Wholes(string path, Field field)
    {
        if (field.Type == WireFormat.WireType.Varint) return [(long)field.Value];
        var bytes = OnnxReader.Needed(path, field);
        var values = new List<long>();
        var stream = new CodedInputStream(bytes.File, bytes.Start, bytes.Length);
        try
        {
            while (!stream.IsAtEnd) values.Add(stream.ReadInt64());
        }
        catch (InvalidProtocolBufferException error)
        {
            throw new FormatError(path, $"numbers at byte {bytes.Start} are damaged: {error.Message}", error);
        }
        return values;
    }

    private static double[] Doubles(string path, Field field) =>
        field.Type == WireFormat.WireType.Fixed64 ? [BitConverter.UInt64BitsToDouble(field.Value)]
            : Packed(path, field, 8, bytes => BinaryPrimitives.ReadDoubleLittleEndian(bytes));

    private static T[] Packed<T>(string path, Field field, int size, Func<ReadOnlySpan<byte>, T> read)
    {
        var bytes = OnnxReader.Needed(path, field);
        if (bytes.Length % size != 0) throw new FormatError(path, $"numbers at byte {bytes.Start} have {bytes.Length} bytes, and are of {size} each");
        var values = new T[bytes.Length / size];
        for (var i = 0; i < values.Length; i++) values[i] = read(bytes.Span.Slice(i * size, size));
        return values;
    }

    private static OnnxTensor OfBytes(string name, int[] shape, Kind kind, ReadOnlySpan<byte> bytes)
    {
        var count = bytes.Length / Size(kind);
        if (kind is Kind.Float or Kind.Double or Kind.Float16 or Kind.BFloat16)
        {
            var numbers = new float[count];
            for (var i = 0; i < count; i++)
            {
                var own = bytes[(i * Size(kind))..];
                numbers[i] = kind switch
                {
                    Kind.Float => BinaryPrimitives.ReadSingleLittleEndian(own),
                    Kind.Double => (float)BinaryPrimitives.ReadDoubleLittleEndian(own),
                    _ => Half(kind, BinaryPrimitives.ReadUInt16LittleEndian(own)),
                };
            }
            return new(name, shape, numbers, null);
        }
        var wholes = new long[count];
        for (var i = 0; i < count; i++)
        {
            var own = bytes[(i * Size(kind))..];
            wholes[i] = kind switch
            {
                Kind.Int64 => BinaryPrimitives.ReadInt64LittleEndian(own),
                Kind.Int32 => BinaryPrimitives.ReadInt32LittleEndian(own),
                Kind.Int16 => BinaryPrimitives.ReadInt16LittleEndian(own),
                Kind.Int8 => (sbyte)own[0],
                _ => own[0],
            };
        }
        return new(name, shape, null, wholes);
    }

    private static int Size(Kind kind) => kind switch
    {
        Kind.Double or Kind.Int64 => 8,
        Kind.Float or Kind.Int32 => 4,
        Kind.Float16 or Kind.BFloat16 or Kind.Int16 => 2,
        _ => 1,
    };

    private static float Half(Kind kind, ushort bits) =>
        kind == Kind.BFloat16 ? BitConverter.UInt32BitsToSingle((uint)bits << 16) : (float)BitConverter.UInt16BitsToHalf(bits);
}
