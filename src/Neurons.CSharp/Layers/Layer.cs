using System.Numerics.Tensors;
using System.Text.Json.Nodes;
using Neurons.Learning;

namespace Neurons;

/// <summary>
/// A layer of a network: it takes sequences [T, batch, features…] and gives sequences [T, batch, features…]. A layer belongs to one
/// network, which numbers it and draws its first weights.
/// </summary>
public abstract class Layer
{
    private protected Layer()
    {
    }

    /// <summary>The shape of the features that the layer takes; null where it takes several, and <see cref="OutputShape"/> tells which.</summary>
    public abstract int[]? InputShape { get; }

    /// <summary>The shape of the features that it gives for features of a shape.</summary>
    /// <exception cref="ArgumentException">The layer does not take this shape; the message says what it takes.</exception>
    public abstract int[] OutputShape(int[] input);

    /// <summary>For people: the kind and the sizes.</summary>
    public abstract override string ToString();

    /// <summary>Its place in the network, such as <c>2</c>, or <c>2.0</c> in a layer made of layers; null before it is part of one.</summary>
    internal string? Place { get; private set; }

    /// <summary>Tells the layer the shape of its input, before its weights are asked for; one that does not fit is an <see cref="ArgumentException"/>.</summary>
    internal virtual void Build(int[] input)
    {
    }

    /// <summary>The weights, and the parameters that are stored with them, in a fixed order.</summary>
    internal abstract Parameter[] Stored { get; }

    /// <summary>Whether the layer takes spikes as bits, too.</summary>
    internal virtual bool TakesBits => false;

    /// <summary>Whether what comes next takes spikes as bits; a layer of neurons then keeps them so.</summary>
    internal bool GivesBits { get; set; }

    /// <summary>The output, and the gradient function. Both live in the workspace.</summary>
    internal abstract LayerRun Forward(Signal input, Pass pass);

    /// <summary>All but the weights, to make the layer again.</summary>
    internal abstract JsonObject Describe();

    /// <summary>Makes the layer part of a network: names its parameters, and draws their first values.</summary>
    /// <param name="path">Its place, such as <c>2</c>, or <c>2.0</c> in a layer made of layers.</param>
    /// <param name="seed">The network's seed.</param>
    /// <param name="stream">What tells apart the random numbers of layers; each layer takes one.</param>
    internal virtual void Attach(string path, ulong seed, ref uint stream)
    {
        Take(path);
        foreach (var parameter in Stored) parameter.Name = $"{path}.{parameter.Name}";
        Initialize(seed, stream++);
    }

    /// <summary>Draws the first weights.</summary>
    internal virtual void Initialize(ulong seed, uint stream)
    {
    }

    /// <summary>A forward pass that changes nothing.</summary>
    private protected static LayerRun Identity(Signal input) => new(
        input,
        (outputGradient, _, inputGradient) =>
        {
            if (inputGradient is not null) outputGradient.CopyTo(inputGradient.AsTensorSpan());
        });

    /// <summary>Marks the layer as part of a network; it can be only once.</summary>
    private protected void Take(string path)
    {
        if (Place is not null) throw new ArgumentException($"Layer {path}, {this}, is already part of a network; make one for each place.");
        Place = path;
    }
}

/// <summary>A layer's forward pass.</summary>
/// <param name="Output">The output; unchanged over time where the input is and the layer has no memory.</param>
/// <param name="Pullback">The gradient function; outside of training nobody asks for it.</param>
internal readonly record struct LayerRun(Signal Output, LayerPullback Pullback)
{
    /// <summary>A forward pass outside of training.</summary>
    public static LayerRun WithoutGradient(Signal output) => new(output, null!);

    /// <summary>
    /// Makes, of the gradient of the output, that of the input computed in pieces, for where the whole is not worth its memory; null where it is.
    /// The parameters' gradients are still for <see cref="Pullback"/> to write.
    /// </summary>
    public Func<Tensor<float>, LinearRows>? InputRows { get; init; }

    /// <summary>The gradient function for a gradient of the output that is computed in pieces; null where it takes none.</summary>
    public RowsPullback? PullbackOfRows { get; init; }
}

/// <summary>
/// Takes the gradient of the output, in its shape (summed over time if it is unchanged). Writes the gradients of the layer's
/// parameters, and that of the input where there is a buffer for it.
/// </summary>
internal delegate void LayerPullback(Tensor<float> outputGradient, ReadOnlySpan<Tensor<float>> gradients, Tensor<float>? inputGradient);

/// <summary>As <see cref="LayerPullback"/>, for a gradient of the output that is computed in pieces.</summary>
internal delegate void RowsPullback(LinearRows outputGradient, ReadOnlySpan<Tensor<float>> gradients, Tensor<float>? inputGradient);
