using Neurons.Nir.Hdf5;

namespace Neurons.Nir.Files;

/// <summary>Lays a graph out as the reference library does.</summary>
internal static class NirWriter
{
    /// <summary>The version of the format that is written.</summary>
    private const string Version = "1.0.8";

    public static H5Writer Make(NirGraph graph, bool compress) =>
        new(new() { ["version"] = (NirArray)Version, ["node"] = Node("/node", graph) }, compress);

    private static H5Content Node(string path, NirNode node)
    {
        var content = new H5Content { ["type"] = (NirArray)node.Type };
        foreach (var (name, value) in node.Parameters) content.Add(name, value);
        if (node is NirConv1d { InputShape: null } or NirConv2d { InputShape: null })
            throw new InvalidOperationException(
                $"{path}: {node.Type}: input_shape is not known, without which no file can be read; give it, or check the types of the graph.");
        if (!node.Metadata.IsEmpty) content.Add("metadata", Metadata(node.Metadata));
        if (node is not NirGraph graph) return content;
        var nodes = new H5Content();
        foreach (var (name, inner) in graph.Nodes) nodes.Add(name, Node($"{path}/nodes/{name}", inner));
        content.Add("nodes", nodes);
        // No edges at all are what an empty list of Python is.
        content.Add("edges", graph.Edges.Count == 0 ? NirArray.From<double>([], [0])
            : NirArray.FromTexts(graph.Edges.SelectMany(edge => new[] { edge.From, edge.To }).ToArray(), [graph.Edges.Count, 2]));
        return content;
    }

    private static H5Content Metadata(NirMetadata metadata)
    {
        var content = new H5Content();
        foreach (var (name, value) in metadata.Values) content.Add(name, value);
        foreach (var (name, group) in metadata.Groups) content.Add(name, Metadata(group));
        return content;
    }
}
