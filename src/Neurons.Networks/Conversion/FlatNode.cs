using Neurons.IO;

namespace Neurons.Networks;

/// <summary>A layer of a <see cref="FlatNetwork"/>.</summary>
/// <param name="place">Its place in the network that it is from, such as <c>2.0</c>.</param>
/// <param name="layer">The layer there, which is not changed.</param>
/// <param name="inputs">Its inputs, each the sum of some nodes.</param>
internal sealed class FlatNode(string place, Layer layer, params FlatNode[][] inputs)
{
    /// <summary>Its place in the network that it is from.</summary>
    public string Place => place;

    /// <summary>The layer there.</summary>
    public Layer Layer => layer;

    /// <summary>Its inputs, each the sum of some nodes.</summary>
    public FlatNode[][] Inputs { get; set; } = inputs;

    /// <summary>The names of the inputs; null for the only one.</summary>
    public IReadOnlyList<string>? InputNames { get; init; }

    /// <summary>Its weights, which may be changed; null where it has none.</summary>
    public Affine? Affine { get; init; } = Affine.Of(layer);

    /// <summary>Makes the layer that takes its place; null where it stays what it is.</summary>
    public Func<Layer>? Replacement { get; set; }

    /// <summary>The shape of its output, once a network has been built.</summary>
    public int[] Shape { get; set; } = [];

    /// <summary>How many nodes take its output, the network's own output included.</summary>
    public int Uses { get; set; }

    /// <summary>The layer for a new network, with parameters that <see cref="Fill"/> writes.</summary>
    public Layer Make() => Replacement?.Invoke() ?? Affine?.Make()
        ?? LayerKinds.Read(JsonText.Parse(LayerKinds.Describe(layer).ToJsonString()), new(place, new StoredWeights(null)));

    /// <summary>Writes the parameters of a layer that was made, when it is part of a network.</summary>
    public void Fill(Layer made)
    {
        if (Replacement is not null) return;
        if (Affine is not null)
        {
            Affine.Fill(made);
            return;
        }
        foreach (var (from, to) in layer.AllParameters.Zip(made.AllParameters))
        {
            from.Value.ReadOnlySpan().CopyTo(to.Value.Span());
            to.Changed();
        }
    }

    /// <summary>For messages.</summary>
    public override string ToString() => $"layer {place}, {layer}";
}
