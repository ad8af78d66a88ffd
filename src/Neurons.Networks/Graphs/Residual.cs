namespace Neurons.Networks;

/// <summary>The options of a <see cref="Residual"/>.</summary>
/// <param name="Layers">The layers that the connection is around.</param>
public sealed record ResidualOptions(Layer[] Layers);

/// <summary>Layers with a connection around them: their output plus their input (He et al. 2016).</summary>
/// <remarks>For another connection than the input itself, such as one with other channels, take a <see cref="Branches"/>.</remarks>
public sealed class Residual : Layer, IEachStep, IComposed
{
    private readonly BranchGraph _graph;

    /// <summary>Puts a connection around layers; they belong to it from now on.</summary>
    /// <param name="layers">The layers; what they give has the shape of what they take.</param>
    public Residual(params Layer[] layers)
    {
        Layers = [.. layers ?? throw new ArgumentNullException(nameof(layers))];
        _graph = new(Merge.Sum, [layers], withInput: true);
    }

    /// <summary>What makes the same layer again.</summary>
    public ResidualOptions Options => new([.. Layers]);

    /// <summary>The layers that the connection is around.</summary>
    public IReadOnlyList<Layer> Layers { get; }

    /// <inheritdoc/>
    public override int[]? InputShape => Layers.Count == 0 ? null : Layers[0].InputShape;

    /// <inheritdoc/>
    public override IReadOnlyList<Layer> Children => Layers;

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input) => _graph.Build(input);

    /// <inheritdoc/>
    public override string ToString() => $"Residual({string.Join(", ", Layers)})";

    /// <inheritdoc/>
    public override void Build(int[] input) => _graph.Build(input);

    bool IEachStep.IsEachStep => Layers.All(layer => layer is IEachStep { IsEachStep: true });

    Composition IComposed.Composition => _graph.Describe();

    /// <inheritdoc/>
    public override LayerRun Forward(Signal input, Pass pass) => _graph.Forward(input, pass);
}
