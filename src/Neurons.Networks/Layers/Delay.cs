using System.Numerics.Tensors;
using Neurons.Learning;
using Neurons.Primitives;

namespace Neurons.Networks;

/// <summary>The options of a <see cref="Delay"/>.</summary>
/// <param name="Steps">How much later, at least 1 step.</param>
public sealed record DelayOptions(int Steps);

/// <summary>
/// Passes its input on a fixed number of steps later; before it come zeros, or what an earlier part of the sequence still held. No
/// gradient flows from one part to the one before.
/// </summary>
public sealed class Delay : Layer, IStepwise
{
    /// <summary>A layer for features of any shape.</summary>
    /// <param name="steps">How much later, at least 1 step.</param>
    public Delay(int steps) => Steps = Require.AtLeast(1, nameof(Delay), nameof(steps), steps);

    /// <summary>How many steps later the output comes.</summary>
    public int Steps { get; }

    /// <summary>What makes the same layer again.</summary>
    public DelayOptions Options => new(Steps);

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input) => Shapes.Count(input) <= Array.MaxLength / Steps
        ? input
        : throw new ArgumentException($"holds {Steps} steps of {Shapes.Text(input)}, more than {Array.MaxLength} values");

    /// <inheritdoc/>
    public override string ToString() => $"Delay({Steps})";

    LayerSteps IStepwise.Steps(LayerSequences sequences, Pass pass) => new DelaySteps(this, sequences, pass);

    /// <inheritdoc/>
    public override LayerRun Forward(Signal input, Pass pass)
    {
        var x = input.Sequenced;
        var shape = input.Shape.ToArray();
        var (output, after) = DelayModule.forward(
            Steps, pass.Before<Tensor<float>>(this, shape), x, pass.Take(this, "output", [input.Steps, .. shape]));
        pass.Keep(this, after, shape);
        return new(Signal.EachStep(output), (outputGradient, _, inputGradient) =>
        {
            if (inputGradient is not null) DelayModule.inputGradient(Steps, x, outputGradient, inputGradient);
        });
    }
}
