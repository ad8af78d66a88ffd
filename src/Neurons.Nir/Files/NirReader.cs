using Neurons.IO;

namespace Neurons.Nir.Files;

/// <summary>Makes a graph of what is in an HDF5 file.</summary>
internal static class NirReader
{
    /// <summary>All bytes of a file.</summary>
    public static byte[] Bytes(string path)
    {
        using var stream = InputFile.Open(path, bufferSize: 1);
        return Bytes(path, stream);
    }

    /// <summary>All that is left of a stream.</summary>
    public static byte[] Bytes(string path, Stream stream)
    {
        if (stream.CanSeek)
        {
            var length = stream.Length - stream.Position;
            if (length > Array.MaxLength) throw TooLong(path);
            var bytes = new byte[Math.Max(0, length)];
            var read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return read == bytes.Length ? bytes : bytes[..read];
        }

        using var content = new MemoryStream();
        var part = new byte[81920];
        while (stream.Read(part) is > 0 and var count)
        {
            if (content.Length > Array.MaxLength - count) throw TooLong(path);
            content.Write(part, 0, count);
        }

        return content.ToArray();
    }

    public static NirGraph Read(string path, byte[] bytes, bool typeCheck)
    {
        var file = Hdf5File.Open(path, bytes);
        if (!file.Root.Contains("node"))
            throw new FormatError(path, $"is HDF5, but not NIR: there is no /node; there is {NirText.Some(file.Root.Names)}");
        var root = file.Root.Open("node") as Hdf5Group ?? throw new FormatError(path, "/node: is a data set; a group is needed");
        var node = ReadNode(path, root, typeCheck);
        // A file of a node alone, which the reference library writes, is a graph of that node.
        var graph = node as NirGraph ?? Guarded(path, root, () => new NirGraph([(node.Type.ToLowerInvariant(), node)], [], typeCheck));
        return graph with { Version = Version(file) };
    }

    private static FormatError TooLong(string path) => new(path, $"has more than {Array.MaxLength} bytes, the most that are read");

    /// <summary>The version, which the reference library does not look at either.</summary>
    private static string? Version(Hdf5File file)
    {
        try
        {
            var version = file.Root.Contains("version") ? file.Root.Open("version") : null;
            return version is Hdf5Array { Type: Hdf5Type.String, Count: 1 } text ? text.Texts[0] : null;
        }
        catch (FormatError)
        {
            return null;
        }
    }

    private static NirNode ReadNode(string path, Hdf5Group group, bool typeCheck)
    {
        var (values, groups) = Content(group);
        if (!values.Remove("type", out var type)) throw Wrong(path, group, "has no type");
        if (type.IsNumeric || type.Count != 1) throw Wrong(path, group, $"type is {type}; it must be one text");
        var metadata = groups.Remove("metadata", out var more) ? Guarded(path, more, () => ReadMetadata(more)) : NirMetadata.Empty;
        var name = type.Texts[0];
        if (name == "NIRGraph") return ReadGraph(path, group, values, groups, typeCheck) with { Metadata = metadata };
        if (!NodeKind.All.TryGetValue(name, out var kind))
            throw Wrong(path, group, $"type is {NirText.Quote(name)}; it must be NIRGraph, {string.Join(", ", NodeKind.All.Keys)}");
        Known(path, group, values.Keys.Concat(groups.Keys), name, [.. kind.Required, .. kind.Optional]);
        foreach (var parameter in kind.Required)
            if (!values.ContainsKey(parameter) && !groups.ContainsKey(parameter)) throw Wrong(path, group, $"{name}: {parameter} is missing");
        foreach (var parameter in groups.Keys) throw Wrong(path, group, $"{name}: {parameter} is a group; a data set is needed");
        return Guarded(path, group, () =>
        {
            var node = kind.Create(new(values)) with { Metadata = metadata };
            node.Check();
            return node;
        });
    }

    private static NirGraph ReadGraph(
        string path, Hdf5Group group, Dictionary<string, NirArray> values, Dictionary<string, Hdf5Group> groups, bool typeCheck)
    {
        Known(path, group, values.Keys.Concat(groups.Keys), "NIRGraph", ["nodes", "edges"]);
        if (!groups.TryGetValue("nodes", out var nodes)) throw Wrong(path, group, "NIRGraph: there is no group nodes");
        if (!values.TryGetValue("edges", out var edges)) throw Wrong(path, group, "NIRGraph: there is no data set edges");
        var isEmpty = edges.Count == 0;
        if (!isEmpty && (edges.IsNumeric || edges.Shape.Count != 2 || edges.Shape[1] != 2))
            throw Wrong(path, group, $"NIRGraph: edges is {edges}; it must be pairs of texts");
        var named = new List<(string Name, NirNode Node)>();
        foreach (var name in nodes.Names)
        {
            var node = nodes.Open(name) as Hdf5Group ?? throw Wrong(path, nodes, $"{NirText.Quote(name)} is a data set; a node is a group");
            // The check of types can be switched off for the outermost graph alone.
            named.Add((name, ReadNode(path, node, typeCheck: true)));
        }

        var pairs = new List<NirEdge>();
        for (var i = 0; !isEmpty && i < edges.Count; i += 2) pairs.Add(new(edges.Texts[i], edges.Texts[i + 1]));
        return Guarded(path, group, () => new NirGraph(named, pairs, typeCheck));
    }

    private static NirMetadata ReadMetadata(Hdf5Group group)
    {
        var (values, groups) = Content(group);
        return NirMetadata.From(values, groups.Select(more => KeyValuePair.Create(more.Key, ReadMetadata(more.Value))));
    }

    private static (Dictionary<string, NirArray> Values, Dictionary<string, Hdf5Group> Groups) Content(Hdf5Group group)
    {
        var (values, groups) = (new Dictionary<string, NirArray>(StringComparer.Ordinal), new Dictionary<string, Hdf5Group>(StringComparer.Ordinal));
        foreach (var name in group.Names)
        {
            var found = group.Open(name);
            if (found is Hdf5Array value) values.Add(name, NirValues.From(value, problem => group.Error($"{name}: {problem}")));
            else groups.Add(name, (Hdf5Group)found);
        }

        return (values, groups);
    }

    /// <summary>Refuses what a node of this type does not have: the reference library does, and nothing is left out in silence.</summary>
    private static void Known(string path, Hdf5Group group, IEnumerable<string> found, string type, string[] known)
    {
        if (found.FirstOrDefault(name => !known.Contains(name)) is { } other)
            throw Wrong(path, group, $"{type}: {NirText.Quote(other)} is not known; a node has {string.Join(", ", known)} and metadata");
    }

    private static FormatError Wrong(string path, Hdf5Group group, string problem, Exception? inner = null) =>
        new(path, $"{group.Path}: {problem}", inner);

    private static T Guarded<T>(string path, Hdf5Group group, Func<T> make)
    {
        try
        {
            return make();
        }
        catch (ArgumentException problem)
        {
            throw Wrong(path, group, problem.Message, problem);
        }
    }
}
