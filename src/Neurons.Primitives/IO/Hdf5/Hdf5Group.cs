namespace Neurons.IO;

/// <summary>A group of a file: its names, ordered by their bytes in UTF-8, and what they lead to.</summary>
public sealed class Hdf5Group
{
    private readonly Hdf5File _file;
    private readonly IReadOnlyDictionary<string, H5Link> _links;

    internal Hdf5Group(Hdf5File file, string path, long address, Hdf5Group? parent, IReadOnlyDictionary<string, H5Link> links)
    {
        (_file, _links, Path, Address, Parent) = (file, links, path, address, parent);
        Depth = parent is null ? 0 : parent.Depth + 1;
    }

    /// <summary>More levels than any file of networks has.</summary>
    internal const int Deepest = 100;

    /// <summary>Where it is in the file; the root is the empty text.</summary>
    public string Path { get; }

    internal long Address { get; }

    internal Hdf5Group? Parent { get; }

    internal int Depth { get; }

    /// <summary>The names in it.</summary>
    public IEnumerable<string> Names => _links.Keys;

    /// <summary>Whether there is a name in it.</summary>
    /// <param name="name">The name.</param>
    public bool Contains(string name) => _links.ContainsKey(name);

    /// <summary>The error that something in the group has a problem.</summary>
    /// <param name="problem">What is wrong.</param>
    public FormatError Error(string problem) => new(_file.Path, $"{Path}/{problem}");

    /// <summary>The group that a name leads to.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="FormatError">There is none, or it cannot be read.</exception>
    public Hdf5Group Group(string name) => Open(name) as Hdf5Group ?? throw _file.Error($"{Path}/{name} is a data set; a group is needed");

    /// <summary>The values of the data set that a name leads to.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="FormatError">There is none, or it cannot be read.</exception>
    public Hdf5Array Data(string name) => Open(name) as Hdf5Array ?? throw _file.Error($"{Path}/{name} is a group; a data set is needed");

    /// <summary>What a name leads to: an <see cref="Hdf5Group"/> or an <see cref="Hdf5Array"/>.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="FormatError">There is none, or it cannot be read.</exception>
    public object Open(string name)
    {
        if (!_links.TryGetValue(name, out var link))
            throw _file.Error(
                $"there is no {Path}/{name}; in {Path}/ {(_links.Count == 0 ? "is nothing" : $"there are {string.Join(", ", Names.Take(10))}")}");
        return link.Kind == H5Link.Hard
            ? _file.Object(link.Address, $"{Path}/{name}", this)
            : throw _file.Error($"'{name}' in {Path}/ is {link.Kind}; only hard links are read");
    }
}

/// <summary>A link, by its kind, and where a hard one leads to.</summary>
internal readonly record struct H5Link(string Kind, long Address)
{
    public const string Hard = "a hard link";
    public const string Soft = "a soft link";
    public const string External = "a link to another file";
}
