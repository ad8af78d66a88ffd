using System.IO.Compression;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Neurons.IO;

/// <summary>Writes numpy's <c>.npz</c> files: a zip with an <c>.npy</c> file for each array.</summary>
public static class NpzWriter
{
    /// <summary>Writes arrays as numpy's <c>savez</c> would, atomically.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="arrays">The arrays by name; each name once.</param>
    public static void Write(string path, IEnumerable<KeyValuePair<string, Tensor<float>>> arrays)
    {
        ArgumentNullException.ThrowIfNull(arrays);
        AtomicFile.Write(path, stream =>
        {
            using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
            foreach (var (name, tensor) in arrays)
            {
                using var entry = zip.CreateEntry($"{name}.npy", CompressionLevel.NoCompression).Open();
                entry.Write(NpyHeader.Bytes("<f4", tensor.Lengths));
                var values = new float[tensor.FlattenedLength];
                tensor.FlattenTo(values);
                foreach (var chunk in values.Chunk(1 << 16)) entry.Write(MemoryMarshal.AsBytes<float>(chunk));
            }
        });
    }
}
