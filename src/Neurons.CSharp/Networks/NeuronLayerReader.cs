using System.Numerics.Tensors;
using System.Text.Json.Nodes;

namespace Neurons;

/// <summary>Makes a layer of neurons of its description.</summary>
internal static class NeuronLayerReader
{
    public static Layer Read(LayerDescription description, string model)
    {
        var shape = description.Has("shape") ? description.Shape("shape") : null;
        var definition = Models.find(model).Definition;
        var options = description.Object("options").ToDictionary(pair => pair.Key, pair => pair.Value!.ToString());
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
        // what is one a channel takes memory for each neuron, so that the network's shape must come first
        if (description.Path != "0" && parameters.Values.Any(parameter => parameter.IsPerChannel)) shape = null;
        return new ModelLayer(model, shape, options, parameters) { Output = description.Text("output", NeuronLayer.Spikes) };
    }

    /// <summary>A parameter whose numbers are among the weights.</summary>
    private static NeuronParameter Stored(LayerDescription description, Definition definition, string name, JsonObject stored)
    {
        try
        {
            // any allowed value will do: the stored ones are read with the other weights
            var initial = definition.ParameterInfo[DefinitionModule.parameterIndex(definition, name)].Value;
            var isLearnable = stored["learnable"]?.GetValue<bool>() ?? false;
            if (stored["value"]?.GetValue<double>() is { } value) initial = value;
            var isPerChannel = stored["perChannel"]?.GetValue<bool>() ?? false;
            var lengths = stored["shape"]?.AsArray().Select(length => length!.GetValue<long>()).ToArray();
            if (lengths is not null) description.Require(name, lengths);
            if (isPerChannel) return NeuronParameter.PerChannel(initial, isLearnable);
            if (lengths is null) return NeuronParameter.Shared(initial, isLearnable);
            return stored["shared"]?.GetValue<bool>() ?? false
                ? NeuronParameter.Shared(initial, isLearnable)
                : NeuronParameter.PerNeuron(Filled(lengths, initial), isLearnable);
        }
        catch (InvalidOperationException error)
        {
            throw new FormatException($"parameter {name} is {stored.ToJsonString()}: {error.Message}", error);
        }
    }

    private static Tensor<double> Filled(long[] lengths, double value)
    {
        var tensor = Tensor.CreateFromShape<double>(Array.ConvertAll(lengths, length => (nint)length));
        tensor.Fill(value);
        return tensor;
    }
}
