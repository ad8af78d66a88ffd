using System.Text.Json.Nodes;
using Neurons.IO;

namespace Neurons.Networks;

/// <summary>Networks of spike times as safetensors files: their weights, and as JSON in the metadata what they are the weights of.</summary>
internal static class EventPropFile
{
    private const string Format = "neurons-event-prop-1", Layers = "layers", Seed = "seed";

    private static readonly OptionsRecord _options = OptionsRecord.Of<ExactLifOptions>();

    public static void Write(string path, EventPropNetwork network)
    {
        Checkpoint.RequireReadable(network.Parameters, path);
        var description = new JsonObject
        {
            [Seed] = network.Seed,
            [Layers] = new JsonArray([.. network.Layers.Select(layer => _options.Describe(layer.Options))]),
        };
        SafetensorsFile.Write(
            path, new Dictionary<string, string> { [Checkpoint.FormatKey] = Format, [Checkpoint.NetworkKey] = description.ToJsonString() },
            network.Parameters.Select(parameter => SafetensorsEntry.From(parameter.Name, parameter.Value)));
    }

    public static EventPropNetwork Read(string path)
    {
        var file = SafetensorsFile.Read(path);
        if (!file.Metadata.TryGetValue(Checkpoint.FormatKey, out var format) || format != Format
            || !file.Metadata.TryGetValue(Checkpoint.NetworkKey, out var description))
            throw new FormatError(path, $"is a safetensors file, but not one of a network of spike times, {Format}");
        EventPropNetwork network;
        try
        {
            var values = JsonText.Parse(description) as JsonObject ?? throw new FormatException("it has no named values");
            var layers = values[Layers] as JsonArray ?? throw new FormatException("it has no list of layers");
            network = new(NetworkDescription.SeedOf(values) ?? 0, [.. layers.Select(Layer)], new StoredWeights(file));
        }
        catch (Exception error) when (error is FormatException or ArgumentException or InvalidOperationException or OverflowException)
        {
            throw new FormatError(path, $"has a damaged description of its network: {error.Message}", error);
        }
        Checkpoint.ReadWeights(file, path, network.Parameters);
        return network;
    }

    private static ExactLifOptions Layer(JsonNode? node, int index) => (ExactLifOptions)_options.Create(
        $"layer {index}", node as JsonObject ?? throw new FormatException($"layer {index} is not named values"), $"{index}");
}
