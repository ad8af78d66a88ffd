using System.Buffers.Binary;
using System.Text;

namespace Neurons.IO;

/// <summary>A part of a file that is read from its start; asking for more than is left is an error.</summary>
internal sealed class H5Cursor(Hdf5File file, long start, long end, string what)
{
    public static UTF8Encoding Strict { get; } = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public long Position { get; private set; } = start;

    public long Left => end - Position;

    /// <summary>The error that this part has a problem.</summary>
    public FormatError Error(string problem) => file.Error($"{what} {problem}");

    public ReadOnlySpan<byte> Bytes(long count)
    {
        var at = Position;
        Skip(count);
        return file.Bytes(at, count);
    }

    public void Skip(long count)
    {
        if (count < 0 || count > Left) throw Error($"ends too early: {count} bytes are needed, {Left} are left");
        Position += count;
    }

    public byte Byte() => Bytes(1)[0];

    public int UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2));

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4));

    /// <summary>A whole number of 0 to 8 bytes that has to be one of a <see cref="long"/>.</summary>
    public long Number(int size) => Unsigned(size) is <= long.MaxValue and var number
        ? (long)number : throw Error($"has a number of more than {long.MaxValue}");

    /// <summary>An address, or <see cref="Hdf5File.Undefined"/>.</summary>
    public long Offset() => NumberOrNone(file.OffsetSize);

    /// <summary>A size, or <see cref="Hdf5File.Undefined"/>.</summary>
    public long LengthOrNone() => NumberOrNone(file.LengthSize);

    /// <summary>A size.</summary>
    public long Length() => Number(file.LengthSize);

    /// <summary>Refuses what does not begin with these letters.</summary>
    public void Signature(string letters)
    {
        if (!Bytes(letters.Length).SequenceEqual(Encoding.ASCII.GetBytes(letters))) throw Error($"does not begin with {letters}");
    }

    /// <summary>A version that has to be this one.</summary>
    public void Version(int version)
    {
        if (Byte() is var found && found != version) throw Error($"has the version {found}; {version} is read");
    }

    /// <summary>A text of so many bytes.</summary>
    public string Text(long count)
    {
        try
        {
            return Strict.GetString(Bytes(count));
        }
        catch (DecoderFallbackException)
        {
            throw Error("has a text that is not UTF-8");
        }
    }

    /// <summary>A text that a zero byte ends.</summary>
    public string TextToZero()
    {
        var length = file.Peek(Position, Left).IndexOf((byte)0);
        if (length < 0) throw Error("has a text without an end");
        var text = Text(length);
        Skip(1);
        return text;
    }

    private long NumberOrNone(int size)
    {
        var value = Unsigned(size);
        return value == ulong.MaxValue >> (64 - (8 * size)) ? Hdf5File.Undefined
            : value <= long.MaxValue ? (long)value : throw Error($"has the number {value}; the file has {file.Size} bytes");
    }

    private ulong Unsigned(int size)
    {
        var value = 0UL;
        var bytes = Bytes(size);
        for (var i = size - 1; i >= 0; i--) value = (value << 8) | bytes[i];
        return value;
    }
}
