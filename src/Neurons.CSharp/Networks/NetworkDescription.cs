using System.Globalization;
using System.Numerics.Tensors;
using System.Text.Json;
using System.Text.Json.Nodes;
using Neurons.IO;

namespace Neurons;

/// <summary>A network's architecture as JSON, and back.</summary>
internal static class NetworkDescription
{
    public static string Write(Sequential network) => new JsonObject
    {
        ["seed"] = network.Seed,
        ["layers"] = new JsonArray([.. network.Layers.Select(layer => layer.Describe())]),
    }.ToJsonString();

    /// <summary>
    /// Builds the network that a file describes. What takes memory, the weights, must be in the file in the described shape, so that
    /// a damaged description cannot ask for more than the file's own size.
    /// </summary>
    public static Sequential Read(string json, SafetensorsFile file, string path)
    {
        try
        {
            var root = JsonNode.Parse(json)!;
            var layers = root["layers"]!.AsArray().Select((layer, index) => Layer(layer!, index, file, path));
            return new Sequential(root["seed"]!.GetValue<ulong>(), [.. layers]);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or NullReferenceException or FormatException or ArgumentException or OverflowException)
        {
            throw new FormatError(path, $"the description of the network cannot be read: {error.Message}", error);
        }
    }

    private static Layer Layer(JsonNode layer, int index, SafetensorsFile file, string path)
    {
        switch (layer["type"]!.GetValue<string>())
        {
            case "Linear":
                var (inputs, outputs) = (layer["inputs"]!.GetValue<int>(), layer["outputs"]!.GetValue<int>());
                RequireShape(file, path, $"{index}.weight", [outputs, inputs]);
                return new Linear(inputs, outputs, layer["bias"]!.GetValue<bool>());
            case "Neurons":
                return Neurons(layer, index, file, path);
            case "Activation":
                return Activation.Read(layer);
            case var type:
                throw new FormatError(path, $"layer {index} is of type '{type}'; Linear, Neurons and Activation are known");
        }
    }

    private static ModelLayer Neurons(JsonNode layer, int index, SafetensorsFile file, string path)
    {
        var model = layer["model"]!.GetValue<string>();
        var defaults = Models.find(model);
        var options = layer["options"]!.AsObject().ToDictionary(pair => pair.Key, pair => pair.Value!.GetValue<string>());
        var parameters = new Dictionary<string, NeuronParameter>();
        foreach (var (name, value) in layer["parameters"]!.AsObject())
        {
            if (value is not JsonObject stored)
            {
                parameters[name] = value!.GetValue<double>();
                continue;
            }
            var lengths = stored["shape"]!.AsArray().Select(length => length!.GetValue<long>()).ToArray();
            RequireShape(file, path, $"{index}.{name}", lengths);
            var isLearnable = stored["learnable"]!.GetValue<bool>();
            // any allowed value: the stored ones are read with the other weights
            var initial = defaults.Definition.ParameterInfo[DefinitionModule.parameterIndex(defaults.Definition, name)].Value;
            parameters[name] = stored["shared"]!.GetValue<bool>()
                ? NeuronParameter.Shared(initial, isLearnable)
                : NeuronParameter.PerNeuron(Filled(lengths, initial), isLearnable);
        }
        var shape = layer["shape"]!.AsArray().Select(length => length!.GetValue<int>()).ToArray();
        return new ModelLayer(model, shape, options, parameters);
    }

    private static Tensor<double> Filled(long[] lengths, double value)
    {
        var tensor = Tensor.CreateFromShape<double>(Array.ConvertAll(lengths, length => (nint)length));
        tensor.Fill(value);
        return tensor;
    }

    public static void RequireShape(SafetensorsFile file, string path, string name, ReadOnlySpan<long> shape)
    {
        var entry = file.Entry(name);
        if (!entry.Shape.SequenceEqual(shape.ToArray()))
        {
            throw new FormatError(path, string.Create(
                CultureInfo.InvariantCulture,
                $"tensor '{name}' has the shape [{string.Join(", ", entry.Shape)}]; the network needs [{string.Join(", ", shape.ToArray())}]"));
        }
    }
}
