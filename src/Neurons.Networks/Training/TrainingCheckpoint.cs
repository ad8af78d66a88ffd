using System.Numerics.Tensors;
using System.Text.Json;
using System.Text.Json.Nodes;
using Neurons.IO;

namespace Neurons.Networks;

/// <summary>A network with the state of its training as a safetensors file.</summary>
internal static class TrainingCheckpoint
{
    /// <summary>
    /// Writes what <see cref="Read"/> reads; a network with parts of the user's own goes on only with that network at hand.
    /// </summary>
    public static void Write(string path, Network network, Optimizer optimizer, TrainingMethod method, TrainingState training)
    {
        Checkpoint.RequireReadable(network.Parameters, path);
        var states = States(network, optimizer, method).ToArray();
        foreach (var (name, value) in states) Checkpoint.RequireFinite($"The training's {name}", value, path);
        var metadata = new Dictionary<string, string>
        {
            [Checkpoint.TrainingKey] = JsonSerializer.Serialize(training, TrainingJson.Default.TrainingState)
        };
        try
        {
            metadata[Checkpoint.NetworkKey] = NetworkDescription.Write(network);
        }
        catch (NotSupportedException error)
        {
            metadata[Checkpoint.UnnamedKey] = error.Message;
        }
        Checkpoint.Write(path, metadata, network.Parameters, states);
    }

    /// <summary>The state of a training; of the network in the file, or of one that was built for it.</summary>
    public static (Network Network, Optimizer Optimizer, TrainingMethod Method, TrainingState Training) Read(string path, Network? network)
    {
        var file = SafetensorsFile.Read(path);
        if (network is null)
            network = NetworkCheckpoint.Read(file, path);
        else
            Checkpoint.ReadWeights(file, path, network.Parameters);
        if (!file.Metadata.TryGetValue(Checkpoint.TrainingKey, out var json))
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
            var method = training.Method is { } described ? TrainingMethod.Kinds.Read(described, "method")
                : training.TruncateAfter is > 0 and var segment ? new TruncatedBptt(segment) : new Bptt();
            method.Check(network);
            foreach (var (name, value) in States(network, optimizer, method))
                Checkpoint.Values(file, path, name, value).CopyTo(value.Span());
            return (network, optimizer, method, training);
        }
        catch (Exception error) when (error is FormatException or ArgumentException)
        {
            throw new FormatError(path, $"the state of the training cannot be read: {error.Message}", error);
        }
    }

    /// <summary>
    /// The tensors that an optimizer keeps, such as <c>adam.first.0.weight</c>, and those of a method, such as <c>fptt.average.0.weight</c>.
    /// </summary>
    private static IEnumerable<(string Name, Tensor<float> Value)> States(Network network, Optimizer optimizer, TrainingMethod method)
    {
        var (kind, way) = (Optimizer.Kinds.NameOf(optimizer), TrainingMethod.Kinds.NameOf(method));
        return network.Parameters.Where(parameter => parameter.IsLearnable).SelectMany(parameter =>
            optimizer.StateNames.Zip(optimizer.StateOf(parameter), (state, value) => ($"{kind}.{state}.{parameter.Name}", value.Value)))
            .Concat(method.Tensors(network).Select(kept => ($"{way}.{kept.Name}", kept.Value)));
    }
}
