using System.Text.Json;
using System.Text.Json.Nodes;
using Neurons.IO;
using YamlDotNet.Core;

namespace Neurons;

/// <summary>
/// Networks as people write them, in YAML or JSON: a seed, and the layers with their type and settings. See docs/networks.md.
/// </summary>
public static class NetworkFile
{
    private static readonly string[] _names = ["seed", "layers", "training"];

    /// <summary>Builds the network that a file describes, with new weights.</summary>
    /// <param name="path">A <c>.json</c> file, or one of YAML.</param>
    /// <param name="seed">What the weights are drawn from; null for the seed of the file, or 1 without.</param>
    /// <exception cref="FormatError">The file describes no network; the message names the layer and the value.</exception>
    public static Sequential Read(string path, ulong? seed = null) => Network(Values(path), path, seed);

    /// <summary>The named values of a file.</summary>
    internal static JsonObject Values(string path)
    {
        var text = File.ReadAllText(path);
        try
        {
            var root = System.IO.Path.GetExtension(path).Equals(".json", StringComparison.OrdinalIgnoreCase) ? JsonNode.Parse(text) : Yaml.Parse(text);
            var values = root as JsonObject ?? throw new FormatException("it has no named values, such as layers");
            return values.Select(pair => pair.Key).FirstOrDefault(name => !_names.Contains(name)) is { } unknown
                ? throw new FormatException($"there is no '{unknown}' in a network; there are {string.Join(", ", _names)}")
                : values;
        }
        catch (Exception error) when (error is JsonException or YamlException or FormatException or ArgumentException)
        {
            throw Unreadable(path, error);
        }
    }

    internal static Sequential Network(JsonObject values, string path, ulong? seed)
    {
        try
        {
            var layers = values["layers"] as JsonArray ?? throw new FormatException("it has no list of layers");
            var ownSeed = values["seed"] is not { } node ? 1
                : node is JsonValue value && value.TryGetValue<ulong>(out var number) ? number
                : throw new FormatException($"seed is {node.ToJsonString()}; it must be a whole number, at least 0");
            return new Sequential(seed ?? ownSeed, [.. layers.Select((layer, index) => LayerReader.Read(layer, $"{index}", null))]);
        }
        catch (Exception error) when (error is FormatException or ArgumentException)
        {
            throw Unreadable(path, error);
        }
    }

    private static FormatError Unreadable(string path, Exception error) => new(path, $"cannot be read as a network: {error.Message}", error);
}
