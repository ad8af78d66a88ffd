using Google.Protobuf;

namespace Neurons.Onnx.Files;

/// <summary>A field of a message: a number, or bytes within the file.</summary>
/// <param name="Number">The number of the field.</param>
/// <param name="Type">How it is written.</param>
/// <param name="Value">A number as it is written; 0 of bytes.</param>
/// <param name="Bytes">The bytes; empty of a number.</param>
internal readonly record struct Field(int Number, WireFormat.WireType Type, ulong Value, Message Bytes);

/// <summary>A part of a file that holds fields, text or numbers. Nothing is copied.</summary>
/// <param name="Path">The file, for errors.</param>
/// <param name="File">All bytes of it.</param>
/// <param name="Start">Where the part begins.</param>
/// <param name="Length">Its bytes.</param>
internal readonly record struct Message(string Path, byte[] File, int Start, int Length)
{
    public ReadOnlySpan<byte> Span => File.AsSpan(Start, Length);

    /// <summary>The fields, in their order.</summary>
    /// <exception cref="IO.FormatError">The bytes are none.</exception>
    public IEnumerable<Field> Fields()
    {
        var stream = new CodedInputStream(File, Start, Length);
        while (Next(stream) is { } field) yield return field;
    }

    /// <summary>UTF-8.</summary>
    public string Text()
    {
        try
        {
            IO.Utf8Text.Require(Span);
            return System.Text.Encoding.UTF8.GetString(Span);
        }
        catch (FormatException error)
        {
            throw new IO.FormatError(Path, $"a text at byte {Start} is not UTF-8: {error.Message}", error);
        }
    }

    private Field? Next(CodedInputStream stream)
    {
        try
        {
            var tag = stream.ReadTag();
            if (tag == 0) return null;
            var (number, type) = (WireFormat.GetTagFieldNumber(tag), WireFormat.GetTagWireType(tag));
            switch (type)
            {
                case WireFormat.WireType.Varint:
                    return new(number, type, stream.ReadUInt64(), default);
                case WireFormat.WireType.Fixed32:
                    return new(number, type, stream.ReadFixed32(), default);
                case WireFormat.WireType.Fixed64:
                    return new(number, type, stream.ReadFixed64(), default);
                case WireFormat.WireType.LengthDelimited:
                    var before = (int)stream.Position;
                    stream.SkipLastField();
                    var end = (int)stream.Position;
                    // the length stands before the bytes
                    var length = new CodedInputStream(File, before, end - before).ReadLength();
                    return new(number, type, 0, this with { Start = end - length, Length = length });
                default:
                    stream.SkipLastField();
                    return new(number, type, 0, default);
            }
        }
        catch (Exception error) when (error is InvalidProtocolBufferException or ArgumentException or InvalidOperationException or IOException)
        {
            throw new IO.FormatError(Path, $"is no ONNX model, or damaged: within the {Length} bytes from {Start} on, {error.Message}", error);
        }
    }
}
