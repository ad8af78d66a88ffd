using System.Text.Json.Nodes;

namespace Neurons.Networks;

/// <summary>Layers with a connection around them: their output plus their input (He et al. 2016).</summary>
/// <remarks>For another connection than the input itself, such as one with other channels, take a <see cref="Branches"/>.</remarks>
public sealed class Residual : Layer
{
    private readonly MergedChains _branches;

    /// <summary>Puts a connection around layers; they belong to it from now on.</summary>
    /// <param name="layers">The layers; what they give has the shape of what they take.</param>
    public Residual(params Layer[] layers)
    {
        Layers = [.. layers ?? throw new ArgumentNullException(nameof(layers))];
        _branches = new(Merge.Sum, [new(layers), new([])]);
    }

    /// <summary>The layers that the connection is around.</summary>
    public IReadOnlyList<Layer> Layers { get; }

    /// <inheritdoc/>
    public override int[]? InputShape => Layers.Count == 0 ? null : Layers[0].InputShape;

    internal override Parameter[] Stored => _branches.Stored;

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input) => _branches.Build(input);

    /// <inheritdoc/>
    public override string ToString() => $"Residual({string.Join(", ", Layers)})";

    internal static Residual Read(LayerDescription description) => new(description.Layers("layers"));

    internal override void Build(int[] input) => _branches.Build(input);

    internal override void Attach(string path, ulong seed, ref uint stream)
    {
        Take(path);
        _branches.Chains[0].Attach($"{path}.", seed, ref stream);
    }

    internal override LayerRun Forward(Signal input, Pass pass) => _branches.Forward(input, pass);

    internal override JsonObject Describe() =>
        new() { ["type"] = "Residual", ["layers"] = new JsonArray([.. Layers.Select(layer => layer.Describe())]) };
}
