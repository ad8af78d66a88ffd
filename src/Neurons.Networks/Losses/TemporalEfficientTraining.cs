using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>The options of a <see cref="TemporalEfficientTraining"/>.</summary>
/// <param name="Mean">The potential to which all outputs are drawn, finite.</param>
/// <param name="Share">The share of that in the loss, in [0, 1].</param>
public sealed record TemporalEfficientTrainingOptions(double Mean = 1, double Share = 0.05);

/// <summary>
/// The mean cross-entropy of the steps, and the mean squared distance of all potentials from one number: (1 − λ) · CE + λ · mean (y − mean)²
/// (Deng et al. 2022; SpikingJelly's TETLoss). The answer is the class with the largest sum over time.
/// </summary>
public sealed class TemporalEfficientTraining : Loss
{
    private readonly Loss _steps = StepCrossEntropy(OverSteps.Mean);

    /// <summary>The loss with these options.</summary>
    /// <exception cref="ArgumentException">A number is not allowed.</exception>
    public TemporalEfficientTraining(TemporalEfficientTrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!double.IsFinite(options.Mean)) throw Require.Wrong("Temporal efficient training", nameof(options.Mean), options.Mean, "finite");
        if (!(options.Share is >= 0 and <= 1)) throw Require.Wrong("Temporal efficient training", nameof(options.Share), options.Share, "in [0, 1]");
        Options = options;
    }

    /// <summary>The options.</summary>
    public TemporalEfficientTrainingOptions Options { get; }

    /// <inheritdoc/>
    public override double Evaluate(Tensor<float> output, int[] labels, Tensor<float> gradient, double? divisor = null)
    {
        var (mean, share) = (Options.Mean, Options.Share);
        var value = (1 - share) * _steps.Evaluate(output, labels, gradient, divisor);
        var y = output.ReadOnlySpan();
        var dy = gradient.Span();
        var squares = 0.0;
        for (var i = 0; i < y.Length; i++)
        {
            var difference = y[i] - mean;
            squares += difference * difference;
            dy[i] = (float)(((1 - share) * dy[i]) + (2 * share * difference / y.Length));
        }
        return value + (share * squares / y.Length);
    }
}

public partial class Loss
{
    /// <inheritdoc cref="Networks.TemporalEfficientTraining" path="/summary"/>
    /// <param name="mean">The potential to which all outputs are drawn.</param>
    /// <param name="share">The share of that in the loss, λ.</param>
    public static Loss TemporalEfficientTraining(double mean = 1, double share = 0.05) => new TemporalEfficientTraining(new(mean, share));
}
