using System.Text.Json.Nodes;

namespace Neurons.Cli.Training;

/// <summary>What a training was asked for, as <c>run.json</c> has it.</summary>
/// <param name="Data">What <c>--data</c> said, with the full path of a folder.</param>
/// <param name="Network">The file of the network; null for the default one.</param>
/// <param name="Hidden">The neurons of the default network's hidden layer.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Training">The named values of the training, as they could stand in a network file, all of them.</param>
internal sealed record RunSettings(string Data, string? Network, int Hidden, ulong Seed, JsonObject Training)
{
    public int Epochs => Number<int>("epochs");

    public double Validation => Number<double>("validation");

    public int TimeSteps => Number<int>("time_steps");

    /// <summary>Whether the learning rate follows a cosine over all epochs, which cannot be made longer.</summary>
    public bool HasCosine => Training["schedule"] is JsonValue schedule && schedule.ToString() == "cosine";

    private T Number<T>(string name)
        where T : struct =>
        Training[name] is JsonValue value && value.TryGetValue<T>(out var number)
            ? number
            : throw new FormatException($"{name} is {Training[name]?.ToJsonString() ?? "missing"}; a {(typeof(T) == typeof(int) ? "whole " : "")}number is expected");

    /// <summary>The same with another number of epochs.</summary>
    public RunSettings WithEpochs(int epochs)
    {
        var training = (JsonObject)Training.DeepClone();
        training["epochs"] = epochs;
        return this with { Training = training };
    }

    /// <summary>What differs between two trainings besides the number of epochs; null if nothing does.</summary>
    public string? Difference(RunSettings other)
    {
        if (Data != other.Data) return $"--data was {Data}";
        if (Network != other.Network) return $"--network was {Network ?? "not given"}";
        if (Hidden != other.Hidden) return $"--hidden was {Hidden}";
        if (Seed != other.Seed) return $"--seed was {Seed}";
        foreach (var name in Training.Select(pair => pair.Key).Union(other.Training.Select(pair => pair.Key)))
        {
            if (name != "epochs" && !JsonNode.DeepEquals(Training[name], other.Training[name]))
                return $"{name} was {Training[name]?.ToJsonString() ?? "not given"}";
        }
        return null;
    }

    /// <summary>The data, in the shape that the network takes; the test data is the validation data where there is some.</summary>
    public RunData Load(Sequential network) => Prepare(RunData.Load(Data, Seed, TimeSteps), network);

    /// <summary>The same of data that has been read already.</summary>
    public RunData Prepare(RunData data, Sequential network) => data.For(network).WithValidation(Validation, Seed);
}
