using System.Numerics.Tensors;
using System.Text.Json.Nodes;
using Neurons.Learning;

namespace Neurons.Networks;

/// <summary>
/// Passes its input on a fixed number of steps later; before it come zeros, or what an earlier part of the sequence still held. No
/// gradient flows from one part to the one before.
/// </summary>
public sealed class Delay : Layer
{
    /// <summary>A layer for features of any shape.</summary>
    /// <param name="steps">How much later, at least 1 step.</param>
    public Delay(int steps) =>
        Steps = steps >= 1 ? steps : throw new ArgumentOutOfRangeException(nameof(steps), steps, $"Delay: steps is {steps}; it must be ≥ 1.");

    /// <summary>How many steps later the output comes.</summary>
    public int Steps { get; }

    /// <inheritdoc/>
    public override int[]? InputShape => null;

    internal override Parameter[] Stored => [];

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input) => Shapes.Count(input) <= Array.MaxLength / Steps
        ? input
        : throw new ArgumentException($"holds {Steps} steps of {Shapes.Text(input)}, more than {Array.MaxLength} values");

    /// <inheritdoc/>
    public override string ToString() => $"Delay({Steps})";

    internal static Delay Read(LayerDescription description) => new(description.Int("steps"));

    internal override LayerRun Forward(Signal input, Pass pass)
    {
        var x = input.Sequenced;
        var shape = input.Shape.ToArray();
        var (output, after) = DelayModule.forward(
            Steps, pass.Before<Tensor<float>>(this, shape), x, pass.Workspace.Take(this, "output", [input.Steps, .. shape]));
        pass.After.Set(this, after, shape);
        return new(Signal.EachStep(output), (outputGradient, _, inputGradient) =>
        {
            if (inputGradient is not null) DelayModule.inputGradient(Steps, x, outputGradient, inputGradient);
        });
    }

    internal override JsonObject Describe() => new() { ["type"] = "Delay", ["steps"] = Steps };
}
