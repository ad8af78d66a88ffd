using Neurons.IO;

namespace Neurons.Nir.Files;

/// <summary>Lays a graph out as the reference library does.</summary>
internal static class NirWriter
{
    /// <summary>The version of the format that is written.</summary>
    private const string Version = "1.0.8";

    public static Hdf5Writer Make(NirGraph graph, bool compress) =>
        new(new() { ["version"] = ((NirArray)Version).ToHdf5(), ["node"] = Node("/node", graph) }, compress);

    private static Hdf5Content Node(string path, NirNode node)
    {
        var content = new Hdf5Content { ["type"] = ((NirArray)node.Type).ToHdf5() };
        foreach (var (name, value) in node.Parameters) content.Add(name, value.ToHdf5());
        if (node is NirConv1d { InputShape: null } or NirConv2d { InputShape: null })
            throw new InvalidOperationException(
                $"{path}: {node.Type}: input_shape is not known, without which no file can be read; give it, or check the types of the graph.");
        if (!node.Metadata.IsEmpty) content.Add("metadata", Metadata(node.Metadata));
        if (node is not NirGraph graph) return content;
        var nodes = new Hdf5Content();
        foreach (var (name, inner) in graph.Nodes) nodes.Add(name, Node($"{path}/nodes/{name}", inner));
        content.Add("nodes", nodes);
        // No edges at all are what an empty list of Python is.
        content.Add("edges", graph.Edges.Count == 0 ? new Hdf5Array(Hdf5Type.Float64, [0L], default(ReadOnlyMemory<byte>))
            : new Hdf5Array([graph.Edges.Count, 2], graph.Edges.SelectMany(edge => new[] { edge.From, edge.To }).ToArray()));
        return content;
    }

    private static Hdf5Content Metadata(NirMetadata metadata)
    {
        var content = new Hdf5Content();
        foreach (var (name, value) in metadata.Values) content.Add(name, value.ToHdf5());
        foreach (var (name, group) in metadata.Groups) content.Add(name, Metadata(group));
        return content;
    }
}
