using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>The options of a <see cref="SignedLinear"/>.</summary>
/// <param name="Inputs">The features of the input, at least 1.</param>
/// <param name="Outputs">The neurons that the synapses reach, at least 1.</param>
/// <param name="Weights">How the first weights are drawn; null for uniform on ±1/√inputs.</param>
public sealed record SignedLinearOptions(int Inputs, int Outputs, Initializer? Weights = null);

/// <summary>
/// Synapses that excite where their weight is positive and inhibit where it is negative: the excitation of each neuron, max(0, W) x, then the
/// inhibition of each, max(0, −W) x; [inputs] → [2 · outputs]. A weight of 0 gets no gradient. A <see cref="Split"/> makes two inputs of them.
/// </summary>
public sealed class SignedLinear : Layer, IEachStep
{
    private readonly Linear _both;

    /// <summary>Synapses, whose weights the network draws from its seed.</summary>
    /// <param name="inputs">The features of the input, at least 1.</param>
    /// <param name="outputs">The neurons that the synapses reach, at least 1.</param>
    /// <param name="weights">How the first weights are drawn; null for uniform on ±1/√inputs.</param>
    public SignedLinear(int inputs, int outputs, Initializer? weights = null)
        : this(new SignedLinearOptions(inputs, outputs, weights))
    {
    }

    /// <summary>A layer of these options.</summary>
    public SignedLinear(SignedLinearOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var inputs = Require.AtLeast(1, nameof(SignedLinear), "inputs", options.Inputs);
        var outputs = Require.AtLeast(1, nameof(SignedLinear), "outputs", options.Outputs);
        if (2L * inputs * outputs > Array.MaxLength)
            throw new ArgumentOutOfRangeException(
                nameof(options),
                $"SignedLinear: inputs is {inputs} and outputs is {outputs}; twice their product must be at most {Array.MaxLength}.");
        Options = options;
        Weight = new("weight", [outputs, inputs], options.Weights ?? Initializer.Standard);
        _both = new(inputs, 2 * outputs, bias: false);
    }

    /// <summary>What makes the same layer again.</summary>
    public SignedLinearOptions Options { get; }

    /// <summary>W, [outputs, inputs].</summary>
    public Parameter Weight { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> StoredParameters => [Weight];

    /// <inheritdoc/>
    public override int[] InputShape => [Options.Inputs];

    bool IEachStep.IsEachStep => true;

    private nint[] Rectified => [2 * Options.Outputs, Options.Inputs];

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input) => [2 * Options.Outputs];

    /// <inheritdoc/>
    public override string ToString() => $"SignedLinear({Options.Inputs} → {Options.Outputs})";

    /// <summary>The layer as a function of its weight, in its precision.</summary>
    /// <param name="weight">W, [outputs, inputs].</param>
    /// <param name="input">x, […, inputs].</param>
    /// <param name="rectified">A buffer for max(0, W) and max(0, −W), [2 · outputs, inputs].</param>
    /// <param name="output">A buffer for […, 2 · outputs].</param>
    /// <exception cref="ArgumentException">A shape is another one.</exception>
    public void Forward<T>(Tensor<T> weight, Tensor<T> input, Tensor<T> rectified, Tensor<T> output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(weight);
        ArgumentNullException.ThrowIfNull(rectified);
        if (!weight.Lengths.SequenceEqual([Options.Outputs, Options.Inputs]) || !rectified.Lengths.SequenceEqual(Rectified))
            throw new ArgumentException(
                $"SignedLinear: the weight has the shape {Shapes.Text(weight.Lengths)} and the buffer {Shapes.Text(rectified.Lengths)}; "
                + $"they must have [{Options.Outputs}, {Options.Inputs}] and {Shapes.Text(Rectified)}.", nameof(weight));
        var w = weight.ReadOnlySpan();
        var both = rectified.Span();
        TensorPrimitives.Max(w, T.Zero, both[..w.Length]);
        TensorPrimitives.Negate(w, both[w.Length..]);
        TensorPrimitives.Max(both[w.Length..], T.Zero, both[w.Length..]);
        _both.Forward(rectified, null, input, output);
    }

    /// <summary>The gradients of Σ dy·y; null where nobody asks for that of the input.</summary>
    /// <param name="weight">W, [outputs, inputs].</param>
    /// <param name="rectified">What <see cref="Forward{T}"/> has written there.</param>
    /// <param name="input">x, […, inputs].</param>
    /// <param name="outputGradient">dy, […, 2 · outputs].</param>
    /// <param name="inputGradient">A buffer in the shape of x.</param>
    /// <param name="rectifiedGradient">A buffer of [2 · outputs, inputs].</param>
    /// <param name="weightGradient">A buffer in the shape of W.</param>
    /// <exception cref="ArgumentException">A shape is another one.</exception>
    public void Backward<T>(
        Tensor<T> weight, Tensor<T> rectified, Tensor<T> input, Tensor<T> outputGradient, Tensor<T>? inputGradient, Tensor<T> rectifiedGradient,
        Tensor<T> weightGradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        _both.Backward(rectified, input, outputGradient, inputGradient, rectifiedGradient, null);
        var w = weight.ReadOnlySpan();
        var both = rectifiedGradient.ReadOnlySpan();
        var gradient = weightGradient.Span();
        for (var i = 0; i < w.Length; i++)
            gradient[i] = w[i] > T.Zero ? both[i] : w[i] < T.Zero ? -both[w.Length + i] : T.Zero;
    }

    /// <inheritdoc/>
    public override LayerRun Forward(Signal input, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(pass);
        var x = input.Values;
        var rectified = pass.Take(this, "rectified", Rectified);
        var output = pass.Take(this, "output", [.. x.Lengths[..^1], 2 * Options.Outputs]);
        Forward(Weight.Value, x, rectified, output);
        return new(input.With(output), (outputGradient, gradients, inputGradient) =>
            Backward(
                Weight.Value, rectified, x, outputGradient, inputGradient, pass.Take(this, "gradient of rectified", Rectified), gradients[0]));
    }
}
