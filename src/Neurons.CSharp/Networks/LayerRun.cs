using System.Numerics.Tensors;
using Neurons.Run;

namespace Neurons.Networks;

/// <summary>A layer's forward pass.</summary>
/// <param name="Output">The output; unchanged over time where the input is and the layer has no memory.</param>
/// <param name="Pullback">The gradient function; where <see cref="Pass.WithGradient"/> is false, nobody asks for it, and it can be null.</param>
public readonly record struct LayerRun(Signal Output, LayerPullback? Pullback = null)
{
    /// <summary>
    /// Makes, of the gradient of the output, that of the input computed in pieces, for where the whole is not worth its memory; null where it is.
    /// The parameters' gradients are still for <see cref="Pullback"/> to write.
    /// </summary>
    public Func<Tensor<float>, IGradientRows>? InputRows { get; init; }

    /// <summary>The gradient function for a gradient of the output that is computed in pieces; null where it takes none.</summary>
    public RowsPullback? PullbackOfRows { get; init; }

    /// <summary>The gradient function of a layer with several inputs; then there is no <see cref="Pullback"/>.</summary>
    public InputsPullback? PullbackOfInputs { get; init; }
}

/// <summary>
/// Takes the gradient of the output, in its shape (summed over time if it is unchanged). Writes the gradients of the layer's
/// parameters (those of the layers that it is made of after its own), and that of the input where there is a buffer for it.
/// </summary>
/// <param name="outputGradient">In the shape of the output's values.</param>
/// <param name="gradients">One buffer for each parameter, with any content, to be written whole.</param>
/// <param name="inputGradient">
/// A buffer in the shape of the input's values, with any content, to be written whole; null where nobody asks for it.
/// </param>
public delegate void LayerPullback(Tensor<float> outputGradient, ReadOnlySpan<Tensor<float>> gradients, Tensor<float>? inputGradient);

/// <summary>As <see cref="LayerPullback"/>, for a gradient of the output that is computed in pieces.</summary>
public delegate void RowsPullback(IGradientRows outputGradient, ReadOnlySpan<Tensor<float>> gradients, Tensor<float>? inputGradient);

/// <summary>As <see cref="LayerPullback"/>, for a layer with several inputs: one buffer for each, null where nobody asks for it.</summary>
public delegate void InputsPullback(Tensor<float> outputGradient, ReadOnlySpan<Tensor<float>> gradients, ReadOnlySpan<Tensor<float>?> inputGradients);

/// <summary>A forward pass of a layer with several outputs.</summary>
/// <param name="Outputs">Those that were asked for.</param>
/// <param name="Pullback">The gradient function; where <see cref="Pass.WithGradient"/> is false, nobody asks for it, and it can be null.</param>
public readonly record struct LayerOutputs(IReadOnlyList<Signal> Outputs, OutputsPullback? Pullback = null);

/// <summary>As <see cref="InputsPullback"/>, for a layer with several outputs: a gradient for each that was asked for.</summary>
public delegate void OutputsPullback(
    ReadOnlySpan<Tensor<float>> outputGradients, ReadOnlySpan<Tensor<float>> gradients, ReadOnlySpan<Tensor<float>?> inputGradients);

/// <summary>
/// A gradient that is computed where it is needed, for some neurons and steps at a time, instead of being written and read as a whole.
/// </summary>
public interface IGradientRows : IComputedRows, IDisposable;
