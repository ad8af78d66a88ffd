using System.Text.Json;
using System.Text.Json.Nodes;

namespace Neurons.Networks;

/// <summary>
/// The description of a layer in a file: named values. What takes memory, the weights, is asked for before it is made.
/// </summary>
/// <param name="values">The named values.</param>
/// <param name="path">The place of the layer in the network, such as <c>2</c> or <c>2.0</c>.</param>
/// <param name="weights">What its weights may take; null where there are none.</param>
internal sealed class LayerDescription(JsonObject values, string path, StoredWeights? weights)
{
    private readonly HashSet<string> _used = ["type"];

    public string Path => path;

    public string Type => Text("type");

    /// <summary>The names that have not been read.</summary>
    public IEnumerable<string> Unused => values.Select(pair => pair.Key).Where(name => !_used.Contains(name));

    /// <summary>The names that have been read.</summary>
    public IEnumerable<string> Used => _used;

    /// <summary>Refuses names that have not been read, but for these.</summary>
    public void RequireKnown(params ReadOnlySpan<string> others)
    {
        foreach (var name in Unused)
        {
            if (!others.Contains(name)) throw new FormatException(
                $"{Path} has no '{name}'; it has {string.Join(", ", Used.Concat(others.ToArray()).Where(used => used != "type").Distinct())}");
        }
    }

    public bool Has(string name) => values.ContainsKey(name);

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

    private JsonNode? Node(string name) => values.TryGetPropertyValue(name, out var node) ? node : null;

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
