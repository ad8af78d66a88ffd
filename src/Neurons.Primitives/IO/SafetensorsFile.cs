using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons.IO;

/// <summary>
/// The content of a safetensors file: named tensors and a map of strings. The format is that of Hugging Face,
/// so Python reads what is written here and the other way round.
/// </summary>
public sealed class SafetensorsFile
{
    private readonly string _path;
    private readonly Dictionary<string, SafetensorsEntry> _entries;

    private SafetensorsFile(string path, IReadOnlyDictionary<string, string> metadata, IReadOnlyList<SafetensorsEntry> tensors)
    {
        _path = path;
        Metadata = metadata;
        Names = [.. tensors.Select(entry => entry.Name).Order(StringComparer.Ordinal)];
        _entries = tensors.ToDictionary(entry => entry.Name, StringComparer.Ordinal);
    }

    /// <summary>The file's own strings, from the header's <c>__metadata__</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The names of the tensors, in ordinal order.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Reads a file whole.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FormatError">The file is not a whole and valid safetensors file.</exception>
    public static SafetensorsFile Read(string path)
    {
        using var file = new FileBytes(path);
        var header = SafetensorsHeader.Read(file);
        var tensors = header.Slots.ConvertAll(slot =>
            new SafetensorsEntry(slot.Name, slot.Type, slot.Shape, file.Read(slot.End - slot.Start, $"tensor '{slot.Name}'")));
        return new SafetensorsFile(path, header.Metadata, tensors);
    }

    /// <summary>
    /// Writes a file atomically. The tensors are ordered by the size of their elements, largest first, so that
    /// each is aligned, and then by name: equal content gives equal bytes.
    /// </summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="metadata">The file's own strings; may be empty.</param>
    /// <param name="tensors">The tensors; each name is used once.</param>
    public static void Write(string path, IReadOnlyDictionary<string, string> metadata, IEnumerable<SafetensorsEntry> tensors)
    {
        SafetensorsEntry[] ordered =
        [
            .. tensors.OrderByDescending(entry => entry.Type.Size()).ThenBy(entry => entry.Name, StringComparer.Ordinal),
        ];
        var header = SafetensorsHeader.Bytes(metadata, ordered);
        SafetensorsHeader.RequireWritable(path, ordered, header.Length);
        AtomicFile.Write(path, stream =>
        {
            stream.Write(header);
            foreach (var entry in ordered)
            {
                stream.Write(entry.Bytes.Span);
            }
        });
    }

    /// <summary>Whether the file has a tensor of this name.</summary>
    /// <param name="name">The name.</param>
    public bool Contains(string name) => _entries.ContainsKey(name);

    /// <summary>A tensor as it is stored.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="FormatError">There is no such tensor.</exception>
    public SafetensorsEntry Entry(string name) => _entries.TryGetValue(name, out var entry)
        ? entry
        : throw new FormatError(_path, $"has no tensor '{name}'; it has {(Names.Count == 0 ? "none" : string.Join(", ", Names.Take(20)))}");

    /// <summary>
    /// A tensor's values. The type must be the stored one, except that F8, F16, BF16 and F32 widen to <c>float</c> or
    /// <c>double</c>, and BOOL is read as <c>byte</c> (0 or 1). A scalar comes back with one element.
    /// </summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="name">The name.</param>
    /// <exception cref="FormatError">There is no such tensor, or it is stored as another type.</exception>
    public Tensor<T> Get<T>(string name)
        where T : unmanaged, INumberBase<T>
    {
        var entry = Entry(name);
        return entry.Values<T>() is { } values
            ? Tensor.Create(values, TensorShape.Lengths(entry.LongShape))
            : throw new FormatError(_path, $"tensor '{name}' is stored as {entry.DType}, which cannot be read as {typeof(T).Name} without loss");
    }
}
