using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>The options of a <see cref="Linear"/>.</summary>
/// <param name="Inputs">The features of the input, at least 1.</param>
/// <param name="Outputs">The features of the output, at least 1.</param>
/// <param name="Bias">Whether there is a bias.</param>
/// <param name="Weights">How the first weights are drawn; null for PyTorch's default.</param>
public sealed record LinearOptions(int Inputs, int Outputs, bool Bias = true, Initializer? Weights = null);

/// <summary>
/// A linear layer, y = x Wᵀ + b. An input that stays the same over time is multiplied once. The first weights and biases are uniform
/// on ±1/√inputs, as in PyTorch.
/// </summary>
/// <remarks>
/// A sequence [T, batch, inputs] is one product of T·batch rows. For an input that stays the same, the gradient of the output is its sum over
/// time, so that the weights' gradient takes one product, too. Every sum has an order fixed by the shape: the number of threads does not
/// change a bit.
/// </remarks>
public sealed class Linear : Layer, IWeightedLayer, ISynapses, ITakesSpikes, IEachStep, IStepwise
{
    /// <summary>A layer with zero weights; the network that it becomes part of draws them from its seed.</summary>
    /// <param name="inputs">The features of the input, at least 1.</param>
    /// <param name="outputs">The features of the output, at least 1.</param>
    /// <param name="bias">Whether there is a bias.</param>
    /// <param name="weights">How the first weights are drawn; null for PyTorch's default.</param>
    public Linear(int inputs, int outputs, bool bias = true, Initializer? weights = null)
        : this(new LinearOptions(inputs, outputs, bias, weights))
    {
    }

    /// <summary>A layer of these options.</summary>
    public Linear(LinearOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Options = options;
        var inputs = Require.AtLeast(1, nameof(Linear), "inputs", options.Inputs);
        var outputs = Require.AtLeast(1, nameof(Linear), "outputs", options.Outputs);
        if ((long)inputs * outputs > Array.MaxLength)
            throw new ArgumentOutOfRangeException(
                nameof(options), $"Linear: inputs is {inputs} and outputs is {outputs}; their product must be at most {Array.MaxLength}.");
        Weight = new("weight", [outputs, inputs], options.Weights ?? Initializer.Standard);
        Bias = options.Bias ? new("bias", [outputs], new StandardBias(inputs)) : null;
        StoredParameters = Bias is null ? [Weight] : [Weight, Bias];
    }

    /// <summary>What makes the same layer again.</summary>
    public LinearOptions Options { get; }

    /// <summary>The features of the input.</summary>
    public int Inputs => Options.Inputs;

    /// <summary>The features of the output.</summary>
    public int Outputs => Options.Outputs;

    /// <summary>W, [outputs, inputs].</summary>
    public Parameter Weight { get; }

    /// <summary>b, [outputs]; null without.</summary>
    public Parameter? Bias { get; }

