using System.Numerics.Tensors;
using System.Text.Json;
using Neurons.IO;
using Neurons.Learning;

namespace Neurons;

/// <summary>Networks, and the state of a training, as safetensors files: the numbers as tensors, the rest as JSON in the metadata.</summary>
internal static class Checkpoint
{
    private const string FormatKey = "format", Format = "neurons-network-1", NetworkKey = "network", TrainingKey = "training";

    /// <summary>Where a training stands, beside the network and the optimizer's moments.</summary>
    public sealed record Training(
        string Loss, int TimeSteps, int BatchSize, ulong Seed, string Encoding, int Epoch, long TrainingPasses, AdamState Adam);

    /// <summary>An optimizer without its moments.</summary>
    public sealed record AdamState(double LearningRate, double Beta1, double Beta2, double Epsilon, long Updates);

    public static void WriteNetwork(string path, Sequential network) =>
        SafetensorsFile.Write(path, Metadata(network), Weights(network));

    public static void WriteTraining(string path, Sequential network, Adam adam, Training training)
    {
        var metadata = Metadata(network);
        metadata[TrainingKey] = JsonSerializer.Serialize(training);
        var moments = network.Parameters.Where(parameter => parameter.IsLearnable).SelectMany(parameter =>
        {
            var moments = adam.MomentsOf(parameter);
            return new[]
            {
                SafetensorsEntry.From(First(parameter), moments.First),
                SafetensorsEntry.From(Second(parameter), moments.Second),
            };
        });
        SafetensorsFile.Write(path, metadata, Weights(network).Concat(moments));
    }

    public static Sequential ReadNetwork(SafetensorsFile file, string path)
    {
        if (!file.Metadata.TryGetValue(FormatKey, out var format) || !file.Metadata.TryGetValue(NetworkKey, out var description))
            throw new FormatError(path, "is a safetensors file, but not one of a network: its metadata has no description");
        if (format != Format)
            throw new FormatError(path, $"has the format '{format}'; '{Format}' can be read");

        var network = NetworkDescription.Read(description, file, path);
        ReadWeights(file, path, network);
        return network;
    }

    /// <summary>Gives a network the weights of a file; they are checked all before any is changed.</summary>
    public static void ReadWeights(SafetensorsFile file, string path, Sequential network) =>
        ReadWeights(file, path, [.. network.Parameters.Select(parameter => (parameter, parameter.Name))]);

    /// <summary>Gives the layers with weights those of modules of PyTorch.</summary>
    public static void ImportPyTorch(SafetensorsFile file, string path, Sequential network, string[] modules)
    {
        var layers = network.Parameters.GroupBy(LayerOf).Where(layer => layer.Any(parameter => LocalName(parameter) == "weight")).ToArray();
        if (layers.Length != modules.Length)
        {
            throw new ArgumentException(
                $"{modules.Length} modules are named, {string.Join(", ", modules)}; the network has {layers.Length} layers with weights: {string.Join(", ", layers.Select(layer => layer.Key))}.",
                nameof(modules));
        }

        ReadWeights(file, path, [.. layers.Zip(modules).SelectMany(pair => pair.First.Select(parameter => (parameter, $"{pair.Second}.{LocalName(parameter)}")))]);

        static string LayerOf(Parameter parameter) => parameter.Name[..parameter.Name.LastIndexOf('.')];

        static string LocalName(Parameter parameter) => parameter.Name[(parameter.Name.LastIndexOf('.') + 1)..];
    }

    private static void ReadWeights(SafetensorsFile file, string path, (Parameter Parameter, string Name)[] parameters)
    {
        var values = Array.ConvertAll(parameters, one => Values(file, path, one.Name, one.Parameter.Value));
        for (var p = 0; p < values.Length; p++)
        {
            var (parameter, name) = parameters[p];
            values[p].CopyTo(Sequence.span(parameter.Value));
            parameter.Changed();
            if (!Sequence.span(parameter.Value).SequenceEqual(values[p]))
                throw new FormatError(path, $"tensor '{name}' has values that are not allowed");
        }
    }

    /// <summary>The state of a training; of the network in the file, or of one that was built for it.</summary>
    public static (Sequential Network, Adam Adam, Training Training) ReadTraining(string path, Sequential? network)
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
            var training = JsonSerializer.Deserialize<Training>(json) ?? throw new JsonException("it is null");
            var state = training.Adam ?? throw new JsonException("it has no optimizer");
            if (training.Epoch < 0 || training.TrainingPasses < 0 || state.Updates < 0) throw new JsonException("a count is negative");
            var adam = new Adam(state.LearningRate, state.Beta1, state.Beta2, state.Epsilon) { Updates = state.Updates };
            foreach (var parameter in network.Parameters.Where(parameter => parameter.IsLearnable))
            {
                var moments = adam.MomentsOf(parameter);
                Values(file, path, First(parameter), moments.First).CopyTo(Sequence.span(moments.First));
                Values(file, path, Second(parameter), moments.Second).CopyTo(Sequence.span(moments.Second));
            }
            return (network, adam, training);
        }
        catch (Exception error) when (error is JsonException or ArgumentException)
        {
            throw new FormatError(path, $"the state of the training cannot be read: {error.Message}", error);
        }
    }

    private static Dictionary<string, string> Metadata(Sequential network) =>
        new() { [FormatKey] = Format, [NetworkKey] = NetworkDescription.Write(network) };

    private static IEnumerable<SafetensorsEntry> Weights(Sequential network) =>
        network.Parameters.Select(parameter => SafetensorsEntry.From(parameter.Name, parameter.Value));

    private static string First(Parameter parameter) => $"adam.first.{parameter.Name}";

    private static string Second(Parameter parameter) => $"adam.second.{parameter.Name}";

    /// <summary>The numbers of a tensor of the file, which must have the shape of another and be finite.</summary>
    private static float[] Values(SafetensorsFile file, string path, string name, Tensor<float> like)
    {
        var shape = file.Entry(name).Shape;
        if (!shape.SequenceEqual(like.Lengths.ToArray().Select(length => (long)length)))
            throw new FormatError(path, $"tensor '{name}' has the shape [{string.Join(", ", shape)}]; the network needs {Shapes.Text(like.Lengths)}");

        var values = Sequence.readOnly(file.Get<float>(name)).ToArray();
        return TensorPrimitives.IsFiniteAll<float>(values)
            ? values
            : throw new FormatError(path, $"tensor '{name}' has a value that is not finite");
    }
}
