using System.Text.Json.Nodes;
using Neurons.IO;

namespace Neurons.Networks;

/// <summary>
/// Networks as people write them, in YAML or JSON: a seed, and the layers with their type and settings. See docs/networks.md.
/// </summary>
public static class NetworkFile
{
    private static readonly string[] _names = ["seed", "layers", "nodes", "outputs", "training"];

    /// <summary>Builds the network that a file describes, with new weights.</summary>
    /// <param name="path">A <c>.json</c> file, or one of YAML.</param>
    /// <param name="seed">What the weights are drawn from; null for the seed of the file, or 1 without.</param>
    /// <exception cref="FormatError">The file describes no network; the message names the layer and the value.</exception>
    public static Network Read(string path, ulong? seed = null) => Network(Values(path), path, seed);

    /// <summary>Builds the network of a file, and a trainer for it as <c>training</c> there says.</summary>
    /// <param name="path">A <c>.json</c> file, or one of YAML.</param>
    /// <param name="seed">What weights and the order of samples are drawn from; null for the seed of the file, or 1 without.</param>
    /// <exception cref="FormatError">The file describes no network or no training; the message names the value.</exception>
    public static Trainer ReadTrainer(string path, ulong? seed = null)
    {
        var values = Values(path);
        return Trainer(Network(values, path, seed), values["training"] as JsonObject ?? [], path);
    }

    /// <summary>The named values under <c>training</c> in a file; none where there are none.</summary>
    /// <param name="path">A <c>.json</c> file, or one of YAML.</param>
    /// <exception cref="FormatError">The file cannot be read.</exception>
    public static JsonObject Training(string path) => Values(path)["training"] switch
    {
        null => [],
        JsonObject training => (JsonObject)training.DeepClone(),
        var node => throw Unreadable(path, new FormatException($"training is {node.ToJsonString()}; it must be named values")),
    };

    /// <summary>Makes a trainer of named values, as they stand under <c>training</c> in a file; docs/training.md lists them.</summary>
    /// <param name="network">The network.</param>
    /// <param name="training">The values.</param>
    /// <param name="source">Where they are from, for messages.</param>
    /// <exception cref="FormatError">A value is not known or not allowed; the message names it.</exception>
    public static Trainer Trainer(Network network, JsonObject training, string source)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(training);
        try
        {
            return TrainerReader.Read(network, training);
        }
        catch (Exception error) when (error is FormatException or ArgumentException)
        {
            throw new FormatError(source, $"cannot be read as a training: {error.Message}", error);
        }
    }

    /// <summary>The named values of a file.</summary>
    internal static JsonObject Values(string path)
    {
        var bytes = InputFile.ReadBytes(path);
        try
        {
            var root = System.IO.Path.GetExtension(path).Equals(".json", StringComparison.OrdinalIgnoreCase)
                ? JsonText.Parse(bytes) : Yaml.Parse(Utf8Text.Of(bytes));
            var values = root as JsonObject ?? throw new FormatException("it has no named values, such as layers");
            return values.Select(pair => pair.Key).FirstOrDefault(name => !_names.Contains(name)) is { } unknown
                ? throw new FormatException($"there is no '{unknown}' in a network; there are {string.Join(", ", _names)}")
                : values;
        }
        catch (Exception error) when (error is FormatException or ArgumentException)
        {
            throw Unreadable(path, error);
        }
    }

    internal static Network Network(JsonObject values, string path, ulong? seed)
    {
        try
        {
            return NetworkDescription.Read(values, seed ?? NetworkDescription.SeedOf(values) ?? 1, new StoredWeights(null));
        }
        catch (Exception error) when (error is FormatException or ArgumentException)
        {
            throw Unreadable(path, error);
        }
    }

    private static FormatError Unreadable(string path, Exception error) => new(path, $"cannot be read as a network: {error.Message}", error);
}
