using System.Numerics.Tensors;
using System.Text.Json.Nodes;

namespace Neurons;

/// <summary>Makes a layer of neurons of its description.</summary>
internal static class NeuronLayerReader
{
    public static Layer Read(LayerDescription description, string model)
    {
        var shape = description.Shape("shape");
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
            var lengths = stored["shape"]?.AsArray().Select(length => length!.GetValue<long>()).ToArray();
            if (lengths is null) return NeuronParameter.Shared(initial, isLearnable);
            description.Require(name, lengths);
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
