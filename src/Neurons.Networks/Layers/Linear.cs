using System.Numerics.Tensors;
using Neurons.Learning;
using Neurons.Primitives;

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
public sealed class Linear : Layer, ITakesSpikes, IEachStep, IStepwise
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

    private LinearWeights<float> Weights => field ??= new(Weight.Value, Bias?.Value);

    /// <inheritdoc/>
    public override LayerRun Forward(Signal input, Pass pass)
    {
        Span<nint> shape = stackalloc nint[input.Rank];
        input.LengthsInto(shape);
        shape[^1] = Outputs;
        var output = pass.Take(this, "output", shape);
        if (input.Bits is { } bits) LinearModule.forwardSpikes(Weights, bits, output);
        else LinearModule.forward(Weights, input.Sequenced, output);
        return pass.WithGradient ? WithGradient(input, output) : new(input.With(output));
    }

    LayerSteps IStepwise.Steps(LayerSequences sequences, Pass pass) => new LinearSteps(this, sequences, pass);

    private LayerRun WithGradient(Signal input, Tensor<float> output) =>
        new(input.With(output), (outputGradient, gradients, inputGradient) =>
        {
            var into = new LinearWeights<float>(gradients[0], Bias is null ? null : gradients[1]);
            if (input.Bits is { } bits) LinearModule.weightGradientSpikes(Weights, bits, outputGradient, into);
            else LinearModule.weightGradient(Weights, input.Sequenced, outputGradient, into);
            if (inputGradient is not null) LinearModule.inputGradient(Weights, outputGradient, inputGradient);
        })
        {
            // of spikes, which differ from step to step, the gradient is [T, batch, inputs]: larger than all else of a step, for few outputs
            InputRows = input.Bits is not null && Outputs <= LinearRows.MostOutputs ? outputGradient => new LinearRows(Weight.Value, outputGradient) : null,
        };
}
