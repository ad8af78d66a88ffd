using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>
/// A layer that maps a whole sequence at once, as its output at a step depends on more of the input than that of the step: an input that stays the
/// same over time is written out for it.
/// </summary>
public abstract class SequenceLayer : Layer
{
    private protected SequenceLayer()
    {
    }

    /// <inheritdoc/>
    public sealed override LayerRun Forward(Signal input, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(pass);
        var x = Sums.EachStep(this, input, pass);
        var run = Run(x, pass);
        if (run.Pullback is not { } pullback || !input.IsConstant) return run;
        return run with
        {
            Pullback = (outputGradient, gradients, inputGradient) =>
            {
                var whole = inputGradient is null ? null : pass.Take(this, "input gradient", x.Lengths);
                pullback(outputGradient, gradients, whole);
                if (whole is not null) Sums.WriteGradient(whole, inputGradient!, add: false);
            },
        };
    }

    /// <summary>The output of a sequence [T, batch, features…], and the gradient function.</summary>
    private protected abstract LayerRun Run(Tensor<float> x, Pass pass);

    /// <summary>Refuses a sequence that goes on from another one, for a layer that needs it whole.</summary>
    /// <exception cref="ArgumentException">The pass goes on.</exception>
    private protected void RequireWhole(Tensor<float> x, Pass pass, string why)
    {
        var shape = x.Lengths[1..];
        if (pass.Before<Whole>(this, shape) is not null)
            throw new ArgumentException(
                $"Layer {Place}, {this}: the sequence goes on from another one; {why}, so it has to come whole, from the beginning.", nameof(x));
        pass.Keep(this, Whole.Sequence, shape.ToArray());
    }

    private sealed class Whole
    {
        public static Whole Sequence { get; } = new();
    }
}
