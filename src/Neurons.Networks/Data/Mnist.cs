using System.Numerics.Tensors;
using Neurons.IO;

namespace Neurons.Networks;

/// <summary>
/// Folders in the format of MNIST: MNIST itself, Fashion-MNIST, KMNIST, EMNIST, …. Four idx files, plain or <c>.gz</c>: images and labels to
/// train with (<c>train-images-idx3-ubyte</c>, <c>train-labels-idx1-ubyte</c>) and to test on (<c>t10k-…</c> or <c>test-…</c>).
/// </summary>
public static class Mnist
{
    private const int WhitePixel = 255;

    /// <summary>Reads a folder. A pixel is a current from 0 to 1, kept as a byte.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="shape">The shape of an image.</param>
    /// <param name="prefix">What the file names begin with, such as <c>emnist-letters-</c>.</param>
    /// <exception cref="FormatError">A file is missing or malformed, or there are not as many labels as images.</exception>
    public static DataSplit Load(string folder, ImageShape shape = ImageShape.Flat, string prefix = "")
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(prefix);
        if (!Directory.Exists(folder)) throw new FormatError(folder, "there is no such folder");

        // All four before the first is read.
        var paths = (Find(folder, prefix, "images-idx3-ubyte", "train"), Find(folder, prefix, "labels-idx1-ubyte", "train"),
            Find(folder, prefix, "images-idx3-ubyte", "t10k", "test"), Find(folder, prefix, "labels-idx1-ubyte", "t10k", "test"));
        var training = Load(paths.Item1, paths.Item2, shape);
        var test = Load(paths.Item3, paths.Item4, shape);
        return training.Shape.SequenceEqual(test.Shape)
            ? new(training, test)
            : throw new FormatError(
                paths.Item3, $"has images of {Shapes.Text(test.Shape)}; those of {paths.Item1} are {Shapes.Text(training.Shape)}");
    }

    /// <summary>Whether a folder has a file of images in this format.</summary>
    /// <param name="folder">The folder.</param>
    public static bool IsIn(string folder) =>
        Directory.Exists(folder) && Directory.EnumerateFiles(folder).Any(path => Path.GetFileName(path) is var name
            && (name.Contains("-images-idx3-ubyte", StringComparison.Ordinal) || name.Contains("-images.idx3-ubyte", StringComparison.Ordinal)));

    private static Dataset Load(string images, string labels, ImageShape shape)
    {
        var pixels = Idx.Read(images);
        if (pixels.Lengths is not [var count, var height, var width])
            throw new FormatError(images, $"has the shape {Shapes.Text(pixels.Lengths)}; images are [count, height, width]");
        if (count == 0) throw new FormatError(images, "has no images; at least one is needed");
        if (height == 0 || width == 0) throw new FormatError(images, $"has images of {height} × {width} pixels; at least one pixel is needed");
        var classes = Idx.Read(labels);
        if (classes.Lengths is not [var labelCount])
            throw new FormatError(labels, $"has the shape {Shapes.Text(classes.Lengths)}; labels are [count]");
        if (labelCount != count) throw new FormatError(labels, $"has {labelCount} labels; {images} has {count} images");

        nint[] features = shape switch
        {
            ImageShape.Flat => [height * width],
            ImageShape.Plane => [height, width],
            ImageShape.Channel => [1, height, width],
            _ => throw new ArgumentOutOfRangeException(nameof(shape), shape, $"shape is {shape}; Flat, Plane and Channel are allowed."),
        };
        return Dataset.OfBytes(
            Tensor.Reshape(pixels, [count, .. features]), Array.ConvertAll(classes.Span().ToArray(), label => (int)label), WhitePixel,
            overTime: false);
    }

    /// <summary>The file of a part, by either name that is in use: <c>train-images-idx3-ubyte</c> or <c>train-images.idx3-ubyte</c>.</summary>
    private static string Find(string folder, string prefix, string content, params string[] parts)
    {
        var dotted = content.Replace("-idx", ".idx", StringComparison.Ordinal);
        foreach (var part in parts)
        {
            foreach (var name in new[] { $"{prefix}{part}-{content}", $"{prefix}{part}-{dotted}" })
            {
                if (File.Exists(Path.Combine(folder, name))) return Path.Combine(folder, name);
                if (File.Exists(Path.Combine(folder, $"{name}.gz"))) return Path.Combine(folder, $"{name}.gz");
            }
        }

        var others = Prefixes(folder, $"{parts[0]}-images");
        var hint = others.Length > 0 && !others.Contains(prefix)
            ? $"; there are files with the prefix {string.Join(", ", others.Select(other => $"'{other}'"))}" : "";
        throw new FormatError(folder, $"has no {prefix}{parts[0]}-{content} or {prefix}{parts[0]}-{content}.gz{hint}");
    }

    private static string[] Prefixes(string folder, string part) =>
        [.. Directory.EnumerateFiles(folder, $"*{part}*").Select(path => Path.GetFileName(path))
            .Select(name => name[..name.IndexOf(part, StringComparison.Ordinal)]).Distinct().Order(StringComparer.Ordinal)];
}
