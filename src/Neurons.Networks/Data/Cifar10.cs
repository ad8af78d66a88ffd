using System.Numerics.Tensors;
using Neurons.IO;

namespace Neurons.Networks;

/// <summary>
/// CIFAR-10 in its binary format: <c>data_batch_1.bin</c> to <c>data_batch_5.bin</c> to train with, and <c>test_batch.bin</c>; an image is a
/// byte for its class and 3 · 32 · 32 bytes for its red, green and blue pixels.
/// </summary>
public static class Cifar10
{
    private const int Classes = 10, Channels = 3, Side = 32, Pixels = Channels * Side * Side, Record = 1 + Pixels;
    private const int WhitePixel = 255;
    private const string Test = "test_batch.bin";

    /// <summary>Reads a folder. An image is [3, 32, 32], of values from 0 to 1 that are kept as bytes.</summary>
    /// <param name="folder">The folder; such as <c>cifar-10-batches-bin</c>.</param>
    /// <exception cref="FormatError">A file is missing or malformed.</exception>
    public static DataSplit Load(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        if (!Directory.Exists(folder)) throw new FormatError(folder, "there is no such folder");
        string[] training = [.. Enumerable.Range(1, 5).Select(number => Path.Combine(folder, $"data_batch_{number}.bin"))];
        string[] all = [.. training, Path.Combine(folder, Test)];
        if (Array.Find(all, path => !File.Exists(path)) is { } missing)
            throw new FormatError(folder, $"has no {Path.GetFileName(missing)}; data_batch_1.bin to data_batch_5.bin and {Test} are needed");
        return new(Read(training), Read([all[^1]]));
    }

    /// <summary>Whether a folder has files in this format.</summary>
    /// <param name="folder">The folder.</param>
    public static bool IsIn(string folder) => File.Exists(Path.Combine(folder, Test));

    private static Dataset Read(string[] paths)
    {
        var files = Array.ConvertAll(paths, InputFile.ReadBytes);
        var count = 0;
        for (var i = 0; i < files.Length; i++)
        {
            if (files[i].Length == 0 || files[i].Length % Record != 0)
                throw new FormatError(
                    paths[i], $"has {files[i].Length} bytes; a multiple of {Record}, the size of an image and its class, is expected");
            count += files[i].Length / Record;
        }

        var (pixels, labels, image) = (new byte[count * Pixels], new int[count], 0);
        for (var i = 0; i < files.Length; i++)
        {
            for (var at = 0; at < files[i].Length; at += Record, image++)
            {
                labels[image] = files[i][at] < Classes ? files[i][at]
                    : throw new FormatError(paths[i], $"the class at byte {at} is {files[i][at]}; 0 to {Classes - 1} are allowed");
                files[i].AsSpan(at + 1, Pixels).CopyTo(pixels.AsSpan(image * Pixels));
            }
        }

        return Dataset.OfBytes(Tensor.Create(pixels, [count, Channels, Side, Side]), labels, WhitePixel, overTime: false);
    }
}
