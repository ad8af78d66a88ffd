using System.Text.Json;
using System.Text.Json.Nodes;

namespace Neurons.Networks;

/// <summary>
/// Named values of a file, read one by one. Case and underscores in names make no difference. What takes memory, the weights of a layer, is
/// asked for before it is made.
/// </summary>
/// <param name="values">The named values.</param>
/// <param name="path">Where they stand: of a layer, its place in the network, such as <c>2</c> or <c>2.0</c>.</param>
/// <param name="weights">What weights may take; null where there are none.</param>
internal sealed class NamedValues(JsonObject values, string path, StoredWeights? weights)
{
    private readonly HashSet<string> _used = ["type"];

    public string Path => path;

    public string Type => Text("type");

    /// <summary>Whether the weights, and what else a layer learns or has for each neuron, are in a file.</summary>
    public bool HasValues => weights?.IsFile == true;

    /// <summary>The names that have not been read.</summary>
    public IEnumerable<string> Unused => values.Select(pair => pair.Key).Where(name => !_used.Any(used => PartName.Same(used, name)));

    /// <summary>The names that have been read.</summary>
    public IEnumerable<string> Used => _used;

    /// <summary>Refuses names that have not been read, but for these.</summary>
    public void RequireKnown(params ReadOnlySpan<string> others)
    {
        foreach (var name in Unused)
        {
            var isKnown = false;
            foreach (var other in others) isKnown |= PartName.Same(other, name);
            if (!isKnown) throw new FormatException(
                $"{Path} has no '{name}'; it has {string.Join(", ", Used.Concat(others.ToArray()).Where(used => used != "type").Distinct())}");
        }
    }

    public bool Has(string name) => PartName.In(values, name) is not null;

    public int Int(string name, int? otherwise = null) => Read(name, node => node.GetValue<int>(), otherwise, "a whole number");

    public double Number(string name, double? otherwise = null) => Read(name, node => node.GetValue<double>(), otherwise, "a number");

    public bool Bool(string name, bool? otherwise = null) => Read(name, node => node.GetValue<bool>(), otherwise, "true or false");

    public string Text(string name, string? otherwise = null)
    {
        _used.Add(name);
        if (Node(name) is not { } node) return otherwise ?? throw Missing(name);
        return node is JsonValue value && value.TryGetValue<string>(out var text) ? text : throw Wrong(name, node, "text");
    }

    /// <summary>Lengths; one number stands for a list of one.</summary>
    public int[] Shape(string name, int[]? otherwise = null)
    {
        _used.Add(name);
        return Node(name) switch
        {
            null => otherwise ?? throw Missing(name),
            JsonArray array => [.. array.Select(length => Whole(name, length))],
            var node => [Whole(name, node)],
        };
    }

    /// <summary>Named values; none where there is nothing.</summary>
    public JsonObject Object(string name)
    {
        _used.Add(name);
        return Node(name) switch
        {
            null => [],
            JsonObject inner => inner,
            var node => throw Wrong(name, node, "named values"),
        };
    }

    /// <summary>Refuses a description whose weights may not be made in the shape that it says.</summary>
    public void Require(string parameter, params ReadOnlySpan<long> shape) => weights?.Require($"{path}.{parameter}", shape);

    private static int Whole(string name, JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<int>(out var length) ? length : throw Wrong(name, node, "a list of whole numbers");

    private static FormatException Wrong(string name, JsonNode? node, string expected) =>
        new($"{name} is {node?.ToJsonString() ?? "null"}; it must be {expected}");

    private static FormatException Missing(string name) => new($"{name} is missing");

    private JsonNode? Node(string name) => PartName.Value(values, name);

    private T Read<T>(string name, Func<JsonNode, T> read, T? otherwise, string expected)
        where T : struct
    {
        _used.Add(name);
        if (Node(name) is not { } node) return otherwise ?? throw Missing(name);
        try
        {
            return read(node);
        }
        catch (Exception error) when (error is InvalidOperationException or FormatException or JsonException or OverflowException)
        {
            throw Wrong(name, node, expected);
        }
    }
}
