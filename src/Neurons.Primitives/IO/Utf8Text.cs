using System.Text;

namespace Neurons.IO;

/// <summary>Text of files in UTF-8; bytes that are none are a <see cref="FormatException"/> that says where.</summary>
public static class Utf8Text
{
    /// <summary>The text of a file's bytes; a byte order mark, also one of UTF-16, is understood.</summary>
    public static string Of(byte[] bytes)
    {
        using var reader = new StreamReader(new MemoryStream(bytes), new UTF8Encoding(false, throwOnInvalidBytes: true));
        try
        {
            return reader.ReadToEnd();
        }
        catch (DecoderFallbackException)
        {
            Require(bytes);
            throw;
        }
    }

    /// <summary>Refuses bytes that are no UTF-8.</summary>
    public static void Require(ReadOnlySpan<byte> bytes)
    {
        for (var at = 0; at < bytes.Length;)
        {
            if (bytes[at..].IndexOfAnyExceptInRange((byte)0, (byte)127) is var ascii and not 0)
            {
                at = ascii < 0 ? bytes.Length : at + ascii;
            }
            else if (Rune.DecodeFromUtf8(bytes[at..], out _, out var length) == System.Buffers.OperationStatus.Done)
            {
                at += length;
            }
            else
            {
                var before = bytes[..at];
                throw new FormatException(
                    $"line {before.Count((byte)'\n') + 1}, "
                    + $"column {at - before.LastIndexOf((byte)'\n')}: the byte 0x{bytes[at]:X2} is not UTF-8 text");
            }
        }
    }
}
