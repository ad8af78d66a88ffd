using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Neurons.IO;

/// <summary>The header of a <c>.npy</c> file: a Python dictionary such as
/// <c>{'descr': '&lt;f4', 'fortran_order': False, 'shape': (3, 4), }</c>.</summary>
internal sealed class NpyHeader
{
    private const string Supported = "f2, f4, f8, u1, u2, u4, u8, i1, i2, i4, i8 and b1";

    // Plain arrays need about a hundred bytes; only records of many fields, not supported here, need more.
    private const int MaximumLength = 1 << 20;
    private const int MaximumRank = 64;

    public required ElementType Type { get; init; }

    public required bool BigEndian { get; init; }

    public required bool FortranOrder { get; init; }

    public required long[] Shape { get; init; }

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    public static NpyHeader Read(FileBytes file)
    {
        var start = file.Read(8, "the magic number");
        if (!start.AsSpan(0, 6).SequenceEqual(Magic))
        {
            throw file.Error(@"is not a .npy file: it does not begin with \x93NUMPY");
        }

        if (start[6] is < 1 or > 3 || start[7] != 0)
        {
            throw file.Error($".npy version is {start[6]}.{start[7]}; 1.0, 2.0 and 3.0 are allowed");
        }

        long length = start[6] == 1
            ? BinaryPrimitives.ReadUInt16LittleEndian(file.Read(2, "the header length"))
            : BinaryPrimitives.ReadUInt32LittleEndian(file.Read(4, "the header length"));
        if (length > MaximumLength)
        {
            throw file.Error($"header length is {length}; at most {MaximumLength} is allowed");
        }

        var bytes = file.Read(length, "the header");
        // Version 3 says UTF-8, the others Latin-1; all that is accepted here is ASCII.
        return Parse(new PythonLiteral(file, Encoding.Latin1.GetString(bytes)));
    }

    /// <summary>How a header names a type of elements.</summary>
    /// <typeparam name="T">float, double, int or long.</typeparam>
    public static string Descr<T>()
        where T : unmanaged => default(T) switch
        {
            float => "<f4",
            double => "<f8",
            int => "<i4",
            long => "<i8",
            _ => throw new NotSupportedException($"npy: the element type is {typeof(T).Name}; float, double, int and long are allowed"),
        };

    /// <summary>
    /// The magic number, version 1 and the header, padded as numpy pads so that the data is aligned to 64 bytes, and to a least length.
    /// </summary>
    public static byte[] Bytes(string descr, ReadOnlySpan<nint> lengths, int least = 0)
    {
        var shape = string.Concat(lengths.ToArray().Select(length => string.Create(CultureInfo.InvariantCulture, $"{length}, ")));
        var tuple = lengths.Length == 1 ? shape.TrimEnd() : shape.TrimEnd(' ', ',');
        var text = $"{{'descr': '{descr}', 'fortran_order': False, 'shape': ({tuple}), }}";
        var prefix = Magic.Length + 4;
        var length = Math.Max(least, (prefix + text.Length + 1 + 63) / 64 * 64) - prefix;
        return [.. Magic, 1, 0, (byte)length, (byte)(length >> 8), .. Encoding.ASCII.GetBytes(text.PadRight(length - 1)), (byte)'\n'];
    }

    private static NpyHeader Parse(PythonLiteral text)
    {
        string? descr = null;
        bool? fortran = null;
        long[]? shape = null;
        text.Expect('{');
        while (!text.Accept('}'))
        {
            var key = text.String();
            text.Expect(':');
            switch (key)
            {
                case "descr" when descr is null: descr = DescrString(text); break;
                case "fortran_order" when fortran is null: fortran = text.Boolean(); break;
                case "shape" when shape is null: shape = text.Tuple(MaximumRank); break;
                default: throw text.Error($"has the key '{key}'; descr, fortran_order and shape are allowed, once each");
            }

            if (!text.Accept(','))
            {
                text.Expect('}');
                break;
            }
        }

        text.ExpectEnd();
        if (descr is null || fortran is null || shape is null)
        {
            throw text.Error("lacks one of descr, fortran_order and shape");
        }

        var (type, bigEndian) = ParseDescr(descr, text);
        return new NpyHeader { Type = type, BigEndian = bigEndian, FortranOrder = fortran.Value, Shape = shape };
    }

    private static string DescrString(PythonLiteral text) => text.Accept('[')
        ? throw text.Error($"has records for elements; {Supported} are allowed")
        : text.String();

    private static (ElementType Type, bool BigEndian) ParseDescr(string descr, PythonLiteral text)
    {
        ElementType? type = descr.Length < 2 ? null : descr[1..] switch
        {
            "f2" => ElementType.Float16,
            "f4" => ElementType.Float32,
            "f8" => ElementType.Float64,
            "u1" => ElementType.UInt8,
            "u2" => ElementType.UInt16,
            "u4" => ElementType.UInt32,
            "u8" => ElementType.UInt64,
            "i1" => ElementType.Int8,
            "i2" => ElementType.Int16,
            "i4" => ElementType.Int32,
            "i8" => ElementType.Int64,
            "b1" => ElementType.Bool,
            _ => null,
        };
        // '|' says that byte order does not matter, which is so for single bytes only.
        if (type is not { } known || !(descr[0] is '<' or '>' || (descr[0] is '|' && known.Size() == 1)))
        {
            throw text.Error($"has elements of type '{descr}'; {Supported} after < or > (single bytes: also |) are allowed");
        }

        return (known, descr[0] == '>');
    }
}
