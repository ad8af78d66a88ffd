using System.Text.Json.Nodes;
using Neurons.IO;

namespace Neurons.Networks;

/// <summary>A network's architecture as JSON, and back.</summary>
internal static class NetworkDescription
{
    public static string Write(Sequential network) => new JsonObject
    {
        ["seed"] = network.Seed,
        ["layers"] = new JsonArray([.. network.Layers.Select(Describe)]),
    }.ToJsonString();

    private static JsonObject Describe(Layer layer, int place)
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

    /// <summary>Builds the network that a file of weights describes.</summary>
    public static Sequential Read(string json, SafetensorsFile file, string path)
    {
        try
        {
            var root = JsonText.Parse(json) as JsonObject ?? throw new FormatException("it has no named values");
            var seed = NetworkFile.Seed(root) ?? throw new FormatException("the seed is missing");
            var weights = new StoredWeights(file);
            var layers = root["layers"] as JsonArray ?? throw new FormatException("the layers are missing");
            DecimalCommas.Mend(layers);
            return new Sequential(seed, [.. layers.Select((layer, index) => LayerKinds.Read(layer, new($"{index}", weights)))], weights);
        }
        catch (Exception error) when (error is FormatException or ArgumentException or InvalidOperationException or OverflowException)
        {
            throw new FormatError(path, $"the description of the network cannot be read: {error.Message}", error);
        }
    }
}
