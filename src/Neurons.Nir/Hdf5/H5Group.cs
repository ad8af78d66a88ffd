namespace Neurons.Nir.Hdf5;

/// <summary>A group of a file: its names, ordered by their bytes in UTF-8, and what they lead to.</summary>
internal sealed class H5Group(H5File file, string path, long address, H5Group? parent, IReadOnlyDictionary<string, H5Link> links)
{
    /// <summary>More levels than any file of networks has.</summary>
    public const int Deepest = 100;

    public string Path => path;

    public long Address => address;

    public H5Group? Parent => parent;

    public int Depth { get; } = parent is null ? 0 : parent.Depth + 1;

    public IEnumerable<string> Names => links.Keys;

    public bool Contains(string name) => links.ContainsKey(name);

    /// <summary>What a name leads to: an <see cref="H5Group"/> or a <see cref="NirArray"/>.</summary>
    public object Open(string name)
    {
        var link = links[name];
        return link.Kind == H5Link.Hard
            ? file.Object(link.Address, $"{path}/{name}", this)
            : throw file.Error($"'{name}' in {path}/ is {link.Kind}; only hard links are read");
    }
}

/// <summary>A link, by its kind, and where a hard one leads to.</summary>
internal readonly record struct H5Link(string Kind, long Address)
{
    public const string Hard = "a hard link";
    public const string Soft = "a soft link";
    public const string External = "a link to another file";
}
