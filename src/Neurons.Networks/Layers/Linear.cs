using System.Numerics.Tensors;
using System.Text.Json.Nodes;
using Neurons.Learning;

namespace Neurons.Networks;

/// <summary>
/// A linear layer, y = x Wᵀ + b. An input that stays the same over time is multiplied once. The first weights and biases are uniform
/// on ±1/√inputs, as in PyTorch.
/// </summary>
public sealed class Linear : Layer
{
    private readonly LinearWeights<float> _weights;
    private readonly Initializer _initializer;

    /// <summary>A layer with zero weights; the network that it becomes part of draws them from its seed.</summary>
    /// <param name="inputs">The features of the input, at least 1.</param>
    /// <param name="outputs">The features of the output, at least 1.</param>
    /// <param name="bias">Whether there is a bias.</param>
    /// <param name="weights">How the first weights are drawn; null for PyTorch's default.</param>
    public Linear(int inputs, int outputs, bool bias = true, Initializer? weights = null)
    {
        _initializer = weights ?? Initializer.Standard;
        Inputs = inputs >= 1 ? inputs : throw OutOfRange(nameof(inputs), inputs);
        Outputs = outputs >= 1 ? outputs : throw OutOfRange(nameof(outputs), outputs);
        if ((long)inputs * outputs > Array.MaxLength)
            throw new ArgumentOutOfRangeException(
                nameof(outputs), outputs, $"Linear: inputs is {inputs} and outputs is {outputs}; their product must be at most {Array.MaxLength}.");
        Weight = new Parameter("weight", Tensor.CreateFromShape<float>([outputs, inputs]));
        Bias = bias ? new Parameter("bias", Tensor.CreateFromShape<float>([outputs])) : null;
        Stored = Bias is null ? [Weight] : [Weight, Bias];
        _weights = new LinearWeights<float>(Weight.Value, Bias?.Value);

        static ArgumentOutOfRangeException OutOfRange(string name, int value) =>
            new(name, value, $"Linear: {name} is {value}; it must be at least 1.");
    }

    /// <summary>The features of the input.</summary>
    public int Inputs { get; }

    /// <summary>The features of the output.</summary>
    public int Outputs { get; }

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

    internal override Parameter[] Stored { get; }

    internal static Linear Read(LayerDescription description)
    {
        var (inputs, outputs) = (description.Int("inputs"), description.Int("outputs"));
        description.Require("weight", outputs, inputs);
        return new Linear(inputs, outputs, description.Bool("bias", true), InitializerDescription.Read(description));
    }

    internal override void Initialize(ulong seed, uint stream) => _initializer.Draw(seed, stream, Weight, Bias);

    internal override bool TakesBits => true;

    internal override LayerRun Forward(Signal input, Pass pass)
    {
        Span<nint> shape = stackalloc nint[input.Rank];
        input.LengthsInto(shape);
        shape[^1] = Outputs;
        var output = pass.Workspace.Take(this, "output", shape);
        if (input.Bits is { } bits) LinearModule.forwardSpikes(_weights, bits, output);
        else LinearModule.forward(_weights, input.Sequenced, output);
        return pass.IsTraining ? WithGradient(input, output) : LayerRun.WithoutGradient(input.With(output));
    }

    private LayerRun WithGradient(Signal input, Tensor<float> output) =>
        new(input.With(output), (outputGradient, gradients, inputGradient) =>
        {
            var into = new LinearWeights<float>(gradients[0], Bias is null ? null : gradients[1]);
            if (input.Bits is { } bits) LinearModule.weightGradientSpikes(_weights, bits, outputGradient, into);
            else LinearModule.weightGradient(_weights, input.Sequenced, outputGradient, into);
            if (inputGradient is not null) LinearModule.inputGradient(_weights, outputGradient, inputGradient);
        })
        {
            // of spikes, which differ from step to step, the gradient is [T, batch, inputs]: larger than all else of a step, for few outputs
            InputRows = input.Bits is not null && Outputs <= LinearRows.MostOutputs ? outputGradient => new LinearRows(_weights, outputGradient) : null,
        };

    internal override JsonObject Describe() =>
        new JsonObject { ["type"] = "Linear", ["inputs"] = Inputs, ["outputs"] = Outputs, ["bias"] = Bias is not null }.With(_initializer);
}
