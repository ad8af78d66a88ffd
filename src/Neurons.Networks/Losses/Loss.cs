using System.Numerics.Tensors;
using Neurons.Learning;

namespace Neurons.Networks;

/// <summary>
/// What training makes small: a function of a network's output, [T, batch, classes], and of the class of each sample. An output
/// without time is [batch, classes]. Gradients are those of snnTorch 0.9 and PyTorch, which the values follow too.
/// </summary>
/// <remarks>
/// What several losses can do: <c>classWeights</c>, a weight ≥ 0 for each class, scales the losses of its samples;
/// <c>labelSmoothing</c>, in [0, 1), gives that share of the target to all classes evenly; with a <c>population</c> of P, each class has
/// P outputs, side by side, which are summed.
/// </remarks>
public sealed class Loss
{
    private readonly Objective _objective;

    internal Loss(LossDescription description)
    {
        Description = description;
        _objective = description.Objective();
        ObjectiveModule.check(_objective);
    }

    /// <summary>The name, as in a checkpoint.</summary>
    public string Name => Description.Name;

    /// <summary>What the loss is made from; a loss made from it again is the same.</summary>
    internal LossDescription Description { get; }

    /// <summary>
    /// Softmax cross-entropy of the largest potential of each class over time; the gradient goes to the first step that has it.
    /// snnTorch's <c>ce_max_membrane_loss</c>.
    /// </summary>
    /// <param name="classWeights">A weight for each class; the sum is divided by the number of samples. Null for 1 each.</param>
    /// <param name="labelSmoothing">The share of the target that all classes have, in [0, 1).</param>
    /// <param name="population">The outputs of each class, at least 1.</param>
    public static Loss MaxMembraneCrossEntropy(IReadOnlyList<double>? classWeights = null, double labelSmoothing = 0, int population = 1) =>
        CrossEntropy(LossDescription.MaxMembrane, classWeights, labelSmoothing, population);

    /// <summary>Softmax cross-entropy of the mean potential of each class over time.</summary>
    /// <inheritdoc cref="MaxMembraneCrossEntropy" path="/param"/>
    public static Loss MeanMembraneCrossEntropy(IReadOnlyList<double>? classWeights = null, double labelSmoothing = 0, int population = 1) =>
        CrossEntropy(LossDescription.MeanMembrane, classWeights, labelSmoothing, population);

    /// <summary>Softmax cross-entropy of the spikes of each step, the mean over the steps. snnTorch's <c>ce_rate_loss</c>.</summary>
    /// <inheritdoc cref="MaxMembraneCrossEntropy" path="/param"/>
    public static Loss RateCrossEntropy(IReadOnlyList<double>? classWeights = null, double labelSmoothing = 0, int population = 1) =>
        CrossEntropy(LossDescription.Rate, classWeights, labelSmoothing, population);

    /// <summary>Softmax cross-entropy of the number of spikes of each class. snnTorch's <c>ce_count_loss</c>.</summary>
    /// <inheritdoc cref="MaxMembraneCrossEntropy" path="/param"/>
    public static Loss CountCrossEntropy(IReadOnlyList<double>? classWeights = null, double labelSmoothing = 0, int population = 1) =>
        CrossEntropy(LossDescription.Count, classWeights, labelSmoothing, population);

    /// <summary>
    /// Softmax cross-entropy of the potentials of each step, the sum over the steps or their mean. The answer is the class with the
    /// largest sum over time.
    /// </summary>
    /// <param name="steps">What becomes of the losses of the steps.</param>
    /// <param name="classWeights">A weight for each class; the sum is divided by the number of samples. Null for 1 each.</param>
    /// <param name="labelSmoothing">The share of the target that all classes have, in [0, 1).</param>
    /// <param name="population">The outputs of each class, at least 1.</param>
    public static Loss StepCrossEntropy(
        OverSteps steps = OverSteps.Sum, IReadOnlyList<double>? classWeights = null, double labelSmoothing = 0, int population = 1) =>
        CrossEntropy(steps == OverSteps.Sum ? LossDescription.StepSum : LossDescription.StepMean, classWeights, labelSmoothing, population);

    /// <summary>
    /// Softmax cross-entropy of the time t of each class's first spike, made larger for earlier spikes: −t, or 1/(t + 1). A class that
    /// does not fire counts as firing in the last step. snnTorch's <c>ce_temporal_loss</c>, with its rule for the derivative of a spike's
    /// time: −1 at that step, 0 elsewhere.
    /// </summary>
    /// <param name="inverse">What of the time is taken.</param>
    /// <param name="classWeights">A weight for each class; the sum is divided by the sum of the samples' weights. Null for 1 each.</param>
    /// <param name="labelSmoothing">The share of the target that all classes have, in [0, 1).</param>
    public static Loss TemporalCrossEntropy(
        SpikeTimeInverse inverse = SpikeTimeInverse.Negated, IReadOnlyList<double>? classWeights = null, double labelSmoothing = 0) =>
        CrossEntropy(inverse == SpikeTimeInverse.Negated ? LossDescription.NegatedTime : LossDescription.ReciprocalTime, classWeights, labelSmoothing, 1);

