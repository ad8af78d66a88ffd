using System.Numerics.Tensors;
using Neurons.Primitives;

namespace Neurons.IO;

/// <summary>
/// Reads idx files of bytes, the format of MNIST and its relatives; a path that ends in <c>.gz</c> is unpacked. Two zero bytes, the type of
/// the elements, the number of axes, the length of each axis and the elements, the last axis fastest, all most significant byte first.
/// </summary>
public static class Idx
{
    private const byte UnsignedByte = 8;
    private const int MaximumRank = 8;

    // What deflate can make of a byte at most: 258 bytes for two bits.
    private const long MaximumExpansion = 1032;

    private const int FirstPiece = 1 << 16;

    /// <summary>Reads an array of bytes.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FormatError">The file is not a whole idx file of unsigned bytes.</exception>
    public static Tensor<byte> Read(string path)
    {
        using var file = InputFile.Open(path);
        if (!file.CanSeek) throw new FormatError(path, "is not an ordinary file");
        if (!path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)) return Read(file, path, length => length == file.Length);

        using var content = new CheckedGZipStream(file, path);
        // No file of its size unpacks to more than so much.
        return Read(content, path, length => length / MaximumExpansion <= file.Length);
    }

    private static Tensor<byte> Read(Stream content, string path, Func<long, bool> canHaveLength)
    {
        Span<byte> start = stackalloc byte[4];
        Fill(content, path, start, "the magic number");
        if (start[0] != 0 || start[1] != 0)
            throw new FormatError(path, $"is not an idx file: it begins with the bytes {start[0]} and {start[1]}; two zeros are expected");
        if (start[2] != UnsignedByte)
            throw new FormatError(path, $"has elements of type 0x{start[2]:X2}; 0x{UnsignedByte:X2}, unsigned bytes, is allowed");
        if (start[3] is 0 or > MaximumRank)
            throw new FormatError(path, $"has {start[3]} axes; 1 to {MaximumRank} are allowed");

        var shape = new long[start[3]];
        Span<byte> length = stackalloc byte[4];
        foreach (ref var axis in shape.AsSpan())
        {
            Fill(content, path, length, "the shape");
            axis = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(length);
        }

        var header = 4L + (4 * shape.Length);
        if (TensorShape.Count(shape, Array.MaxLength) is not { } count || !canHaveLength(header + count))
            throw new FormatError(path, $"has the shape {Shapes.Text(shape)}, which does not match its length");

        var values = Elements(content, path, count);
        // Reading to the end lets the unpacking check itself.
        if (content.ReadByte() >= 0) throw new FormatError(path, $"goes on after the {count} elements of its shape {Shapes.Text(shape)}");
        return Tensor.Create(values, TensorShape.Lengths(shape));
    }

    /// <summary>Memory grows with what comes, as a packed file may claim far more than it has.</summary>
    private static byte[] Elements(Stream content, string path, long count)
    {
        var values = new byte[content.CanSeek ? count : Math.Min(count, FirstPiece)];
        Fill(content, path, values, "the elements");
        while (values.Length < count)
        {
            var filled = values.Length;
            Array.Resize(ref values, (int)Math.Min(count, 4L * filled));
            Fill(content, path, values.AsSpan(filled), "the elements");
        }

        return values;
    }

    private static void Fill(Stream content, string path, Span<byte> bytes, string what)
    {
        if (content.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
            throw new FormatError(path, $"ends inside {what}: the file is truncated");
    }
}
