using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>The options of a <see cref="GroupedLinear"/>.</summary>
/// <param name="Groups">The groups, at least 1.</param>
/// <param name="Inputs">The features of the input of each group, at least 1.</param>
/// <param name="Outputs">The features of the output of each group, at least 1.</param>
/// <param name="Bias">Whether there is a bias.</param>
/// <param name="Weights">How the first weights are drawn; null for PyTorch's default.</param>
public sealed record GroupedLinearOptions(int Groups, int Inputs, int Outputs, bool Bias = true, Initializer? Weights = null);

/// <summary>
/// A linear layer for each of some groups of features, y[g] = W[g] x[g] + b[g]: [groups · inputs] → [groups · outputs]. The first weights and
/// biases are uniform on ±1/√inputs, as in PyTorch.
/// </summary>
public sealed unsafe class GroupedLinear : Layer, IEachStep, ICountsOperations
{
    /// <summary>A layer of these options.</summary>
    public GroupedLinear(GroupedLinearOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        const string name = nameof(GroupedLinear);
        var (groups, inputs) = (Require.AtLeast(1, name, "groups", options.Groups), Require.AtLeast(1, name, "inputs", options.Inputs));
        var outputs = Require.AtLeast(1, name, "outputs", options.Outputs);
        Shapes.RequirePossible(name, [groups, outputs, inputs]);
        Options = options;
        Weight = new("weight", [groups * outputs, inputs], options.Weights ?? Initializer.Standard);
        Bias = options.Bias ? new("bias", [groups * outputs], new StandardBias(inputs)) : null;
        StoredParameters = Bias is null ? [Weight] : [Weight, Bias];
    }

    /// <summary>What makes the same layer again.</summary>
    public GroupedLinearOptions Options { get; }

    /// <summary>W, [groups · outputs, inputs].</summary>
    public Parameter Weight { get; }

    /// <summary>b, [groups · outputs]; null without.</summary>
    public Parameter? Bias { get; }

    /// <inheritdoc/>
    public override int[] InputShape => [Options.Groups * Options.Inputs];

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> StoredParameters { get; }

    bool IEachStep.IsEachStep => true;

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input) => [Options.Groups * Options.Outputs];

    /// <inheritdoc/>
    public override string ToString() => $"GroupedLinear({Options.Groups} × {Options.Inputs} → {Options.Outputs})";

    /// <summary>The layer as a function of its weights, in their precision.</summary>
    /// <param name="weight">W, [groups · outputs, inputs].</param>
    /// <param name="bias">b, [groups · outputs]; null for none.</param>
    /// <param name="input">x, […, groups · inputs].</param>
    /// <param name="output">A buffer for y, […, groups · outputs].</param>
    /// <exception cref="ArgumentException">A shape is another one.</exception>
    public void Forward<T>(Tensor<T> weight, Tensor<T>? bias, Tensor<T> input, Tensor<T> output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var operands = new Operands(nameof(GroupedLinear));
        var (inputs, outputs) = (Options.Inputs, Options.Outputs);
        var samples = operands.Rows("input", input, [Options.Groups * inputs]);
        var x = operands.Read("input", input);
        var w = operands.Read("weight", weight, Weight.Shape);
        var b = operands.ReadOrNull("bias", bias, [Weight.Shape[0]]);
        var y = operands.Write("output", output, [.. input.Lengths[..^1], Weight.Shape[0]]);
        for (var sample = 0; sample < samples; sample++)
        {
            for (var o = 0; o < Options.Groups * outputs; o++)
            {
                var sum = b == null ? T.Zero : b[o];
                var from = x + ((long)sample * Options.Groups + o / outputs) * inputs;
                for (var i = 0; i < inputs; i++) sum += w[(long)o * inputs + i] * from[i];
                y[(long)sample * Options.Groups * outputs + o] = sum;
            }
        }
    }

    /// <summary>The gradients of Σ dy·y; null where nobody asks for one.</summary>
    /// <param name="weight">W, [groups · outputs, inputs].</param>
    /// <param name="input">x, […, groups · inputs].</param>
    /// <param name="outputGradient">dy, […, groups · outputs].</param>
    /// <param name="inputGradient">A buffer in the shape of x.</param>
    /// <param name="weightGradient">A buffer in the shape of W.</param>
    /// <param name="biasGradient">A buffer in the shape of b.</param>
    /// <exception cref="ArgumentException">A shape is another one.</exception>
    public void Backward<T>(
        Tensor<T> weight, Tensor<T> input, Tensor<T> outputGradient, Tensor<T>? inputGradient, Tensor<T>? weightGradient, Tensor<T>? biasGradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var operands = new Operands(nameof(GroupedLinear));
        var (inputs, outputs) = (Options.Inputs, Options.Outputs);
        var samples = operands.Rows("input", input, [Options.Groups * inputs]);
        var x = operands.Read("input", input);
        var w = operands.Read("weight", weight, Weight.Shape);
        var dy = operands.Read("outputGradient", outputGradient, [.. input.Lengths[..^1], Weight.Shape[0]]);
        var dx = inputGradient is null ? [] : operands.WriteSpan("inputGradient", inputGradient, input.Lengths);
        var dw = weightGradient is null ? [] : operands.WriteSpan("weightGradient", weightGradient, Weight.Shape);
        var db = biasGradient is null ? [] : operands.WriteSpan("biasGradient", biasGradient, [Weight.Shape[0]]);
        dx.Clear();
        dw.Clear();
        db.Clear();
        for (var sample = 0; sample < samples; sample++)
        {
            for (var o = 0; o < Options.Groups * outputs; o++)
            {
                var gradient = dy[(long)sample * Options.Groups * outputs + o];
                if (!db.IsEmpty) db[o] += gradient;
                var from = (sample * Options.Groups + o / outputs) * inputs;
                for (var i = 0; i < inputs && !dw.IsEmpty; i++) dw[o * inputs + i] += gradient * x[from + i];
                for (var i = 0; i < inputs && !dx.IsEmpty; i++) dx[from + i] += gradient * w[(long)o * inputs + i];
            }
        }
    }

    /// <inheritdoc/>
    public override LayerRun Forward(Signal input, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(pass);
        var x = input.Values;
        var output = pass.Take(this, "output", [.. x.Lengths[..^1], Weight.Shape[0]]);
        Forward(Weight.Value, Bias?.Value, x, output);
        return new(input.With(output), (outputGradient, gradients, inputGradient) =>
            Backward(Weight.Value, x, outputGradient, inputGradient, gradients[0], Bias is null ? null : gradients[1]));
    }

    /// <inheritdoc/>
    public LayerOperations Count(ReadOnlySpan<Signal> inputs, Signal output) =>
        SequenceOperations.Products(inputs[0], output, Options.Inputs) with { NeuronUpdates = 0, Spikes = 0 };
}
