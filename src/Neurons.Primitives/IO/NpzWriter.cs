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
        Write(path, arrays.Select(array => NpzArray.Of(array.Key, array.Value)));
    }

    /// <summary>Writes arrays of several types as numpy's <c>savez</c> would, atomically.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="arrays">The arrays; each name once.</param>
    public static void Write(string path, IEnumerable<NpzArray> arrays)
    {
        ArgumentNullException.ThrowIfNull(arrays);
        AtomicFile.Write(path, stream =>
        {
            using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
            foreach (var array in arrays)
            {
                using var entry = zip.CreateEntry($"{array.Name}.npy", CompressionLevel.NoCompression).Open();
                array.Write(entry);
            }
        });
    }
}

/// <summary>An array of an <c>.npz</c> file.</summary>
public sealed class NpzArray
{
    private NpzArray(string name, Action<Stream> write) => (Name, Write) = (name, write);

    /// <summary>Its name.</summary>
    public string Name { get; }

    internal Action<Stream> Write { get; }

    /// <summary>An array to be written.</summary>
    /// <typeparam name="T">float, double, int or long.</typeparam>
    /// <param name="name">Its name.</param>
    /// <param name="values">Its numbers, read when it is written.</param>
    public static NpzArray Of<T>(string name, Tensor<T> values)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(values);
        var type = NpyHeader.Descr<T>();
        return new(name, stream =>
        {
            stream.Write(NpyHeader.Bytes(type, values.Lengths));
            var flat = new T[values.FlattenedLength];
            values.FlattenTo(flat);
            for (var at = 0; at < flat.Length; at += 1 << 16)
                stream.Write(MemoryMarshal.AsBytes<T>(flat.AsSpan(at, Math.Min(1 << 16, flat.Length - at))));
        });
    }
}
