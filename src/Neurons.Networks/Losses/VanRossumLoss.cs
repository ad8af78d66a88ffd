using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>The options of a <see cref="VanRossumLoss"/>.</summary>
/// <param name="Tau">The time constant of the kernel in steps, &gt; 0.</param>
public sealed record VanRossumLossOptions(double Tau = 10);

/// <summary>
/// The squared distance of spike trains (van Rossum 2001): each train is smoothed by a decaying exponential, f[t] = e^(−1/τ) f[t − 1] + s[t], and
/// the squares of the differences are summed over the steps, times 1/τ; the mean over outputs and samples. Two trains of one spike each, far
/// apart, have nearly the distance 1.
/// </summary>
public sealed class VanRossumLoss : TargetLoss
{
    private readonly double _decay;

    /// <summary>The loss with these options.</summary>
    public VanRossumLoss(VanRossumLossOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!(double.IsFinite(options.Tau) && options.Tau > 0))
            throw Require.Wrong("Van Rossum loss", nameof(options.Tau), options.Tau, "finite and above 0");
        (Options, _decay) = (options, Math.Exp(-1 / options.Tau));
    }

    /// <summary>The options.</summary>
    public VanRossumLossOptions Options { get; }

    /// <inheritdoc/>
    public override double Evaluate(Tensor<float> output, SequenceTargets targets, Tensor<float> gradient)
    {
        var (steps, batch, width) = Sizes(output, targets, gradient, isOne: false);
        if (targets.Values.Lengths[0] != steps)
            throw new ArgumentException(
                $"{Name}: the targets are of {targets.Values.Lengths[0]} steps; they must be trains of the {steps} of the output.", nameof(targets));
        var y = output.ReadOnlySpan();
        var aim = targets.Values.ReadOnlySpan();
        var dy = gradient.Span();
        dy.Clear();
        var row = batch * width;
        var share = 1 / (Options.Tau * width * batch);
        var smooth = new double[steps];
        var sum = 0.0;
        for (var column = 0; column < row; column++)
        {
            var length = targets.Length(column / width, steps);
            var trace = 0.0;
            for (var t = 0; t < length; t++)
            {
                var (place, target) = ((t * row) + column, (double)aim[(t * row) + column]);
                // no target, no difference
                trace = (_decay * trace) + (double.IsNaN(target) ? 0 : y[place] - target);
                smooth[t] = trace;
                sum += share * trace * trace;
            }
            trace = 0;
            for (var t = length - 1; t >= 0; t--)
            {
                trace = (_decay * trace) + (2 * share * smooth[t]);
                if (!float.IsNaN(aim[(t * row) + column])) dy[(t * row) + column] = (float)trace;
            }
        }
        return sum;
    }
}

public partial class Loss
{
    /// <inheritdoc cref="VanRossumLoss" path="/summary"/>
    /// <param name="tau">The time constant of the kernel in steps.</param>
    public static TargetLoss VanRossum(double tau = 10) => new VanRossumLoss(new(tau));
}
