using System.Text.Json;
using System.Text.Json.Nodes;
using Neurons.IO;

namespace Neurons.Networks;

/// <summary>
/// Networks as people write them, in YAML or JSON: a seed, and the layers with their type and settings. Weights are drawn, or those of another
/// file beside it. See docs/networks.md.
/// </summary>
public static class NetworkFile
{
    private static readonly JsonSerializerOptions _indented = new() { WriteIndented = true };

    private static readonly string[] _names = ["seed", "weights", "layers", "nodes", "outputs", "training", "plasticity"];

    /// <summary>Builds the network that a file describes, with the weights of the file that it names, or with new ones.</summary>
    /// <param name="path">A <c>.json</c> file, or one of YAML.</param>
    /// <param name="seed">What the weights are drawn from; null for the seed of the file, or 1 without.</param>
    /// <exception cref="FormatError">The file describes no network; the message names the layer and the value.</exception>
    public static Network Read(string path, ulong? seed = null) => Network(Values(path), path, seed);

    /// <summary>
    /// Writes the description of a network, and its weights beside it: <c>net.yaml</c> names <c>net.safetensors</c>, which is as
    /// <see cref="Networks.Network.Save"/> writes it. Either file is replaced as a whole, that of the weights first.
    /// </summary>
    /// <param name="path">A <c>.json</c> file, or one of YAML.</param>
    /// <param name="network">The network.</param>
    /// <exception cref="ArgumentException">The path is that of the weights, which end in <c>.safetensors</c>.</exception>
    /// <exception cref="NotSupportedException">A layer, neuron or surrogate is your own and not registered; the message names it.</exception>
    /// <exception cref="NotFiniteNumberException">A weight is not finite; the message names the parameter.</exception>
    /// <exception cref="InvalidOperationException">A parameter has numbers that are not allowed; the message names it.</exception>
    public static void Write(string path, Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        AtomicFile.Check(path);
        var weights = Path.ChangeExtension(path, WeightsFile.Extension);
        if (weights == path) throw new ArgumentException($"path is {path}; that is the name of the weights, and it must be another.", nameof(path));
        var values = NetworkDescription.Describe(network);
        values.Insert(0, WeightsFile.Key, Path.GetFileName(weights));
        network.Save(weights);
        AtomicFile.WriteText(path, YamlFile.IsJson(path) ? values.ToJsonString(_indented) + "\n" : YamlText.Of(values));
    }

    /// <summary>Builds the network of a file, and a trainer for it as <c>training</c> there says.</summary>
    /// <param name="path">A <c>.json</c> file, or one of YAML.</param>
    /// <param name="seed">What weights and the order of samples are drawn from; null for the seed of the file, or 1 without.</param>
    /// <exception cref="FormatError">The file describes no network or no training; the message names the value.</exception>
    public static Trainer ReadTrainer(string path, ulong? seed = null)
    {
        var values = Values(path);
        return Trainer(Network(values, path, seed), values["training"] as JsonObject ?? [], path);
    }

    /// <summary>Builds the network of a file, and binds rules of plasticity to its layers as <c>plasticity</c> there says.</summary>
    /// <param name="path">A <c>.json</c> file, or one of YAML.</param>
    /// <param name="seed">What the weights are drawn from; null for the seed of the file, or 1 without.</param>
    /// <exception cref="FormatError">The file describes no network or binds no rule; the message names the value.</exception>
    public static LocalLearning ReadLearning(string path, ulong? seed = null)
    {
        var values = Values(path);
        var network = Network(values, path, seed);
        try
        {
            return LearningReader.Read(network, values["plasticity"] as JsonObject ?? throw new FormatException("it has no named values plasticity"));
        }
        catch (Exception error) when (error is FormatException or ArgumentException)
        {
            throw new FormatError(path, $"cannot be read as plasticity: {error.Message}", error);
        }
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
            var values = YamlFile.Values(path, bytes);
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
            var weights = WeightsFile.Of(values, path);
            var network = NetworkDescription.Read(values, seed ?? NetworkDescription.SeedOf(values) ?? 1, new StoredWeights(weights?.File));
            weights?.Fill(network.Parameters);
            return network;
        }
        catch (Exception error) when (error is FormatException or ArgumentException)
        {
            throw Unreadable(path, error);
        }
    }

    private static FormatError Unreadable(string path, Exception error) => new(path, $"cannot be read as a network: {error.Message}", error);
}
