using System.Buffers.Binary;
using Neurons.Networks;

namespace Neurons.Tutorials.Tests;

/// <summary>The library's digits in the format of MNIST: each pixel as 3 × 3, with a margin of two.</summary>
internal static class DigitsAsMnist
{
    private const int Side = 28;

    public static void Write(string folder)
    {
        var (training, test) = Digits.Load().Split(0.8, seed: 1);
        Write(folder, "train", training);
        Write(folder, "t10k", test);
    }

    private static void Write(string folder, string prefix, Dataset data)
    {
        var pixels = new byte[data.Count * Side * Side];
        for (var i = 0; i < data.Count; i++)
        {
            var digit = data.Sample(i);
            for (var y = 2; y < 26; y++)
            {
                for (var x = 2; x < 26; x++)
                    pixels[(i * Side + y) * Side + x] = (byte)(255 * digit[(y - 2) / 3 * 8 + (x - 2) / 3]);
            }
        }

        File.WriteAllBytes($"{folder}/{prefix}-images-idx3-ubyte", [.. Header(3, data.Count, Side, Side), .. pixels]);
        File.WriteAllBytes($"{folder}/{prefix}-labels-idx1-ubyte", [.. Header(1, data.Count), .. data.Labels.ToArray().Select(label => (byte)label)]);
    }

    /// <summary>0, 0, 8 for bytes, the number of dimensions, and each dimension as four bytes, the first the most significant.</summary>
    private static byte[] Header(byte rank, params int[] dimensions)
    {
        var header = new byte[4 + 4 * dimensions.Length];
        (header[2], header[3]) = (8, rank);
        for (var i = 0; i < dimensions.Length; i++) BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + 4 * i), dimensions[i]);
        return header;
    }
}
