using System.Text.Json.Nodes;

namespace Neurons.Networks;

/// <summary>The losses of several outputs as named values.</summary>
internal static class OutputLosses
{
    private const string Output = "output", LossName = "loss", Weight = "weight";

    /// <summary>As a checkpoint has them: a list, each with its output, loss and weight.</summary>
    public static JsonObject[] Describe(IReadOnlyList<OutputLoss> losses) => [.. losses.Select(loss => new JsonObject
    {
        [Output] = loss.Output, [LossName] = Loss.Kinds.Describe(loss.Loss), [Weight] = loss.Weight,
    })];

    /// <summary>What <see cref="Describe"/> wrote.</summary>
    /// <exception cref="FormatException">A value is missing or not allowed; the message names it.</exception>
    public static OutputLoss[] Read(JsonObject[] losses) =>
        [.. losses.Select(values => OfValues(new NamedValues(values, "losses", null).Text(Output), values, [Output]))];

    /// <summary>
    /// As people write them: by the name of the output, a loss, or named values with a <c>loss</c> and its <c>weight</c>.
    /// </summary>
    /// <exception cref="FormatException">A value is missing or not allowed; the message names it.</exception>
    public static OutputLoss[] Read(JsonNode node) => node is JsonObject losses
        ? [.. losses.Select(pair => pair.Value is JsonObject values && PartName.In(values, LossName) is not null
            ? OfValues(pair.Key, values, [])
            : new OutputLoss(pair.Key, OfNode(pair.Key, pair.Value)))]
        : throw new FormatException($"losses is {node.ToJsonString()}; it must be a loss by the name of each output");

    private static OutputLoss OfValues(string output, JsonObject values, string[] known)
    {
        var v = new NamedValues(values, $"losses.{output}", null);
        var weight = v.Number(Weight, 1);
        v.RequireKnown([LossName, .. known]);
        return new(output, OfNode(output, PartName.Value(values, LossName)), weight);
    }

    private static Loss OfNode(string output, JsonNode? node) => Loss.Kinds.Read(FirstNames.Loss(node), $"losses.{output}");
}
