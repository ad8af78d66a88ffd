using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace Neurons.Networks;

/// <summary>The parts that can be options of other parts, such as the initializer of a layer: the one place that knows all of them.</summary>
internal static class PartTypes
{
    /// <summary>Runs before anything of the library, so that no part is asked for its options sooner.</summary>
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "It only fills a table, and reads nothing.")]
    internal static void Add()
    {
        LayerKinds.MadeOfLayers = BlockKinds.Register;
        LayerKinds.MadeOfLayers += SequenceKinds.Register;
        LayerKinds.MadeOfLayers += CellKinds.Register;
        PartValue.Add((_, node, _) => Initializers.Registry.Read(node, "weights"), part => Initializers.Registry.Describe(part));
        PartValue.Add((_, node, place) => LayerKinds.ReadOne(node, place.Inner(0)), LayerKinds.Describe);
        PartValue.Add<NeuronLayer>(
            (_, node, place) => LayerKinds.ReadOne(node, place.Inner(0)) as NeuronLayer
                ?? throw new FormatException($"layer {place.Inner(0)} must be one of neurons"),
            LayerKinds.Describe);
        PartValue.Add(
            (_, node, place) => LayerKinds.ReadAll(node, place), layers => new JsonArray([.. layers.Select(LayerKinds.Describe)]),
            "a list of layers");
        PartValue.Add(Size, size => size.Height == size.Width ? size.Height : new JsonArray(size.Height, size.Width), "1 or 2 whole numbers");
        PartValue.Add((_, node, place) => PlasticityRule.Kinds.Read(node, place), rule => PlasticityRule.Kinds.Describe(rule));
        PartValue.Add((_, node, place) => Schedule.Kinds.Read(node, place), part => Schedule.Kinds.Describe(part));
        PartValue.Add(SurrogateOf, TextOf, "a surrogate, such as atan(alpha=2)");
    }

    private static Surrogate SurrogateOf(string name, JsonNode node, PartPlace place) =>
        node is JsonValue value && value.TryGetValue<string>(out var text)
            ? Surrogates.parse(text) : throw new FormatException($"{name} is {node.ToJsonString()}; it must be a surrogate, such as atan(alpha=2)");

    private static JsonNode TextOf(Surrogate surrogate) => Surrogates.isNamed(surrogate)
        ? JsonValue.Create(surrogate.ToString())
        : throw new NotSupportedException(
            $"the surrogate {surrogate.Name} is your own, and a file holds only what has a name in the library");

    private static ImageSize Size(string name, JsonNode node, PartPlace place) => PartValue.Numbers<int>(name, node, "whole numbers") switch
    {
        [var both] => new ImageSize(both, both),
        [var height, var width] => new ImageSize(height, width),
        var lengths => throw new FormatException($"{name} has {lengths.Length} numbers; it must have 1 or 2"),
    };
}
