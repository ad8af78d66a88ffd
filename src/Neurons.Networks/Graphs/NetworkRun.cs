using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>A forward pass of a network. It can be taken apart: <c>var (output, pullback) = network.Forward(x);</c></summary>
/// <param name="Output">[T, batch, features…]</param>
/// <param name="Pullback">From the gradient of the output, in its shape, to the gradients of all parameters; to be called once.</param>
/// <param name="State">What the layers with memory ended with, to go on from.</param>
/// <param name="Penalty">What layers add to the loss, such as a price of spikes; its gradient is part of the pullback's.</param>
public readonly record struct NetworkRun(
    Tensor<float> Output, Func<Tensor<float>, ParameterGradients> Pullback, NetworkState State, double Penalty)
{
    /// <summary>The output and its gradient function.</summary>
    public void Deconstruct(out Tensor<float> output, out Func<Tensor<float>, ParameterGradients> pullback) =>
        (output, pullback) = (Output, Pullback);
}