    /// <inheritdoc/>
    public override int[] InputShape => [Inputs];

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input) => [Outputs];

    /// <inheritdoc/>
    public override string ToString() => $"Linear({Inputs} → {Outputs})";

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> StoredParameters { get; }

    bool ITakesSpikes.TakesSpikes => true;

    bool IEachStep.IsEachStep => true;

    /// <summary>The layer as a function of its weights, in their precision: every row of the input times the weight, plus the bias.</summary>
    /// <param name="weight">W, [outputs, inputs].</param>
    /// <param name="bias">b, [outputs]; null for none.</param>
    /// <param name="input">x, […, inputs].</param>
    /// <param name="output">A buffer for y, […, outputs].</param>
    /// <exception cref="ArgumentException">A shape is another one.</exception>
    public void Forward<T>(Tensor<T> weight, Tensor<T>? bias, Tensor<T> input, Tensor<T> output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var operands = new Operands(nameof(Linear), pins: false);
        var rows = operands.Rows("input", input, [Inputs]);
        var x = input.ReadOnlySpan();
        var w = operands.ReadSpan("weight", weight, [Outputs, Inputs]);
        var b = operands.ReadSpan("bias", bias, [Outputs], isOptional: true);
        Span<nint> shape = stackalloc nint[input.Rank];
        ShapeOfOutput(input.Lengths, shape);
        var y = operands.WriteSpan("output", output, shape);
        Matrices.Multiply(x, false, w, true, y, rows, Outputs, Inputs, row: b);
    }

    /// <summary>The same for binary spikes; where few inputs fire, their columns of the weight are added, else the product is dense.</summary>
    /// <param name="weight">W, [outputs, inputs].</param>
    /// <param name="bias">b, [outputs]; null for none.</param>
    /// <param name="spikes">x, T steps of batch · inputs bits.</param>
    /// <param name="output">A buffer for y, [T, batch, outputs].</param>
    /// <exception cref="ArgumentException">A shape is another one, or a step is not a batch of inputs.</exception>
    public void Forward<T>(Tensor<T> weight, Tensor<T>? bias, SpikeBits spikes, Tensor<T> output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var operands = new Operands(nameof(Linear), pins: false);
        var batch = Batch(spikes);
        var w = operands.ReadSpan("weight", weight, [Outputs, Inputs]);
        var b = operands.ReadSpan("bias", bias, [Outputs], isOptional: true);
        var y = operands.WriteSpan("output", output, [spikes.Steps, batch, Outputs]);
        SpikeMatrices.Multiply(spikes, batch, w, b, y, Outputs);
    }

    /// <summary>The gradients of Σ dy·y; null where nobody asks for one.</summary>
    /// <param name="weight">W, [outputs, inputs].</param>
    /// <param name="input">x, […, inputs].</param>
    /// <param name="outputGradient">dy, […, outputs].</param>
    /// <param name="inputGradient">A buffer in the shape of x.</param>
    /// <param name="weightGradient">A buffer in the shape of W.</param>
    /// <param name="biasGradient">A buffer in the shape of b.</param>
    /// <exception cref="ArgumentException">A shape is another one.</exception>
    public void Backward<T>(
        Tensor<T> weight, Tensor<T> input, Tensor<T> outputGradient, Tensor<T>? inputGradient, Tensor<T>? weightGradient, Tensor<T>? biasGradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var operands = new Operands(nameof(Linear), pins: false);
        var rows = operands.Rows("input", input, [Inputs]);
        var x = input.ReadOnlySpan();
        Span<nint> shape = stackalloc nint[input.Rank];
        ShapeOfOutput(input.Lengths, shape);
        var dy = operands.ReadSpan("outputGradient", outputGradient, shape);
        if (weightGradient is not null)
        {
            var dw = operands.WriteSpan("weightGradient", weightGradient, [Outputs, Inputs]);
            Matrices.Multiply(dy, true, x, false, dw, Outputs, Inputs, rows);
        }
        Backward(operands, weight, dy, rows, inputGradient, input.Lengths, biasGradient);
    }

    /// <summary>The same for binary spikes.</summary>
    /// <param name="weight">W, [outputs, inputs].</param>
    /// <param name="spikes">x, T steps of batch · inputs bits.</param>
    /// <param name="outputGradient">dy, [T, batch, outputs].</param>
    /// <param name="inputGradient">A buffer of [T, batch, inputs].</param>
    /// <param name="weightGradient">A buffer in the shape of W.</param>
    /// <param name="biasGradient">A buffer in the shape of b.</param>
    /// <exception cref="ArgumentException">A shape is another one, or a step is not a batch of inputs.</exception>
    public void Backward<T>(
        Tensor<T> weight, SpikeBits spikes, Tensor<T> outputGradient, Tensor<T>? inputGradient, Tensor<T>? weightGradient, Tensor<T>? biasGradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var operands = new Operands(nameof(Linear), pins: false);
        var batch = Batch(spikes);
        var dy = operands.ReadSpan("outputGradient", outputGradient, [spikes.Steps, batch, Outputs]);
        if (weightGradient is not null)
            SpikeMatrices.WeightGradient(spikes, batch, dy, operands.WriteSpan("weightGradient", weightGradient, [Outputs, Inputs]), Outputs);
        Backward(operands, weight, dy, spikes.Steps * batch, inputGradient, [spikes.Steps, batch, Inputs], biasGradient);
    }

    /// <inheritdoc/>
    public override LayerRun Forward(Signal input, Pass pass) => Forward(input, pass, Weight.Value);

    /// <inheritdoc/>
    public LayerRun Forward(Signal input, Pass pass, Tensor<float> weight)
    {
        ArgumentNullException.ThrowIfNull(pass);
        Span<nint> shape = stackalloc nint[input.Rank];
        input.LengthsInto(shape);
        shape[^1] = Outputs;
        var output = pass.Take(this, "output", shape);
        if (input.Bits is { } bits) Forward(weight, Bias?.Value, bits, output);
        else Forward(weight, Bias?.Value, input.Values, output);
        return pass.WithGradient ? WithGradient(input, weight, output) : new(input.With(output));
    }

    void ISynapses.Backward(
        Tensor<float> input, Tensor<float> outputGradient, Tensor<float>? inputGradient, Tensor<float>? weightGradient,
        Tensor<float>? biasGradient) =>
        Backward(Weight.Value, input, outputGradient, inputGradient, weightGradient, biasGradient);

    StepMemory IStepwise.Memory => StepMemory.AddsOutput | StepMemory.OneInputGradient;

    LayerSteps IStepwise.Steps(LayerSequences sequences, Pass pass) => new LinearSteps(Weight, Bias, sequences);

    private LayerRun WithGradient(Signal input, Tensor<float> weight, Tensor<float> output) =>
        new(input.With(output), (outputGradient, gradients, inputGradient) =>
        {
            var biasGradient = Bias is null ? null : gradients[1];
            if (input.Bits is { } bits) Backward(weight, bits, outputGradient, inputGradient, gradients[0], biasGradient);
            else Backward(weight, input.Values, outputGradient, inputGradient, gradients[0], biasGradient);
        })
        {
            // of spikes, which differ from step to step, the gradient is [T, batch, inputs]: larger than all else of a step, for few outputs
            InputRows = input.Bits is not null && Outputs <= LinearRows.MostOutputs
                ? outputGradient => new LinearRows(weight, outputGradient)
                : null,
        };

    /// <summary>The gradients by the bias and the input, which do not depend on the input.</summary>
    private void Backward<T>(
        in Operands operands, Tensor<T> weight, ReadOnlySpan<T> dy, int rows, Tensor<T>? inputGradient, ReadOnlySpan<nint> inputShape,
        Tensor<T>? biasGradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (biasGradient is not null) Matrices.SumRows(dy, rows, Outputs, operands.WriteSpan("biasGradient", biasGradient, [Outputs]));
        if (inputGradient is null) return;
        var w = operands.ReadSpan("weight", weight, [Outputs, Inputs]);
        Matrices.Multiply(dy, false, w, false, operands.WriteSpan("inputGradient", inputGradient, inputShape), rows, Inputs, Outputs);
    }

    private void ShapeOfOutput(ReadOnlySpan<nint> input, Span<nint> output)
    {
        input.CopyTo(output);
        output[^1] = Outputs;
    }

    /// <summary>How many rows of inputs a step of spikes is.</summary>
    private int Batch(SpikeBits spikes)
    {
        ArgumentNullException.ThrowIfNull(spikes);
        return spikes.PerStep % Inputs == 0
            ? spikes.PerStep / Inputs
            : throw new ArgumentException(
                $"Linear: a step has room for {spikes.PerStep} spikes; it must be a multiple of {Inputs} inputs.", nameof(spikes));
    }
}
