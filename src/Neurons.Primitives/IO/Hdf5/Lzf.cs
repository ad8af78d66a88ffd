namespace Neurons.IO;

/// <summary>The compression of h5py's filter 32000: runs of literals, and references to what came before. Format: Marc Lehmann's LibLZF.</summary>
internal static class Lzf
{
    /// <summary>Decompresses at most so many bytes; null where this is not LZF, or more.</summary>
    public static byte[]? Decompress(ReadOnlySpan<byte> content, long most)
    {
        // A reference of three bytes stands for at most 264.
        var plain = new byte[Math.Min(most, 88L * content.Length)];
        int from = 0, to = 0;
        while (from < content.Length)
        {
            int control = content[from++];
            if (control < 32)
            {
                var literals = control + 1;
                if (literals > content.Length - from || literals > plain.Length - to) return null;
                content.Slice(from, literals).CopyTo(plain.AsSpan(to));
                (from, to) = (from + literals, to + literals);
                continue;
            }

            var length = control >> 5;
            if (length == 7 && from < content.Length) length += content[from++];
            if (from == content.Length) return null;
            var source = to - ((control & 31) << 8) - content[from++] - 1;
            length += 2;
            if (source < 0 || length > plain.Length - to) return null;
            // Byte by byte: what is referred to may be what is being written.
            for (; length > 0; length--) plain[to++] = plain[source++];
        }

        return plain[..to];
    }
}
