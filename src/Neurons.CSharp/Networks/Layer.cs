using System.Numerics.Tensors;
using System.Text.Json.Nodes;

namespace Neurons;

/// <summary>
/// A layer of a network: it takes sequences [T, batch, features…] and gives sequences [T, batch, features…]. A layer belongs to one
/// network, which numbers it and draws its first weights.
/// </summary>
public abstract class Layer
{
    private bool _isTaken;

    private protected Layer()
    {
    }

    /// <summary>The shape of the features that the layer takes; null where it takes any.</summary>
    public abstract int[]? InputShape { get; }

    /// <summary>The shape of the features that it gives for features of a shape that it takes.</summary>
    public abstract int[] OutputShape(int[] input);

    /// <summary>For people: the kind and the sizes.</summary>
    public abstract override string ToString();

    /// <summary>The weights, and the parameters that are stored with them, in a fixed order.</summary>
    internal abstract Parameter[] Stored { get; }

    /// <summary>Draws the first weights.</summary>
    internal abstract void Initialize(ulong seed, uint stream);

    /// <summary>The output, and the gradient function. Both live in the workspace.</summary>
    internal abstract LayerRun Forward(InputSequence<float> input, Workspace workspace);

    /// <summary>All but the weights, to make the layer again.</summary>
    internal abstract JsonObject Describe();

    /// <summary>Makes the layer part of a network, where it is number <paramref name="index"/>.</summary>
    internal void Attach(int index)
    {
        if (_isTaken) throw new ArgumentException($"Layer {index}, {this}, is already part of a network; make one for each place.");
        _isTaken = true;
        foreach (var parameter in Stored) parameter.Name = $"{index}.{parameter.Name}";
    }
}

/// <summary>A layer's forward pass.</summary>
/// <param name="Output">The output; unchanged over time where the input is and the layer has no memory.</param>
/// <param name="Pullback">The gradient function.</param>
internal readonly record struct LayerRun(InputSequence<float> Output, LayerPullback Pullback);

/// <summary>
/// Takes the gradient of the output, in its shape (summed over time if it is unchanged). Writes the gradients of the layer's
/// parameters, and that of the input where there is a buffer for it.
/// </summary>
internal delegate void LayerPullback(Tensor<float> outputGradient, ReadOnlySpan<Tensor<float>> gradients, Tensor<float>? inputGradient);
