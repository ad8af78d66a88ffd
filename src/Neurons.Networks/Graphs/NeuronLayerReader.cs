using System.Text.Json.Nodes;

namespace Neurons.Networks;

/// <summary>Makes a layer of neurons of its description.</summary>
internal static class NeuronLayerReader
{
    /// <param name="values">Its description.</param>
    /// <param name="place">Its place in the network, and what its parameters may take.</param>
    /// <param name="type">The model; null where the description names it.</param>
    public static Layer Read(JsonObject values, PartPlace place, string? type)
    {
        var description = new NamedValues(values, place.Path, place.Weights);
        _ = description.Type;
        var model = type ?? description.Text("model");
        var shape = description.Has("shape") ? description.Shape("shape") : null;
        var definition = NamedNeurons.Definition(model);
        var options = description.Object("options").ToDictionary(
            pair => pair.Key,
            pair => pair.Value is JsonValue value
                ? value.ToString()
                : throw new FormatException(
                    $"option {pair.Key} is {pair.Value?.ToJsonString() ?? "null"}; it must be text, a number, true or false"));
        var parameters = new Dictionary<string, NeuronParameter>();
        foreach (var (name, value) in description.Object("parameters"))
        {
            parameters[name] = value switch
            {
                JsonObject stored => Stored(description, definition, name, stored),
                JsonValue number when number.TryGetValue<double>(out var shared) => shared,
                _ => throw new FormatException($"parameter {name} is {value?.ToJsonString() ?? "null"}; it must be a number"),
            };
        }
        var initial = InitialStates.OfTheModel;
        foreach (var (state, value) in description.Object("initial"))
        {
            initial = initial.With(state, value is JsonValue number && number.TryGetValue<double>(out var start)
                ? start : throw new FormatException($"the initial state {state} is {value?.ToJsonString() ?? "null"}; it must be a number"));
        }
        // what is one a channel takes memory for each neuron, so that the network's shape must come first
        if (description.Path != "0" && parameters.Values.Any(parameter => parameter.IsPerChannel)) shape = null;
        var output = description.Text("output", NeuronLayer.Spikes);
        if (description.Unused.FirstOrDefault() is { } unused)
            throw new FormatException($"{description.Type} has no '{unused}'; it has {string.Join(", ", description.Used)}");
        return NamedNeurons.Layer(model, shape, options, parameters, output, initial);
    }

    /// <summary>A parameter whose numbers are among the weights.</summary>
    private static NeuronParameter Stored(NamedValues description, Definition definition, string name, JsonObject stored)
    {
        var values = new NamedValues(stored, $"parameter {name}", null);
        // any allowed value will do: the stored ones are read with the other weights
        var index = DefinitionModule.parameterIndex(definition, name);
        var initial = definition.ParameterInfo[index].Value;
        bool isLearnable, isPerChannel, isShared;
        int[]? lengths;
        try
        {
            if (!values.Has("value") && !description.HasValues && NamedNeurons.Required(definition.Name, name) is { } allowed)
                throw new FormatException($"value is missing; it must be {allowed}");
            initial = values.Number("value", initial);
            (isLearnable, isPerChannel, isShared) = (values.Bool("learnable", false),
                values.Bool("per_channel", false), values.Bool("shared", false));
            lengths = values.Has("shape") ? values.Shape("shape") : null;
            if (lengths is not null && (lengths.Any(length => length < 1) || Shapes.Count(lengths) > Array.MaxLength))
                throw new FormatException(
                    $"shape is {Shapes.Text(lengths)}; every length must be at least 1, and their product at most {Array.MaxLength}");
        }
        catch (FormatException error)
        {
            throw new FormatException($"parameter {name}: {error.Message}", error);
        }
        values.RequireKnown("shape");
        if (lengths is not null) description.Require(definition.ParameterNames[index], Array.ConvertAll(lengths, length => (long)length));
        if (isPerChannel) return NeuronParameter.PerChannel(initial, isLearnable);
        return lengths is null || isShared
            ? NeuronParameter.Shared(initial, isLearnable)
            : NeuronParameter.PerNeuron(initial, Shapes.Native(lengths), isLearnable);
    }
}
