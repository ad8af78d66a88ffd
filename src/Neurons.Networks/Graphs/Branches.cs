namespace Neurons.Networks;

/// <summary>The options of <see cref="Networks.Branches"/>.</summary>
/// <param name="Merge">How the outputs become one.</param>
/// <param name="Branches">At least one layer.</param>
public sealed record BranchesOptions(Merge Merge, Layer[] Branches);

/// <summary>
/// Several layers that take the same input, and whose outputs are merged. A <see cref="Block"/> makes a branch of several layers; an empty one
/// passes the input on.
/// </summary>
public sealed class Branches : Layer, IEachStep, IComposed
{
    private readonly BranchGraph _graph;

    /// <summary>Merges layers; they belong to it from now on.</summary>
    /// <param name="merge">How the outputs become one.</param>
    /// <param name="branches">At least one layer.</param>
    public Branches(Merge merge, params Layer[] branches)
    {
        ArgumentNullException.ThrowIfNull(branches);
        if (branches.Length == 0) throw new ArgumentException("Branches: there are no branches; at least one is needed.", nameof(branches));
        Merge = Require.Defined(nameof(Branches), nameof(merge), merge);
        Layers = [.. branches];
        _graph = new(merge, Array.ConvertAll(branches, branch => new[] { branch }));
    }

    /// <summary>How the outputs become one.</summary>
    public Merge Merge { get; }

    /// <summary>What makes the same layer again.</summary>
    public BranchesOptions Options => new(Merge, [.. Layers]);

    /// <summary>The branches.</summary>
    public IReadOnlyList<Layer> Layers { get; }

    /// <inheritdoc/>
    public override int[]? InputShape => Layers.Select(layer => layer.InputShape).FirstOrDefault(shape => shape is not null);

    /// <inheritdoc/>
    public override IReadOnlyList<Layer> Children => Layers;

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input) => _graph.Build(input);

    /// <inheritdoc/>
    public override string ToString() => $"Branches({Merge}: {string.Join(", ", Layers)})";

    /// <inheritdoc/>
    public override void Build(int[] input) => _graph.Build(input);

    bool IEachStep.IsEachStep => Layers.All(layer => layer is IEachStep { IsEachStep: true });

    Composition IComposed.Composition => _graph.Describe();

    /// <inheritdoc/>
    public override LayerRun Forward(Signal input, Pass pass) => _graph.Forward(input, pass);
}
