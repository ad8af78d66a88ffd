using System.Text.Json.Nodes;

namespace Neurons.Networks;

/// <summary>Makes layers of their descriptions: a type is a name and a function.</summary>
internal static class LayerReader
{
    private static readonly Dictionary<string, Func<LayerDescription, Layer>> _types = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Input"] = Input.Read,
        ["Linear"] = Linear.Read,
        ["Neurons"] = description => NeuronLayerReader.Read(description, description.Text("model")),
        ["Activation"] = Activation.Read,
        ["Conv1d"] = Conv1d.Read,
        ["Conv2d"] = Conv2d.Read,
        ["MaxPool1d"] = MaxPool1d.Read,
        ["MaxPool2d"] = MaxPool2d.Read,
        ["AveragePool1d"] = AveragePool1d.Read,
        ["AveragePool2d"] = AveragePool2d.Read,
        ["SumPool1d"] = SumPool1d.Read,
        ["SumPool2d"] = SumPool2d.Read,
        ["Flatten"] = Flatten.Read,
        ["Dropout"] = Dropout.Read,
        ["BatchNorm"] = BatchNorm.Read,
        ["LayerNorm"] = LayerNorm.Read,
        ["Delay"] = Delay.Read,
        ["Feedback"] = Feedback.Read,
        ["OverTime"] = OverTime.Read,
        ["ActivityPenalty"] = ActivityPenalty.Read,
        ["Block"] = Block.Read,
        ["Residual"] = Residual.Read,
        ["Branches"] = Branches.Read,
    };

    private static readonly Lazy<HashSet<string>> _models =
        new(() => new(Models.all.Select(entry => entry.Name), StringComparer.OrdinalIgnoreCase));

    /// <summary>Makes a layer.</summary>
    /// <param name="node">Its description.</param>
    /// <param name="path">Its place in the network.</param>
    /// <param name="weights">What its weights may take.</param>
    /// <exception cref="FormatException">The description is no such; the message names the layer and the value.</exception>
    public static Layer Read(JsonNode? node, string path, StoredWeights weights)
    {
        var description = new LayerDescription(
            node as JsonObject ?? throw new FormatException($"layer {path} is {node?.ToJsonString() ?? "null"}; it must be named values"), path, weights);
        try
        {
            var type = description.Type;
            var layer = _types.TryGetValue(type, out var read) ? read(description)
                : _models.Value.TryGetValue(type, out var model) ? NeuronLayerReader.Read(description, model)
                : throw new FormatException(
                    $"there is no type '{type}'.{DefinitionModule.suggestion(_types.Keys.Concat(_models.Value), type)} The types are {string.Join(", ", _types.Keys)}, and every model of neurons");
            if (description.Unused.FirstOrDefault() is { } unused)
                throw new FormatException($"{type} has no '{unused}'; it has {string.Join(", ", description.Used)}");
            return layer;
        }
        catch (Exception error) when (error is FormatException or ArgumentException)
        {
            throw new FormatException(error is FormatException && error.Message.StartsWith("layer ", StringComparison.Ordinal) ? error.Message : $"layer {path}: {error.Message}", error);
        }
    }
}