    /// <summary>
    /// Softmax cross-entropy of logits [batch, classes]; of an output over time, of its mean. PyTorch's <c>cross_entropy</c>.
    /// </summary>
    /// <param name="classWeights">A weight for each class; the sum is divided by the sum of the samples' weights. Null for 1 each.</param>
    /// <param name="labelSmoothing">The share of the target that all classes have, in [0, 1).</param>
    public static Loss CrossEntropy(IReadOnlyList<double>? classWeights = null, double labelSmoothing = 0) =>
        CrossEntropy(LossDescription.Logits, classWeights, labelSmoothing, 1);

    /// <summary>
    /// The squared error of the number of spikes of each class, divided by the number of steps; the mean over samples and classes. The
    /// targets are T · rate · population, rounded down. snnTorch's <c>mse_count_loss</c>.
    /// </summary>
    /// <param name="correctRate">Spikes a step of the right class, in [0, 1].</param>
    /// <param name="incorrectRate">Spikes a step of each other class, in [0, 1].</param>
    /// <param name="classWeights">A weight for the samples of each class; null for 1 each.</param>
    /// <param name="population">The outputs of each class, at least 1.</param>
    public static Loss CountSquaredError(
        double correctRate = 1, double incorrectRate = 0, IReadOnlyList<double>? classWeights = null, int population = 1) =>
        SquaredError(LossDescription.CountError, correctRate, incorrectRate, 0, classWeights, population);

    /// <summary>
    /// The squared error of the potential at each step; the mean over steps, samples and classes. snnTorch's <c>mse_membrane_loss</c>.
    /// </summary>
    /// <param name="onTarget">The potential of the right class.</param>
    /// <param name="offTarget">The potential of the other classes.</param>
    /// <param name="classWeights">A weight for the samples of each class; null for 1 each.</param>
    /// <param name="population">The outputs of each class, at least 1.</param>
    public static Loss MembraneSquaredError(
        double onTarget = 1, double offTarget = 0, IReadOnlyList<double>? classWeights = null, int population = 1) =>
        SquaredError(LossDescription.MembraneError, onTarget, offTarget, 0, classWeights, population);

    /// <summary>
    /// The squared error of the time of each class's first spike, as a part of the sequence; the mean over samples and classes. A class
    /// that does not fire counts as firing in the last step. snnTorch's <c>mse_temporal_loss</c>, with its rule for the derivative of a
    /// spike's time: −1 at that step, 0 elsewhere.
    /// </summary>
    /// <param name="onTarget">The step of the right class's first spike; below 0, counted from the end.</param>
    /// <param name="offTarget">The step of the other classes' first spike; −1 is the last step.</param>
    /// <param name="tolerance">A time that is less than so many steps off counts as right; ≥ 0.</param>
    /// <param name="classWeights">A weight for the samples of each class; null for 1 each.</param>
    public static Loss TemporalSquaredError(
        double onTarget = 0, double offTarget = -1, double tolerance = 0, IReadOnlyList<double>? classWeights = null) =>
        SquaredError(LossDescription.TemporalError, onTarget, offTarget, tolerance, classWeights, 1);

    /// <summary>The mean loss of the batch, and its gradient with respect to the output.</summary>
    /// <param name="output">[T, batch, classes], or [batch, classes] without time.</param>
    /// <param name="labels">The class of each sample, 0 .. classes − 1.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, the batch is empty, or a label is out of range.</exception>
    public (double Value, Tensor<float> Gradient) Evaluate(Tensor<float> output, int[] labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var loss = Evaluate(output, labels, null);
        return (loss.Value, loss.Gradient);
    }

    /// <summary>The class of each sample, as the loss sees it: by the largest value, the largest sum or the first spike.</summary>
    public int[] Classes(Tensor<float> output) => ObjectiveModule.classes(_objective, Metric.Sequence(output));

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>What the losses of samples are divided by for each of them, where that depends on the samples; else null.</summary>
    internal double? Divisor(ReadOnlySpan<int> labels) => ObjectiveModule.divisor(_objective, labels);

    /// <summary>The loss of a batch.</summary>
    /// <param name="output">[T, batch, classes], or [batch, classes] without time.</param>
    /// <param name="labels">The class of each sample.</param>
    /// <param name="into">Where the gradient goes.</param>
    /// <param name="divisor">The <see cref="Divisor"/> of the larger batch that this one is a part of; null for its own.</param>
    internal LossValue<float> Evaluate(Tensor<float> output, int[] labels, Tensor<float>? into, double? divisor = null) =>
        ObjectiveModule.evaluatePart(divisor, _objective, Metric.Sequence(output), labels, into);

    private static Loss CrossEntropy(string name, IReadOnlyList<double>? classWeights, double labelSmoothing, int population) =>
        new(new LossDescription(name) { ClassWeights = classWeights?.ToArray(), LabelSmoothing = labelSmoothing, Population = population });

    private static Loss SquaredError(
        string name, double correct, double incorrect, double tolerance, IReadOnlyList<double>? classWeights, int population) => new(new LossDescription(name)
        {
            Correct = correct,
            Incorrect = incorrect,
            Tolerance = tolerance,
            ClassWeights = classWeights?.ToArray(),
            Population = population,
        });
}

/// <summary>What becomes of the losses of the steps.</summary>
public enum OverSteps
{
    /// <summary>They are added.</summary>
    Sum,

    /// <summary>Their mean is taken.</summary>
    Mean,
}

/// <summary>How the time t of a first spike, 0 for the first step, becomes a number that is larger for earlier spikes.</summary>
public enum SpikeTimeInverse
{
    /// <summary>−t.</summary>
    Negated,

    /// <summary>1/(t + 1).</summary>
    Reciprocal,
}
