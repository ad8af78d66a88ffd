namespace Neurons.Networks;

/// <summary>The options of a <see cref="TemporalSquaredError"/>.</summary>
/// <param name="Correct">The step of the right class's first spike; below 0, counted from the end.</param>
/// <param name="Incorrect">The step of the other classes' first spike; −1 is the last step.</param>
/// <param name="Tolerance">A time that is less than so many steps off counts as right; ≥ 0.</param>
/// <param name="ClassWeights">A weight ≥ 0 for the samples of each class; null for 1 each.</param>
public sealed record TemporalSquaredErrorOptions(
    double Correct = 0, double Incorrect = -1, double Tolerance = 0, IReadOnlyList<double>? ClassWeights = null);

/// <summary>
/// The squared error of the time of each class's first spike, as a part of the sequence; the mean over samples and classes. A class
/// that does not fire counts as firing in the last step. snnTorch's <c>mse_temporal_loss</c>, with its rule for the derivative of a
/// spike's time: −1 at that step, 0 elsewhere.
/// </summary>
public sealed class TemporalSquaredError : SquaredErrorLoss
{
    /// <summary>The loss with these options.</summary>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentException">A number is not allowed.</exception>
    public TemporalSquaredError(TemporalSquaredErrorOptions options)
        : base(Readout.NegatedSpikeTime, options.ClassWeights, population: 1)
    {
        RequireFinite(options.Correct, options.Incorrect);
        Require.NotNegative(Subject, "tolerance", options.Tolerance);
        Options = options;
    }

    /// <summary>The options.</summary>
    public TemporalSquaredErrorOptions Options { get; }

    private protected override SquaredErrorAim Aim(OutputSizes sizes)
    {
        double steps = sizes.Steps;
        // times are read negated
        double Time(double t) => -(t < 0 ? steps + t : t);
        return new(Time(Options.Correct), Time(Options.Incorrect), Options.Tolerance, 1 / (sizes.Count * steps * steps));
    }
}

public partial class Loss
{
    /// <inheritdoc cref="Networks.TemporalSquaredError" path="/summary"/>
    /// <param name="onTarget">The step of the right class's first spike; below 0, counted from the end.</param>
    /// <param name="offTarget">The step of the other classes' first spike; −1 is the last step.</param>
    /// <param name="tolerance">A time that is less than so many steps off counts as right; ≥ 0.</param>
    /// <param name="classWeights">A weight for the samples of each class; null for 1 each.</param>
    public static Loss TemporalSquaredError(
        double onTarget = 0, double offTarget = -1, double tolerance = 0, IReadOnlyList<double>? classWeights = null) =>
        new TemporalSquaredError(new(onTarget, offTarget, tolerance, classWeights));
}
