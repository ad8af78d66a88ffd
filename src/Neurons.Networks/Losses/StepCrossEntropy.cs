namespace Neurons.Networks;

/// <summary>The options of a <see cref="StepCrossEntropy"/>.</summary>
/// <param name="Steps">What becomes of the losses of the steps.</param>
/// <param name="ClassWeights">A weight ≥ 0 for each class; the sum is divided by the number of samples. Null for 1 each.</param>
/// <param name="LabelSmoothing">The share of the target that all classes have, in [0, 1).</param>
/// <param name="Population">The outputs of each class, at least 1, side by side; they are summed.</param>
public sealed record StepCrossEntropyOptions(
    OverSteps Steps = OverSteps.Sum, IReadOnlyList<double>? ClassWeights = null, double LabelSmoothing = 0, int Population = 1);

/// <summary>
/// Softmax cross-entropy of the potentials of each step, the sum over the steps or their mean. The answer is the class with the
/// largest sum over time.
/// </summary>
public sealed class StepCrossEntropy : CrossEntropyLoss
{
    /// <summary>The loss with these options.</summary>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentException">A number is not allowed.</exception>
    public StepCrossEntropy(StepCrossEntropyOptions options)
        : base(options.Steps, new(options.ClassWeights, options.LabelSmoothing, options.Population)) => Options = options;

    /// <summary>The options.</summary>
    public StepCrossEntropyOptions Options { get; }
}

public partial class Loss
{
    /// <inheritdoc cref="Networks.StepCrossEntropy" path="/summary"/>
    /// <param name="steps">What becomes of the losses of the steps.</param>
    /// <param name="classWeights">A weight for each class; the sum is divided by the number of samples. Null for 1 each.</param>
    /// <param name="labelSmoothing">The share of the target that all classes have, in [0, 1).</param>
    /// <param name="population">The outputs of each class, at least 1.</param>
    public static Loss StepCrossEntropy(
        OverSteps steps = OverSteps.Sum, IReadOnlyList<double>? classWeights = null, double labelSmoothing = 0, int population = 1) =>
        new StepCrossEntropy(new(steps, classWeights, labelSmoothing, population));
}
