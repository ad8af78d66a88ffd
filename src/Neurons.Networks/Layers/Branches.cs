using System.Text.Json.Nodes;

namespace Neurons.Networks;

/// <summary>How the outputs of branches become one.</summary>
public enum Merge
{
    /// <summary>Their sum; they have one shape.</summary>
    Sum,

    /// <summary>One after the other along the first dimension of the features, the channels; the other dimensions are the same.</summary>
    Concatenate,
}

/// <summary>Several layers that take the same input, and whose outputs are merged. A <see cref="Block"/> makes a branch of several layers; an empty one passes the input on.</summary>
public sealed class Branches : Layer
{
    private readonly MergedChains _branches;

    /// <summary>Merges layers; they belong to it from now on.</summary>
    /// <param name="merge">How the outputs become one.</param>
    /// <param name="branches">At least one layer.</param>
    public Branches(Merge merge, params Layer[] branches)
    {
        ArgumentNullException.ThrowIfNull(branches);
        if (!Enum.IsDefined(merge))
            throw new ArgumentOutOfRangeException(nameof(merge), merge, $"Branches: merge is {merge}; it must be one of {string.Join(", ", Enum.GetNames<Merge>())}.");
        if (branches.Length == 0) throw new ArgumentException("Branches: there are no branches; at least one is needed.", nameof(branches));
        Merge = merge;
        Layers = [.. branches];
        _branches = new(merge, Array.ConvertAll(branches, branch => new LayerChain([branch])));
    }

    /// <summary>How the outputs become one.</summary>
    public Merge Merge { get; }

    /// <summary>The branches.</summary>
    public IReadOnlyList<Layer> Layers { get; }

    /// <inheritdoc/>
    public override int[]? InputShape => Layers.Select(layer => layer.InputShape).FirstOrDefault(shape => shape is not null);

    internal override Parameter[] Stored => _branches.Stored;

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input) => _branches.Build(input);

    /// <inheritdoc/>
    public override string ToString() => $"Branches({Merge}: {string.Join(", ", Layers)})";

    internal static Branches Read(LayerDescription description) => new(description.Choice<Merge>("merge"), description.Layers("branches"));

    internal override void Build(int[] input) => _branches.Build(input);

    internal override void Attach(string path, ulong seed, ref uint stream)
    {
        Take(path);
        for (var i = 0; i < Layers.Count; i++) Layers[i].Attach($"{path}.{i}", seed, ref stream);
    }

    internal override LayerRun Forward(Signal input, Pass pass) => _branches.Forward(input, pass);

    internal override JsonObject Describe() => new()
    {
        ["type"] = "Branches",
        ["merge"] = Merge.ToString(),
        ["branches"] = new JsonArray([.. Layers.Select(layer => layer.Describe())]),
    };
}
