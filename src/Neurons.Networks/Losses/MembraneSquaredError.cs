namespace Neurons.Networks;

/// <summary>The options of a <see cref="MembraneSquaredError"/>.</summary>
/// <param name="Correct">The potential of the right class.</param>
/// <param name="Incorrect">The potential of the other classes.</param>
/// <param name="ClassWeights">A weight ≥ 0 for the samples of each class; null for 1 each.</param>
/// <param name="Population">The outputs of each class, at least 1, side by side; they are summed.</param>
public sealed record MembraneSquaredErrorOptions(
    double Correct = 1, double Incorrect = 0, IReadOnlyList<double>? ClassWeights = null, int Population = 1);

/// <summary>The squared error of the potential at each step; the mean over steps, samples and classes. snnTorch's <c>mse_membrane_loss</c>.</summary>
public sealed class MembraneSquaredError : SquaredErrorLoss
{
    /// <summary>The loss with these options.</summary>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentException">A number is not allowed.</exception>
    public MembraneSquaredError(MembraneSquaredErrorOptions options)
        : base(OverSteps.Mean, options.ClassWeights, options.Population)
    {
        RequireFinite(options.Correct, options.Incorrect);
        Options = options;
    }

    /// <summary>The options.</summary>
    public MembraneSquaredErrorOptions Options { get; }

    private protected override SquaredErrorAim Aim(OutputSizes sizes) => new(Options.Correct, Options.Incorrect, 0, 1.0 / sizes.Count);
}

public partial class Loss
{
    /// <inheritdoc cref="Networks.MembraneSquaredError" path="/summary"/>
    /// <param name="onTarget">The potential of the right class.</param>
    /// <param name="offTarget">The potential of the other classes.</param>
    /// <param name="classWeights">A weight for the samples of each class; null for 1 each.</param>
    /// <param name="population">The outputs of each class, at least 1.</param>
    public static Loss MembraneSquaredError(
        double onTarget = 1, double offTarget = 0, IReadOnlyList<double>? classWeights = null, int population = 1) =>
        new MembraneSquaredError(new(onTarget, offTarget, classWeights, population));
}
