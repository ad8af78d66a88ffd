using System.Text.Json.Nodes;
using Neurons.Nir;

namespace Neurons.Cli.Training;

/// <summary>A network that a command is given as a file: a description in YAML or JSON, or a graph of NIR.</summary>
internal static class NetworkSource
{
    /// <summary>Whether a path is that of a description or a graph; all others are of saved networks.</summary>
    public static bool IsOne(string path) => IsNir(path) || IsDescription(path);

    public static bool IsDescription(string path) => Path.GetExtension(path).ToLowerInvariant() is ".yaml" or ".yml" or ".json";

    public static bool IsNir(string path) => Path.GetExtension(path).Equals(".nir", StringComparison.OrdinalIgnoreCase);

    /// <summary>What the file says of a training; NIR says nothing.</summary>
    public static JsonObject Training(string path) => IsNir(path) ? [] : NetworkFile.Training(path);

    /// <summary>The network, and what was decided where it is one of NIR.</summary>
    /// <param name="path">The file.</param>
    /// <param name="seed">What new weights, and all that a training draws, are drawn from; null for what the file says, or 1.</param>
    /// <param name="nir">What NIR leaves open.</param>
    /// <param name="isChecked">Whether shapes along edges are checked.</param>
    public static (Network Network, IReadOnlyList<NirNote> Report) Read(string path, ulong? seed, NirOptions nir, bool isChecked)
    {
        NirNeurons.Register();
        if (!IsNir(path)) return (NetworkFile.Read(path, seed), []);
        var (network, report) = OfNir(path, nir with { Seed = seed ?? nir.Seed }, isChecked);
        return network.InputNames.Count == 1 ? (network, report)
            : throw new UserError($"{path} has the inputs {string.Join(", ", network.InputNames)}; a network that is trained or tested has one.");
    }

    public static NirNetwork OfNir(string path, NirOptions options, bool isChecked)
    {
        var graph = NirGraph.Read(path, isChecked);
        return Tried(() => graph.ToNetwork(options));
    }

    /// <summary>What NIR leaves open and was decided, what is left out, and where the network deviates, a line each.</summary>
    public static void Print(TextWriter output, IReadOnlyList<NirNote> report)
    {
        foreach (var note in report) output.WriteLine(App.OneLine(note.ToString()));
    }

    /// <summary>What does not fit is the user's, not the command's.</summary>
    public static T Tried<T>(Func<T> make)
    {
        try
        {
            return make();
        }
        catch (Exception problem) when (problem is NotSupportedException or ArgumentException)
        {
            throw new UserError(App.OneLine(problem.Message));
        }
    }
}
