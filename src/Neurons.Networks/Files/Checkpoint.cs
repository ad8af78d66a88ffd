using System.Numerics.Tensors;
using System.Text.Json;
using System.Text.Json.Nodes;
using Neurons.IO;
using Neurons.Primitives;

namespace Neurons.Networks;

/// <summary>Networks, and the state of a training, as safetensors files: the numbers as tensors, the rest as JSON in the metadata.</summary>
internal static class Checkpoint
{
    private const string FormatKey = "format", Format = "neurons-network-1", NetworkKey = "network", UnnamedKey = "unnamed", TrainingKey = "training";

    /// <summary>Writes what <see cref="ReadNetwork"/> reads; what it would refuse is refused before a file is touched.</summary>
    public static void WriteNetwork(string path, Network network)
    {
        RequireReadable(network, path);
        SafetensorsFile.Write(
            path, new Dictionary<string, string> { [FormatKey] = Format, [NetworkKey] = NetworkDescription.Write(network) }, Weights(network));
    }

    /// <summary>
    /// Writes what <see cref="ReadTraining"/> reads; a network with parts of the user's own goes on only with that network at hand.
    /// </summary>
    public static void WriteTraining(string path, Network network, Optimizer optimizer, TrainingState training)
    {
        RequireReadable(network, path);
        var states = States(network, optimizer).ToArray();
        foreach (var (name, value) in states) RequireFinite($"The optimizer's {name}", value, path);
        var metadata = new Dictionary<string, string>
        {
            [FormatKey] = Format,
            [TrainingKey] = JsonSerializer.Serialize(training, TrainingJson.Default.TrainingState)
        };
        try
        {
            metadata[NetworkKey] = NetworkDescription.Write(network);
        }
        catch (NotSupportedException error)
        {
            metadata[UnnamedKey] = error.Message;
        }
        SafetensorsFile.Write(path, metadata, Weights(network).Concat(states.Select(state => SafetensorsEntry.From(state.Name, state.Value))));
    }

    /// <summary>Refuses numbers that a reader refuses: such a file must not take the place of one that can be read.</summary>
    private static void RequireReadable(Network network, string path)
    {
        foreach (var parameter in network.Parameters)
        {
            RequireFinite($"Parameter {parameter.Name}", parameter.Value, path);
            if (parameter.Rule?.Invoke(parameter.Value) is { } wrong)
                throw new InvalidOperationException($"Parameter {parameter.Name} has {wrong}; nothing is written to {path}.");
        }
    }

    private static void RequireFinite(string what, Tensor<float> value, string path)
    {
        if (!TensorPrimitives.IsFiniteAll<float>(value.Numbers()))
            throw new NotFiniteNumberException($"{what} has a value that is not finite; nothing is written to {path}.");
    }

    public static Network ReadNetwork(SafetensorsFile file, string path)
    {
        if (file.Metadata.TryGetValue(UnnamedKey, out var unnamed))
            throw new FormatError(path, $"does not say how to build its network, so that it has to be given ({unnamed})");
        if (!file.Metadata.TryGetValue(FormatKey, out var format) || !file.Metadata.TryGetValue(NetworkKey, out var description))
            throw new FormatError(path, "is a safetensors file, but not one of a network: its metadata has no description");
        if (format != Format)
            throw new FormatError(path, $"has the format '{format}'; '{Format}' can be read");

        var network = NetworkDescription.Read(description, file, path);
        ReadWeights(file, path, network);
        return network;
    }

    /// <summary>Gives a network the weights of a file; they are checked all before any is changed.</summary>
    public static void ReadWeights(SafetensorsFile file, string path, Network network) =>
        ReadWeights(file, path, [.. network.Parameters.Select(parameter => (parameter, parameter.Name))]);

    /// <summary>Gives the layers with weights those of modules of PyTorch.</summary>
    public static void ImportPyTorch(SafetensorsFile file, string path, Network network, string[] modules)
    {
        string[] marks = ["weight", "running_mean"];
        var layers = network.Parameters.GroupBy(LayerOf).Where(layer => layer.Any(parameter => marks.Contains(LocalName(parameter)))).ToArray();
        if (layers.Length != modules.Length)
        {
            throw new ArgumentException(
                $"{modules.Length} modules are named, {string.Join(", ", modules)}; "
                + $"the network has {layers.Length} layers with weights: {string.Join(", ", layers.Select(layer => layer.Key))}.",
                nameof(modules));
        }

        foreach (var (layer, module) in layers.Zip(modules))
        {
            if (file.Contains($"{module}.bias") && layer.All(parameter => LocalName(parameter) != "bias"))
                throw new FormatError(path, $"has '{module}.bias', and layer {layer.Key} has no bias");
        }

        ReadWeights(file, path,
            [.. layers.Zip(modules).SelectMany(pair => pair.First.Select(parameter => (parameter, $"{pair.Second}.{LocalName(parameter)}")))]);

        static string LayerOf(Parameter parameter) => parameter.Name[..parameter.Name.LastIndexOf('.')];

        static string LocalName(Parameter parameter) => parameter.Name[(parameter.Name.LastIndexOf('.') + 1)..];
    }

