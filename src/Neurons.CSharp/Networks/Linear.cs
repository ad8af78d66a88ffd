using System.Numerics.Tensors;
using System.Text.Json.Nodes;
using Neurons.Learning;
using Neurons.Primitives;

namespace Neurons;

/// <summary>
/// A linear layer, y = x Wᵀ + b. An input that stays the same over time is multiplied once. The first weights and biases are uniform
/// on ±1/√inputs, as in PyTorch.
/// </summary>
public sealed class Linear : Layer
{
    private readonly LinearWeights<float> _weights;

    /// <summary>A layer with zero weights; the network that it becomes part of draws them from its seed.</summary>
    /// <param name="inputs">The features of the input, at least 1.</param>
    /// <param name="outputs">The features of the output, at least 1.</param>
    /// <param name="bias">Whether there is a bias.</param>
    public Linear(int inputs, int outputs, bool bias = true)
    {
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
        return new Linear(inputs, outputs, description.Bool("bias", true));
    }

    internal override void Initialize(ulong seed, uint stream)
    {
        var initial = LinearModule.initial(new RandomStream(seed, stream), Inputs, Outputs, Bias is not null);
        initial.Weight.CopyTo(Weight.Value);
        if (Bias is not null) initial.Bias.CopyTo(Bias.Value);
    }

    internal override LayerRun Forward(Signal input, Pass pass)
    {
        var shape = input.Values.Lengths.ToArray();
        shape[^1] = Outputs;
        var x = input.Sequenced;
        var output = LinearModule.forward(_weights, x, pass.Workspace.Take(this, "output", shape));
        return new(Signal.Of(output), (outputGradient, gradients, inputGradient) =>
        {
            var into = new LinearWeights<float>(gradients[0], Bias is null ? null : gradients[1]);
            LinearModule.weightGradient(_weights, x, outputGradient, into);
            if (inputGradient is not null) LinearModule.inputGradient(_weights, outputGradient, inputGradient);
        });
    }

    internal override JsonObject Describe() =>
        new() { ["type"] = "Linear", ["inputs"] = Inputs, ["outputs"] = Outputs, ["bias"] = Bias is not null };
}
