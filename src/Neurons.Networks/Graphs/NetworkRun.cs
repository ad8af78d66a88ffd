using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>A forward pass of a network. It can be taken apart: <c>var (output, pullback) = network.Forward(x);</c></summary>
/// <param name="Output">[T, batch, features…]; of several outputs, the first.</param>
/// <param name="Pullback">From the gradient of the output, in its shape, to the gradients of all parameters; to be called once.</param>
/// <param name="State">What the layers with memory ended with, to go on from.</param>
/// <param name="Penalty">What layers add to the loss, such as a price of spikes; its gradient is part of the pullback's.</param>
public readonly record struct NetworkRun(
    Tensor<float> Output, Func<Tensor<float>, ParameterGradients> Pullback, NetworkState State, double Penalty)
{
    /// <summary>
    /// As <see cref="Pullback"/>, and the gradients of the network's inputs besides, each in the shape of its input (of one that stays the
    /// same, the sum over time); to be called instead of it.
    /// </summary>
    public required Func<Tensor<float>, NetworkGradients> PullbackWithInputs { get; init; }

    /// <summary>All outputs by their names.</summary>
    public IReadOnlyDictionary<string, Tensor<float>> Outputs => Named(All.Names ?? ["output"], All.Tensors ?? [Output]);

    /// <summary>
    /// As <see cref="PullbackWithInputs"/>, of the gradients of several outputs by their names, each in the shape of its output; one that is
    /// not named has none. To be called instead of it.
    /// </summary>
    public required Func<IReadOnlyDictionary<string, Tensor<float>>, NetworkGradients> PullbackOfOutputs { get; init; }

    /// <summary>
    /// From the gradients of all outputs in their order, null where one has none, to those of all parameters; instead of the others.
    /// </summary>
    internal Func<Tensor<float>?[], ParameterGradients>? PullbackOfAll { get; init; }

    /// <summary>The outputs in the order of their names.</summary>
    internal (IReadOnlyList<string> Names, Tensor<float>[] Tensors) All { get; init; }

    /// <summary>Tensors by name.</summary>
    internal static Dictionary<string, Tensor<float>> Named(IReadOnlyList<string> names, Tensor<float>[] tensors) =>
        names.Zip(tensors).ToDictionary(pair => pair.First, pair => pair.Second);

    /// <summary>The output and its gradient function.</summary>
    public void Deconstruct(out Tensor<float> output, out Func<Tensor<float>, ParameterGradients> pullback) =>
        (output, pullback) = (Output, Pullback);
}

/// <summary>The gradients of a network's parameters and of its inputs.</summary>
/// <param name="Parameters">Of the parameters.</param>
/// <param name="Inputs">Of the inputs, by name.</param>
public sealed record NetworkGradients(ParameterGradients Parameters, IReadOnlyDictionary<string, Tensor<float>> Inputs)
{
    /// <summary>The gradient of the one input.</summary>
    /// <exception cref="InvalidOperationException">The network has several inputs.</exception>
    public Tensor<float> Input => Inputs.Count == 1
        ? Inputs.First().Value
        : throw new InvalidOperationException($"The network has the inputs {string.Join(", ", Inputs.Keys)}; take one of Inputs.");
}