    private static void ReadWeights(SafetensorsFile file, string path, (Parameter Parameter, string Name)[] parameters)
    {
        var values = Array.ConvertAll(parameters, one => Values(file, path, one.Name, one.Parameter.Value));
        var before = Array.ConvertAll(parameters, one => one.Parameter.Value.Numbers().ToArray());
        // All of them first: what is allowed of one may depend on another.
        for (var p = 0; p < values.Length; p++) values[p].CopyTo(parameters[p].Parameter.Value.Span());
        for (var p = 0; p < values.Length; p++)
        {
            var (parameter, name) = parameters[p];
            parameter.Changed();
            var wrong = parameter.Value.Span().SequenceEqual(values[p])
                ? parameter.Rule?.Invoke(parameter.Value) : "values that are not allowed";
            if (wrong is not null)
            {
                for (var q = 0; q < before.Length; q++) before[q].CopyTo(parameters[q].Parameter.Value.Span());
                foreach (var (kept, _) in parameters) kept.Changed();
                throw new FormatError(path, $"tensor '{name}' has {wrong}");
            }
        }
    }

    /// <summary>The state of a training; of the network in the file, or of one that was built for it.</summary>
    public static (Network Network, Optimizer Optimizer, TrainingState Training) ReadTraining(string path, Network? network)
    {
        var file = SafetensorsFile.Read(path);
        if (network is null)
            network = ReadNetwork(file, path);
        else
            ReadWeights(file, path, network);
        if (!file.Metadata.TryGetValue(TrainingKey, out var json))
            throw new FormatError(path, "holds a network, but not the state of a training");

        try
        {
            var state = JsonText.Parse(json);
            var training = JsonValues.Read(state is JsonObject values ? FirstNames.Training(values) : state, TrainingJson.Default.TrainingState);
            foreach (var (name, count) in training.Counts)
            {
                if (count < 0) throw new FormatException($"{name} is {count}; it must be ≥ 0");
            }
            var optimizer = Optimizer.Kinds.Read(training.Optimizer, "optimizer");
            (optimizer.Updates, optimizer.LearningRate) = (training.Updates, training.LearningRate);
            foreach (var (name, value) in States(network, optimizer))
                Values(file, path, name, value).CopyTo(value.Span());
            return (network, optimizer, training);
        }
        catch (Exception error) when (error is FormatException or ArgumentException)
        {
            throw new FormatError(path, $"the state of the training cannot be read: {error.Message}", error);
        }
    }

    private static IEnumerable<SafetensorsEntry> Weights(Network network) =>
        network.Parameters.Select(parameter => SafetensorsEntry.From(parameter.Name, parameter.Value));

    /// <summary>The tensors that an optimizer keeps, such as <c>adam.first.0.weight</c>.</summary>
    private static IEnumerable<(string Name, Tensor<float> Value)> States(Network network, Optimizer optimizer)
    {
        var kind = Optimizer.Kinds.NameOf(optimizer);
        return network.Parameters.Where(parameter => parameter.IsLearnable).SelectMany(parameter =>
            optimizer.StateNames.Zip(optimizer.StateOf(parameter), (state, value) => ($"{kind}.{state}.{parameter.Name}", value)));
    }

    /// <summary>The numbers of a tensor of the file, which must have the shape of another and be finite.</summary>
    private static float[] Values(SafetensorsFile file, string path, string name, Tensor<float> like)
    {
        var shape = file.Entry(name).Shape;
        if (!shape.SequenceEqual(like.Lengths.ToArray().Select(length => (long)length)))
            throw new FormatError(
                path, $"tensor '{name}' has the shape {ShapeText.Of<long>([.. shape])}; the network needs {Shapes.Text(like.Lengths)}");

        var values = file.Entry(name).DType == "F64"
            ? Array.ConvertAll(file.Get<double>(name).Numbers().ToArray(), value => (float)value)
            : file.Get<float>(name).Numbers().ToArray();
        if (!TensorPrimitives.IsFiniteAll<float>(values)) throw new FormatError(path, $"tensor '{name}' has a value that is not finite");
        return values;
    }
}
