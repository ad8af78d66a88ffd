namespace Neurons.Networks;

/// <summary>The options of a <see cref="CountSquaredError"/>.</summary>
/// <param name="Correct">Spikes a step of the right class, in [0, 1].</param>
/// <param name="Incorrect">Spikes a step of each other class, in [0, 1].</param>
/// <param name="ClassWeights">A weight ≥ 0 for the samples of each class; null for 1 each.</param>
/// <param name="Population">The outputs of each class, at least 1, side by side; they are summed.</param>
public sealed record CountSquaredErrorOptions(
    double Correct = 1, double Incorrect = 0, IReadOnlyList<double>? ClassWeights = null, int Population = 1);

/// <summary>
/// The squared error of the number of spikes of each class, divided by the number of steps; the mean over samples and classes. The
/// targets are T · rate · population, rounded down. snnTorch's <c>mse_count_loss</c>.
/// </summary>
public sealed class CountSquaredError : SquaredErrorLoss
{
    /// <summary>The loss with these options.</summary>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentException">A number is not allowed.</exception>
    public CountSquaredError(CountSquaredErrorOptions options)
        : base(Readout.SumOverTime, options.ClassWeights, options.Population)
    {
        Require.That(options.Correct is >= 0 and <= 1, Subject, "correct", options.Correct, "in [0, 1]");
        Require.That(options.Incorrect is >= 0 and <= 1, Subject, "incorrect", options.Incorrect, "in [0, 1]");
        Options = options;
    }

    /// <summary>The options.</summary>
    public CountSquaredErrorOptions Options { get; }

    private protected override SquaredErrorAim Aim(OutputSizes sizes)
    {
        double Count(double rate) => Math.Truncate((double)sizes.Steps * rate * sizes.Population);
        return new(Count(Options.Correct), Count(Options.Incorrect), 0, 1 / ((double)sizes.Count * sizes.Steps));
    }
}

public partial class Loss
{
    /// <inheritdoc cref="Networks.CountSquaredError" path="/summary"/>
    /// <param name="correctRate">Spikes a step of the right class, in [0, 1].</param>
    /// <param name="incorrectRate">Spikes a step of each other class, in [0, 1].</param>
    /// <param name="classWeights">A weight for the samples of each class; null for 1 each.</param>
    /// <param name="population">The outputs of each class, at least 1.</param>
    public static Loss CountSquaredError(
        double correctRate = 1, double incorrectRate = 0, IReadOnlyList<double>? classWeights = null, int population = 1) =>
        new CountSquaredError(new(correctRate, incorrectRate, classWeights, population));
}
