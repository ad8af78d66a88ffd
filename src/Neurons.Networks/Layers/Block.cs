namespace Neurons.Networks;

/// <summary>The options of a <see cref="Block"/>.</summary>
/// <param name="Layers">The layers; without any, the input is passed on.</param>
public sealed record BlockOptions(Layer[] Layers);

/// <summary>Layers one after the other as one layer, for a branch of a <see cref="Branches"/>.</summary>
public sealed class Block : Layer, IEachStep, IComposed
{
    private readonly LayerChain _chain;

    /// <summary>Makes one layer of several; they belong to it from now on.</summary>
    /// <param name="layers">The layers; without any, the input is passed on.</param>
    public Block(params Layer[] layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        _chain = new(layers);
    }

    /// <summary>What makes the same layer again.</summary>
    public BlockOptions Options => new([.. Layers]);

    /// <summary>The layers.</summary>
    public IReadOnlyList<Layer> Layers => _chain.Layers;

    /// <inheritdoc/>
    public override int[]? InputShape => Layers.Count == 0 ? null : Layers[0].InputShape;

    /// <inheritdoc/>
    public override IReadOnlyList<Layer> Children => Layers;

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input) => _chain.Build(input)[^1];

    /// <inheritdoc/>
    public override string ToString() => $"Block({string.Join(", ", Layers)})";

    /// <inheritdoc/>
    public override void Build(int[] input) => _chain.Build(input);

    bool IEachStep.IsEachStep => Layers.All(layer => layer is IEachStep { IsEachStep: true });

    Composition IComposed.Composition => _chain.Describe();

    /// <inheritdoc/>
    public override LayerRun Forward(Signal input, Pass pass) => _chain.Forward(input, pass);
}
