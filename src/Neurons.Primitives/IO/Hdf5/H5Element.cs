namespace Neurons.IO;

/// <summary>How the elements of a data set are stored.</summary>
/// <param name="Type">What they are.</param>
/// <param name="Size">The bytes of one.</param>
/// <param name="IsBigEndian">Whether its bytes are turned round.</param>
/// <param name="IsVariable">Whether a string, or a sequence of numbers, is kept in a heap.</param>
/// <param name="Padding">What follows a string in its place: 0 a zero byte that ends it, 1 zero bytes, 2 blanks.</param>
internal readonly record struct H5Element(Hdf5Type Type, int Size, bool IsBigEndian = false, bool IsVariable = false, int Padding = 0)
{
    private const int Fixed = 0;
    private const int Float = 1;
    private const int Text = 3;
    private const int Enumeration = 8;
    private const int Variable = 9;

    private static readonly string[] Classes =
        ["integer", "float", "time", "string", "bit field", "opaque", "compound", "reference", "enumeration", "sequence", "array"];

    /// <summary>Where a float of each size has sign, exponent and mantissa.</summary>
    public static (int Size, Hdf5Type Type, int Sign, byte[] Layout)[] Floats { get; } =
    [
        (2, Hdf5Type.Float16, 15, [0, 0, 16, 0, 10, 5, 0, 10, 15, 0, 0, 0]),
        (4, Hdf5Type.Float32, 31, [0, 0, 32, 0, 23, 8, 0, 23, 127, 0, 0, 0]),
        (8, Hdf5Type.Float64, 63, [0, 0, 64, 0, 52, 11, 0, 52, 255, 3, 0, 0]),
    ];

    /// <summary>Reads the message of a type.</summary>
    public static H5Element Read(H5Cursor message)
    {
        var (kind, version, flags, size) = Start(message);
        switch (kind)
        {
            case Fixed:
                return Integer(message, flags, size);
            case Float:
                return OfFloat(message, flags, size);
            case Text:
                if (size is 0 or > int.MaxValue) throw message.Error($"is a string of {size} bytes");
                return new(Hdf5Type.String, (int)size, Padding: PaddingOf(message, flags & 15));
            case Variable when (flags & 15) == 1:
                return new(Hdf5Type.String, (int)size, IsVariable: true, Padding: PaddingOf(message, (flags >> 4) & 15));
            case Variable when (flags & 15) == 0:
                var (item, _, itemFlags, itemSize) = Start(message);
                var number = item == Fixed ? Integer(message, itemFlags, itemSize)
                    : item == Float ? OfFloat(message, itemFlags, itemSize)
                    : throw message.Error("is a sequence of what are no numbers; sequences of integers and floats are read");
                return number with { Size = (int)Math.Min(size, int.MaxValue), IsVariable = true };
            case Enumeration:
                return OfEnumeration(message, version, flags & 0xFFFF);
            default:
                var found = kind < Classes.Length ? Classes[kind] : $"of the class {kind}";
                throw message.Error($"is {found}; integers, floats, strings, enumerations and sequences of numbers are read");
        }
    }

    /// <summary>What of a string is before the byte that ends it.</summary>
    public static string ToZero(string text) => text.IndexOf('\0', StringComparison.Ordinal) is >= 0 and var end ? text[..end] : text;

    private static (int Kind, int Version, int Flags, uint Size) Start(H5Cursor message)
    {
        int first = message.Byte();
        var flags = message.UInt16() | (message.Byte() << 16);
        return (first & 15, first >> 4, flags, message.UInt32());
    }

    private static int PaddingOf(H5Cursor message, int padding) =>
        padding <= 2 ? padding : throw message.Error($"is a string with the padding {padding}; 0 to 2 are known");

    private static H5Element Integer(H5Cursor message, int flags, uint size)
    {
        var (offset, bits) = (message.UInt16(), message.UInt16());
        if (offset != 0 || bits != 8 * (long)size)
            throw message.Error($"is an integer with {bits} of {8 * (long)size} bits at {offset}; whole ones are read");
        var isSigned = (flags & 8) != 0;
        var type = size switch
        {
            1 => isSigned ? Hdf5Type.Int8 : Hdf5Type.UInt8,
            2 => isSigned ? Hdf5Type.Int16 : Hdf5Type.UInt16,
            4 => isSigned ? Hdf5Type.Int32 : Hdf5Type.UInt32,
            8 => isSigned ? Hdf5Type.Int64 : Hdf5Type.UInt64,
            _ => throw message.Error($"is an integer of {size} bytes; 1, 2, 4 and 8 are read"),
        };
        return new(type, (int)size, IsBigEndian: (flags & 1) != 0);
    }

    private static H5Element OfFloat(H5Cursor message, int flags, uint size)
    {
        foreach (var (bytes, type, sign, layout) in Floats)
        {
            if (bytes != size) continue;
            // The bits 1 to 3 say how unused bits are filled, of which there are none; 4 and 5 that the first bit of a mantissa is not stored.
            if ((flags & 0x70) == 0x20 && (flags >> 8) == sign && message.Bytes(layout.Length).SequenceEqual(layout))
                return new(type, bytes, IsBigEndian: (flags & 1) != 0);
        }

        throw message.Error($"is a float of {size} bytes in a form of its own; IEEE floats of 16, 32 and 64 bits are read");
    }

    /// <summary>FALSE and TRUE in a byte are what Python writes for a bool; another enumeration is its integers.</summary>
    private static H5Element OfEnumeration(H5Cursor message, int version, int count)
    {
        var (kind, _, flags, size) = Start(message);
        if (kind != Fixed) throw message.Error("is an enumeration of what are no integers");
        var integers = Integer(message, flags, size);
        if (integers.Size != 1 || count != 2) return integers;
        var names = new string[2];
        for (var i = 0; i < 2; i++)
        {
            names[i] = message.TextToZero();
            if (version < 3) message.Skip(7 - (names[i].Length % 8));
        }

        var values = message.Bytes(2);
        return names is ["FALSE", "TRUE"] && values is [0, 1] ? integers with { Type = Hdf5Type.Bool } : integers;
    }
}
