using Neurons.Learning;
using Neurons.Primitives;

namespace Neurons.Networks;

/// <summary>What stands for the steps of a sequence.</summary>
public enum Reduction
{
    /// <summary>The largest; the gradient goes to the first step that has it.</summary>
    Max,

    /// <summary>The mean.</summary>
    Mean,

    /// <summary>The sum: of spikes, how many there are.</summary>
    Sum,

    /// <summary>The last step.</summary>
    Last,
}

/// <summary>The options of an <see cref="OverTime"/>.</summary>
/// <param name="Reduction">What stands for the steps.</param>
public sealed record OverTimeOptions(Reduction Reduction);

/// <summary>
/// A readout: one step in place of a sequence, of the membrane potential or the spikes of the last neurons. Its output is [1, batch,
/// features…], so that layers can follow and every loss takes it.
/// </summary>
public sealed class OverTime : Layer
{
    private readonly TimeReduction _reduction;

    /// <summary>A layer for features of any shape.</summary>
    /// <param name="reduction">What stands for the steps.</param>
    public OverTime(Reduction reduction)
    {
        Reduction = reduction;
        _reduction = reduction switch
        {
            Reduction.Max => TimeReduction.LargestOverTime,
            Reduction.Mean => TimeReduction.AverageOverTime,
            Reduction.Sum => TimeReduction.TotalOverTime,
            Reduction.Last => TimeReduction.LastOfTime,
            _ => throw Require.Wrong(nameof(OverTime), nameof(reduction), reduction, $"one of {string.Join(", ", Enum.GetNames<Reduction>())}"),
        };
    }

    /// <summary>What stands for the steps.</summary>
    public Reduction Reduction { get; }

    /// <summary>What makes the same layer again.</summary>
    public OverTimeOptions Options => new(Reduction);

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input) => input;

    /// <inheritdoc/>
    public override string ToString() => $"OverTime({Reduction})";

    /// <inheritdoc/>
    public override LayerRun Forward(Signal input, Pass pass)
    {
        var x = input.Sequenced;
        var output = OverTimeModule.forward(_reduction, x, pass.Take(this, "output", input.Shape));
        return new(Signal.Constant(1, output), (outputGradient, _, inputGradient) =>
        {
            if (inputGradient is not null) OverTimeModule.inputGradient(_reduction, x, output, outputGradient, inputGradient);
        });
    }
}
