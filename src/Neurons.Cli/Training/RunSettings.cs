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
    /// <summary>The settings that <c>run.json</c> has.</summary>
    /// <exception cref="FormatException">One is missing or of another kind; the message names it.</exception>
    public static RunSettings Of(JsonNode? node)
    {
        var values = node as JsonObject ?? throw new FormatException("it has no named values, such as Data");
        var settings = new RunSettings(
            Value<string>("Data", "text") ?? throw new FormatException("Data is missing"),
            Value<string>("Network", "text"),
            Value<int>("Hidden", "a whole number"),
            Value<ulong>("Seed", "a whole number, at least 0"),
            values["Training"] switch
            {
                JsonObject training => training,
                null => throw new FormatException("Training is missing"),
                var other => throw new FormatException($"Training is {other.ToJsonString()}; it must be named values"),
            });
        foreach (var name in new[] { "epochs", "time_steps", "validation" })
        {
            if (settings.Training[name] is null) throw new FormatException($"{name} is missing in Training");
        }
        if (settings.Epochs < 1) throw new FormatException($"epochs is {settings.Epochs}; it must be at least 1");
        if (settings.TimeSteps < 1) throw new FormatException($"time_steps is {settings.TimeSteps}; it must be at least 1");
        if (settings.Validation is not (>= 0 and < 1)) throw new FormatException($"validation is {settings.Validation}; it must be in [0, 1)");
        return settings;

        T? Value<T>(string name, string expected) => values[name] switch
        {
            null => default,
            JsonValue value when value.TryGetValue<T>(out var read) => read,
            var other => throw new FormatException($"{name} is {other.ToJsonString()}; it must be {expected}"),
        };
    }

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
