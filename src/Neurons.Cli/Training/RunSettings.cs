using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Neurons.IO;

namespace Neurons.Cli.Training;

/// <summary>What a training was asked for, as <c>run.json</c> has it.</summary>
/// <param name="Data">What <c>--data</c> said, with the full path of a folder.</param>
/// <param name="Network">The file of the network; null for the default one.</param>
/// <param name="Hidden">The neurons of the default network's hidden layer.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Training">The named values of the training, as they could stand in a network file, all of them.</param>
internal sealed record RunSettings(string Data, string? Network, int Hidden, ulong Seed, JsonObject Training)
{
    /// <summary>What transforms event data, what changes samples when they are trained with, and the folder of a cache.</summary>
    public const string Transforms = "transforms", Augmentation = "augmentation", Cache = "cache";

    /// <summary>The options of the command line that say what NIR leaves open; null where there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string[]? Nir { get; init; }

    private const string AtLeastOne = "a whole number, at least 1";

    [JsonIgnore]
    public int Epochs => Number<int>("epochs", AtLeastOne);

    [JsonIgnore]
    public double Validation => Number<double>("validation", "a number in [0, 1)");

    [JsonIgnore]
    public int TimeSteps => Number<int>("time_steps", AtLeastOne);

    /// <summary>What <c>run.json</c> has.</summary>
    /// <exception cref="FormatException">A value is missing or not allowed; the message names it, and what is allowed.</exception>
    public static RunSettings Read(JsonNode? json)
    {
        var settings = JsonValues.Read(json, (JsonTypeInfo<RunSettings>)JsonSerializerOptions.Default.GetTypeInfo(typeof(RunSettings)));
        if (settings.Data is null) throw new FormatException("Data is missing; it must be text");
        if (settings.Training is null) throw new FormatException("Training is missing; it must be named values");
        if (settings.Epochs < 1) throw settings.Wrong("epochs", AtLeastOne);
        if (settings.TimeSteps < 1) throw settings.Wrong("time_steps", AtLeastOne);
        if (settings.Validation is not (>= 0 and < 1)) throw settings.Wrong("validation", "a number in [0, 1)");
        return settings;
    }

    /// <summary>Whether the learning rate follows a cosine over all epochs, which cannot be made longer.</summary>
    [JsonIgnore]
    public bool HasCosine => Training["schedule"] is JsonValue schedule && schedule.ToString() == "cosine";

    private T Number<T>(string name, string allowed)
        where T : struct =>
        Training[name] is JsonValue value && value.TryGetValue<T>(out var number) ? number : throw Wrong(name, allowed);

    private FormatException Wrong(string name, string allowed) => Training[name] is { } node
        ? JsonValues.Wrong($"Training.{name}", node, allowed)
        : new($"Training.{name} is missing; it must be {allowed}");

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
        if (!(Nir ?? []).SequenceEqual(other.Nir ?? [])) return $"what NIR leaves open was {(Nir is null ? "not given" : string.Join(' ', Nir))}";
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
    public RunData Load(Network network) => Prepare(RunData.Load(Data, Seed, TimeSteps, Training), network);

    /// <summary>The same of data that has been read already.</summary>
    public RunData Prepare(RunData data, Network network) => data.For(network).WithValidation(Validation, Seed).Augmented(Training);
}
