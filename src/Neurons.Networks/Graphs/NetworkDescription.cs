using System.Text.Json.Nodes;
using Neurons.IO;

namespace Neurons.Networks;

/// <summary>A network's architecture as JSON, and back: a list of layers, or of nodes with their names and what feeds them.</summary>
internal static class NetworkDescription
{
    private const string Name = LayerKinds.NodeName, From = LayerKinds.NodeFrom;

    private const string Seed = "seed", Layers = "layers", Nodes = "nodes", Outputs = "outputs";

    public static string Write(Network network) => Describe(network).ToJsonString();

    /// <summary>The named values that describe a network, without its weights.</summary>
    public static JsonObject Describe(Network network)
    {
        var values = new JsonObject { [Seed] = network.Seed };
        if (network is Graph graph)
        {
            values[Nodes] = new JsonArray([.. graph.Nodes.Select(Describe)]);
            if (graph.OutputNames is not [var one] || one != graph.Nodes[^1].Name) values[Outputs] = List(graph.OutputNames);
        }
        else
        {
            values[Layers] = new JsonArray([.. network.Layers.Select(Describe)]);
        }
        return values;
    }

    /// <summary>Builds the network that a file of weights describes.</summary>
    public static Network Read(string json, SafetensorsFile file, string path)
    {
        try
        {
            var root = JsonText.Parse(json) as JsonObject ?? throw new FormatException("it has no named values");
            var seed = SeedOf(root) ?? throw new FormatException("the seed is missing");
            DecimalCommas.Mend(root[Layers]);
            return Read(root, seed, new StoredWeights(file));
        }
        catch (Exception error) when (error is FormatException or ArgumentException or InvalidOperationException or OverflowException)
        {
            throw new FormatError(path, $"the description of the network cannot be read: {error.Message}", error);
        }
    }

    /// <summary>The seed of a network's description; null without one.</summary>
    public static ulong? SeedOf(JsonObject values) => values[Seed] switch
    {
        null => null,
        JsonValue value when value.TryGetValue<ulong>(out var seed) => seed,
        var node => throw JsonValues.Wrong(Seed, node, "a whole number, at least 0"),
    };

    /// <summary>Builds the network of named values.</summary>
    /// <param name="values">With a list of layers, or of nodes.</param>
    /// <param name="seed">What the weights are drawn from.</param>
    /// <param name="weights">What they may take.</param>
    public static Network Read(JsonObject values, ulong seed, StoredWeights weights)
    {
        if (values.ContainsKey(Layers) && values.ContainsKey(Nodes)) throw new FormatException("it has layers and nodes; one of them is possible");
        if (values.ContainsKey(Nodes))
        {
            var nodes = values[Nodes] as JsonArray ?? throw new FormatException("nodes must be a list");
            var outputs = values.ContainsKey(Outputs) ? Names(values[Outputs], Outputs) : null;
            return new Graph(seed, [.. nodes.Select((node, index) => Node(node, index, weights))], outputs, weights);
        }
        if (values.ContainsKey(Outputs)) throw new FormatException($"it has {Outputs}, which only a network of nodes can say");
        var layers = values[Layers] as JsonArray ?? throw new FormatException("it has no list of layers");
        return new Sequential(seed, [.. layers.Select((layer, index) => LayerKinds.Read(layer, new($"{index}", weights)))], weights);
    }

    private static Node Node(JsonNode? json, int index, StoredWeights weights)
    {
        var values = (JsonObject)(json as JsonObject
            ?? throw new FormatException($"node {index} is {json?.ToJsonString() ?? "null"}; it must be named values")).DeepClone();
        var given = Take(Name) ?? throw new FormatException($"node {index}: {Name} is missing; it must be text");
        var name = Text(given, $"node {index}: {Name}");
        if (Networks.Node.Wrong(name) is { } wrong) throw new FormatException($"node {index}: {wrong}");
        var (from, what) = (Take(From), $"node {index}, {name}: {From}");
        (string, string[])[] others = from is JsonObject named
            ? [.. named.Select(input => (input.Key, Names(input.Value, $"{what}.{input.Key}")))] : [];
        return new Node(name, LayerKinds.Read(values, new(name, weights)), others, from is JsonObject ? [] : Names(from, what));

        JsonNode? Take(string own)
        {
            if (PartName.In(values, own) is not { } spelling) return null;
            var value = values[spelling];
            values.Remove(spelling);
            return value;
        }
    }

    private static string[] Names(JsonNode? json, string what) => json switch
    {
        null => [],
        JsonArray list => [.. list.Select(item => Text(item, what))],
        _ => [Text(json, what)],
    };

    private static string Text(JsonNode? json, string what) =>
        json is JsonValue value && value.TryGetValue<string>(out var text) ? text : throw JsonValues.Wrong(what, json, "text");

    private static JsonObject Describe(Node node)
    {
        var values = new JsonObject { [Name] = node.Name };
        if (node.Inputs is [(null, var sources)]) values[From] = List(sources);
        else if (node.Inputs.Count > 0)
            values[From] = new JsonObject(node.Inputs.Select(input => KeyValuePair.Create<string, JsonNode?>(input.Name!, List(input.Sources))));
        foreach (var (name, value) in Describe(node.Layer, node.Name)) values[name] = value?.DeepClone();
        return values;
    }

    private static JsonArray List(IEnumerable<string> names) => new([.. names.Select(name => (JsonNode)name)]);

    private static JsonObject Describe(Layer layer, int place) => Describe(layer, $"{place}");

    private static JsonObject Describe(Layer layer, string place)
    {
        try
        {
            return LayerKinds.Describe(layer);
        }
        catch (NotSupportedException error)
        {
            throw new NotSupportedException($"Layer {place} cannot be described in a file. {error.Message}.", error);
        }
    }
}
