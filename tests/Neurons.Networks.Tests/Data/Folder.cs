using System.Buffers.Binary;
using System.IO.Compression;

namespace Neurons.Networks.Tests;

/// <summary>A folder of small files that lives as long as a test.</summary>
public sealed class Folder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("neurons-data-");

    public string Path => _folder.FullName;

    public string Write(string name, byte[] content)
    {
        var path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        if (!name.EndsWith(".gz", StringComparison.Ordinal))
        {
            File.WriteAllBytes(path, content);
            return path;
        }

        using var gzip = new GZipStream(File.Create(path), CompressionLevel.Fastest);
        gzip.Write(content);
        return path;
    }

    public void Delete(string name) => File.Delete(System.IO.Path.Combine(Path, name));

    /// <summary>
    /// Random images of so many rows and columns, and labels 0, 1, 2, …, in the four files of MNIST; returns the pixels to train with.
    /// </summary>
    public byte[] WriteMnist(int training = 20, int test = 5, int height = 3, int width = 4, string prefix = "", string ending = "")
    {
        var random = new Random(1);
        byte[] Pixels(int count)
        {
            var pixels = new byte[count * height * width];
            random.NextBytes(pixels);
            return pixels;
        }

        byte[] Labels(int count) => [.. Enumerable.Range(0, count).Select(i => (byte)(i % 10))];

        var pixels = Pixels(training);
        Write($"{prefix}train-images-idx3-ubyte{ending}", Idx(pixels, training, height, width));
        Write($"{prefix}train-labels-idx1-ubyte{ending}", Idx(Labels(training), training));
        Write($"{prefix}t10k-images-idx3-ubyte{ending}", Idx(Pixels(test), test, height, width));
        Write($"{prefix}t10k-labels-idx1-ubyte{ending}", Idx(Labels(test), test));
        return pixels;
    }

    public static byte[] Idx(byte[] values, params int[] shape)
    {
        var header = new byte[4 + (4 * shape.Length)];
        (header[2], header[3]) = (8, (byte)shape.Length);
        for (var axis = 0; axis < shape.Length; axis++) BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + (4 * axis)), shape[axis]);
        return [.. header, .. values];
    }

    /// <summary>An event in the binary format.</summary>
    public static byte[] Event(int x, int y, bool on, int time) =>
        [(byte)x, (byte)y, (byte)((on ? 0x80 : 0) | (time >> 16)), (byte)(time >> 8), (byte)time];

    public void Dispose() => _folder.Delete(recursive: true);
}
