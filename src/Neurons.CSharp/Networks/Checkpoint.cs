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
        string Loss, int TimeSteps, int BatchSize, ulong Seed, int Epoch, ulong ShufflePosition, AdamState Adam);

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
        foreach (var parameter in network.Parameters)
        {
            Fill(file, path, parameter.Name, parameter.Value);
            var before = Sequence.span(parameter.Value).ToArray();
            parameter.Changed();
            if (!before.AsSpan().SequenceEqual(Sequence.span(parameter.Value)))
                throw new FormatError(path, $"tensor '{parameter.Name}' has values that are not allowed");
        }
        return network;
    }

    public static (Sequential Network, Adam Adam, Training Training) ReadTraining(string path)
    {
        var file = SafetensorsFile.Read(path);
        var network = ReadNetwork(file, path);
        if (!file.Metadata.TryGetValue(TrainingKey, out var json))
            throw new FormatError(path, "holds a network, but not the state of a training");

        try
        {
            var training = JsonSerializer.Deserialize<Training>(json) ?? throw new JsonException("it is null");
            var state = training.Adam ?? throw new JsonException("it has no optimizer");
            if (training.Epoch < 0 || state.Updates < 0) throw new JsonException("a count is negative");
            var adam = new Adam(state.LearningRate, state.Beta1, state.Beta2, state.Epsilon) { Updates = state.Updates };
            foreach (var parameter in network.Parameters.Where(parameter => parameter.IsLearnable))
            {
                var moments = adam.MomentsOf(parameter);
                Fill(file, path, First(parameter), moments.First);
                Fill(file, path, Second(parameter), moments.Second);
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

    private static void Fill(SafetensorsFile file, string path, string name, Tensor<float> target)
    {
        NetworkDescription.RequireShape(file, path, name, [.. target.Lengths.ToArray().Select(length => (long)length)]);
        Sequence.readOnly(file.Get<float>(name)).CopyTo(Sequence.span(target));
    }
}
