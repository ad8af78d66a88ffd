using System.Text.Json.Nodes;

namespace Neurons.Networks;

/// <summary>Layers one after the other as one layer, for a branch of a <see cref="Branches"/>.</summary>
public sealed class Block : Layer
{
    private readonly LayerChain _chain;

    /// <summary>Makes one layer of several; they belong to it from now on.</summary>
    /// <param name="layers">The layers; without any, the input is passed on.</param>
    public Block(params Layer[] layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        _chain = new(layers);
    }

    /// <summary>The layers.</summary>
    public IReadOnlyList<Layer> Layers => _chain.Layers;

    /// <inheritdoc/>
    public override int[]? InputShape => Layers.Count == 0 ? null : Layers[0].InputShape;

    internal override Parameter[] Stored => _chain.Stored;

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input) => _chain.Build(input)[^1];

    /// <inheritdoc/>
    public override string ToString() => $"Block({string.Join(", ", Layers)})";

    internal static Block Read(LayerDescription description) => new(description.Layers("layers"));

    internal override void Build(int[] input) => _chain.Build(input);

    internal override void Attach(string path, ulong seed, ref uint stream)
    {
        Take(path);
        _chain.Attach($"{path}.", seed, ref stream);
    }

    internal override LayerRun Forward(Signal input, Pass pass) => _chain.Forward(input, pass);

    internal override JsonObject Describe() =>
        new() { ["type"] = "Block", ["layers"] = new JsonArray([.. Layers.Select(layer => layer.Describe())]) };
}
