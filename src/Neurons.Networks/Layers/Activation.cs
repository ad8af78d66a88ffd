using System.Diagnostics;
using System.Numerics.Tensors;
using Neurons.Compile;

namespace Neurons.Networks;

/// <summary>The options of an <see cref="Activation"/>.</summary>
/// <param name="Function">The function.</param>
/// <param name="Shape">The shape of the features, needed where the layer is the first; null where any is taken.</param>
public sealed record ActivationOptions(ActivationFunction Function, int[]? Shape = null);

/// <summary>
/// A function of each number by itself, such as a ReLU in front of a neuron layer. It has no memory and no weights: an input that stays
/// the same over time gives an output that does, and is computed once.
/// </summary>
public sealed class Activation : Layer, IEachStep
{
    private const float MostOfRelu6 = 6;

    private readonly int[]? _shape;

    /// <summary>A layer for features of any shape, or of one.</summary>
    /// <param name="function">The function.</param>
    /// <param name="shape">The shape of the features, needed where the layer is the first; without it, any is taken.</param>
    /// <exception cref="ArgumentException">A length of the shape is below 1, or there is no such function.</exception>
    public Activation(ActivationFunction function, params int[] shape)
    {
        Function = Require.Defined(nameof(Activation), nameof(function), function);
        shape = Shapes.Checked("Activation", shape);
        _shape = shape.Length == 0 ? null : shape;
    }

    /// <summary>The function.</summary>
    public ActivationFunction Function { get; }

    /// <inheritdoc/>
    public override int[]? InputShape => (int[]?)_shape?.Clone();

    /// <summary>What makes the same layer again.</summary>
    public ActivationOptions Options => new(Function, InputShape);

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input) => input;

    /// <inheritdoc/>
    public override string ToString() => $"{Function}{(_shape is null ? "" : $"({string.Join(" × ", _shape)})")}";

    bool IEachStep.IsEachStep => true;

    /// <inheritdoc/>
    public override LayerRun Forward(Signal input, Pass pass)
    {
        var x = input.Values;
        var output = pass.Take(this, "output", x.Lengths);
        Apply(x.ReadOnlySpan(), output.Span());
        if (!pass.WithGradient) return new(input.With(output));
        return new(
            input.With(output),
            (outputGradient, _, inputGradient) =>
            {
                if (inputGradient is not null) PullBack(output.ReadOnlySpan(), outputGradient.ReadOnlySpan(), inputGradient.Span());
            });
    }

    private void Apply(ReadOnlySpan<float> x, Span<float> y)
    {
        switch (Function)
        {
            case ActivationFunction.Relu:
                TensorPrimitives.Max(x, 0, y);
                break;
            case ActivationFunction.Relu6:
                TensorPrimitives.Clamp(x, 0, MostOfRelu6, y);
                break;
            case ActivationFunction.Sigmoid:
                Elementwise.logistic(x, y);
                break;
            case ActivationFunction.Tanh:
                Elementwise.tanh(x, y);
                break;
            case ActivationFunction.Identity:
                x.CopyTo(y);
                break;
            default:
                throw new UnreachableException($"{Function} has no values.");
        }
    }

    /// <summary>The derivative of each of the functions can be told from its value y.</summary>
    private void PullBack(ReadOnlySpan<float> y, ReadOnlySpan<float> outer, Span<float> into)
    {
        switch (Function)
        {
            case ActivationFunction.Relu:
                for (var i = 0; i < into.Length; i++) into[i] = y[i] > 0 ? outer[i] : 0;
                break;
            case ActivationFunction.Relu6:
                for (var i = 0; i < into.Length; i++) into[i] = y[i] is > 0 and < MostOfRelu6 ? outer[i] : 0;
                break;
            case ActivationFunction.Sigmoid:
                for (var i = 0; i < into.Length; i++) into[i] = outer[i] * y[i] * (1 - y[i]);
                break;
            case ActivationFunction.Tanh:
                for (var i = 0; i < into.Length; i++) into[i] = outer[i] * (1 - y[i] * y[i]);
                break;
            case ActivationFunction.Identity:
                outer.CopyTo(into);
                break;
            default:
                throw new UnreachableException($"{Function} has no derivative.");
        }
    }
}
