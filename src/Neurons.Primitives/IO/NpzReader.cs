using System.IO.Compression;
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons.IO;

/// <summary>Reads numpy's <c>.npz</c> archives: arrays by name, as <see cref="Npy"/> reads them.</summary>
public static class NpzReader
{
    private const string Extension = ".npy";

    /// <summary>A byte of deflate is no more than so many.</summary>
    private const long MostRatio = 1032;

    /// <summary>Reads all arrays, converting their elements to <typeparamref name="T"/>.</summary>
    /// <typeparam name="T"><c>float</c> or <c>double</c>; a stored number it cannot hold is rounded.</typeparam>
    /// <param name="path">The file.</param>
    /// <exception cref="FormatError">The file is not a whole archive of <c>.npy</c> files.</exception>
    public static IReadOnlyDictionary<string, Tensor<T>> Read<T>(string path)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var stream = InputFile.Open(path);
        var arrays = new Dictionary<string, Tensor<T>>(StringComparer.Ordinal);
        try
        {
            using var archive = new ZipArchive(stream, ZipArchiveMode.Read);
            foreach (var entry in archive.Entries)
            {
                if (!entry.FullName.EndsWith(Extension, StringComparison.Ordinal))
                    throw new FormatError(path, $"has '{entry.FullName}'; an archive of arrays has files that end in {Extension} alone");
                if (entry.Length > MostRatio * entry.CompressedLength || entry.CompressedLength > stream.Length)
                    throw new FormatError(
                        path,
                        $"{entry.FullName} is said to have {entry.CompressedLength} bytes, "
                            + $"{entry.Length} when inflated, in a file of {stream.Length}");
                using var content = new FileBytes(path, entry.Open(), entry.Length);
                if (!arrays.TryAdd(entry.FullName[..^Extension.Length], Npy.Read<T>(content)))
                    throw new FormatError(path, $"has '{entry.FullName}' twice");
            }
        }
        catch (Exception problem) when (problem is InvalidDataException or IOException or ArgumentException)
        {
            throw new FormatError(path, $"is not a whole .npz archive: {problem.Message}", problem);
        }

        return arrays;
    }
}
