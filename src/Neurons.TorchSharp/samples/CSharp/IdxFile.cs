using System.Buffers.Binary;
using System.IO.Compression;
using static TorchSharp.torch;

/// <summary>Files of MNIST and its relatives: bytes with a shape before them, compressed.</summary>
internal static class IdxFile
{
    /// <summary>The bytes as a tensor of uint8.</summary>
    public static Tensor Read(string path)
    {
        using var unpacked = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var content = new MemoryStream();
        unpacked.CopyTo(content);
        var bytes = content.ToArray();
        if (bytes.Length < 4 || bytes[0] != 0 || bytes[1] != 0 || bytes[2] != 8)
            throw new InvalidDataException($"{path} is no idx file of bytes.");

        var shape = new long[bytes[3]];
        for (var d = 0; d < shape.Length; d++) shape[d] = BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(4 + 4 * d));
        return tensor(bytes[(4 + 4 * shape.Length)..], ScalarType.Byte).reshape(shape);
    }
}
