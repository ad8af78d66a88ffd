using System.Security.Cryptography;
using System.Text.Json;
using Neurons.IO;

namespace Neurons.Nir.Tests;

/// <summary>Every file that the reference library wrote or read, beside what it read.</summary>
public sealed class FixtureTests
{
    /// <summary>Where the reference library infers a shape that a convolution does not have: groups and kernels that are not square.</summary>
    private static readonly string[] Misinferred = ["unchecked/conv2d_grouped dw", "unchecked/conv2d_rectangular_kernel c"];

    public static TheoryData<string> All => Fixtures.Names("nodes", "graphs", "unchecked");

    [Theory]
    [MemberData(nameof(All))]
    public void A_file_reads_to_what_the_reference_library_reads(string name)
    {
        var (graph, json) = (Fixtures.Read(name), Fixtures.Json(name));

        Assert.Equal(json.GetProperty("nir_version_string").GetString(), graph.Version);
        if (name == "unchecked/bare_node")
        {
            // A node alone becomes a graph of it.
            Assert.Equal(["lif", "input_lif", "output_lif"], graph.Nodes.Keys);
            CompareNode(name, "lif", graph, json);
            return;
        }

        CompareGraph(name, graph, json);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void What_is_read_is_written_and_read_equal(string name)
    {
        var graph = Fixtures.Read(name);
        foreach (var compress in new[] { true, false })
        {
            using var stream = new MemoryStream();
            graph.Write(stream, compress);
            stream.Position = 0;

            var again = NirGraph.Read(stream, graph.IsTypeChecked);

            Assert.Equal(graph, again);
            Assert.Equal("1.0.8", again.Version);
            Assert.Equal(graph.GetHashCode(), again.GetHashCode());
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void What_was_not_checked_is_checked_on_demand(string name)
    {
        var isRight = Fixtures.IsChecked(name) || name is "unchecked/conv2d_grouped" or "unchecked/conv2d_rectangular_kernel";

        var problem = Xunit.Record.Exception(() => NirGraph.Read(new MemoryStream(Fixtures.Bytes(name))));

        if (isRight) Assert.Null(problem);
        else Assert.IsType<IO.FormatError>(problem);
    }

    private static void CompareGraph(string name, NirGraph graph, JsonElement json)
    {
        var nodes = json.GetProperty("nodes");
        Assert.Equal(nodes.EnumerateObject().Select(node => node.Name), graph.Nodes.Keys);
        Assert.Equal(
            json.GetProperty("edges").EnumerateArray().Select(edge => new NirEdge(edge[0].GetString()!, edge[1].GetString()!)), graph.Edges);
        CompareMetadata(graph.Metadata, json);
        foreach (var node in nodes.EnumerateObject()) CompareNode(name, node.Name, graph, node.Value);
    }

    private static void CompareNode(string file, string name, NirGraph graph, JsonElement json)
    {
        var node = graph.Nodes[name];
        Assert.Equal(json.GetProperty("type").GetString(), node.Type);
        if (node is NirGraph inner) CompareGraph(file, inner, json);
        else CompareParameters(node, json.GetProperty("params"));
        CompareMetadata(node.Metadata, json);
        if (Misinferred.Contains($"{file} {name}") || !json.TryGetProperty("input_type", out var input)) return;
        Assert.Equal(Shape(input), graph.InputShape(name));
        Assert.Equal(Shape(json.GetProperty("output_type")), graph.OutputShape(name));
    }

    private static void CompareParameters(NirNode node, JsonElement json)
    {
        // The JSON keeps the input shape of a Flatten as its type.
        var found = node.Parameters.Where(parameter => parameter.Name != "input_type")
            .ToDictionary(parameter => parameter.Name, parameter => parameter.Value);
        Assert.Equal(json.EnumerateObject().Select(parameter => parameter.Name).Order(), found.Keys.Order());
        foreach (var parameter in json.EnumerateObject()) CompareArray(found[parameter.Name], parameter.Value);
    }

    private static void CompareMetadata(NirMetadata metadata, JsonElement json)
    {
        if (json.TryGetProperty("metadata", out var expected)) CompareEntries(metadata, expected);
        else Assert.True(metadata.IsEmpty);
    }

    private static void CompareEntries(NirMetadata metadata, JsonElement json)
    {
        Assert.Equal(json.EnumerateObject().Select(entry => entry.Name).Order(), metadata.Values.Keys.Concat(metadata.Groups.Keys).Order());
        foreach (var entry in json.EnumerateObject())
        {
            if (metadata.Values.TryGetValue(entry.Name, out var value)) CompareArray(value, entry.Value);
            else CompareEntries(metadata.Groups[entry.Name], entry.Value);
        }
    }

    private static void CompareArray(NirArray array, JsonElement json)
    {
        Assert.Equal(json.GetProperty("dtype").GetString(), array.Type.ToString().ToLowerInvariant());
        Assert.Equal(json.GetProperty("shape").EnumerateArray().Select(length => length.GetInt64()), array.Shape);
        if (json.TryGetProperty("sha256_le", out var hash))
        {
            Assert.Equal(hash.GetString(), Convert.ToHexStringLower(SHA256.HashData(array.Bytes)));
            return;
        }

        var values = json.GetProperty("values");
        if (!array.IsNumeric)
            Assert.Equal(
                values.ValueKind == JsonValueKind.Array ? values.EnumerateArray().Select(text => text.GetString()!) : [values.GetString()!],
                array.Texts.ToArray());
        else if (array.Type == Hdf5Type.Bool)
            Assert.Equal(values.EnumerateArray().Select(value => value.GetBoolean()), array.Values<bool>().ToArray());
        else
            Assert.Equal(values.EnumerateArray().Select(value => value.GetDouble()), array.ToDoubles());
    }

    /// <summary>The only shape of a type; null where it is not known.</summary>
    private static NirShape? Shape(JsonElement type) => type.EnumerateObject().Single().Value is { ValueKind: JsonValueKind.Array } shape
        ? NirShape.Create([.. shape.EnumerateArray().Select(length => length.GetInt64())]) : null;
}
