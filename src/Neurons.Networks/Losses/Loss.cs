using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>
/// What training makes small: a function of a network's output, [T, batch, classes], and of the class of each sample. An output
/// without time is [batch, classes]. Gradients of the losses here are those of snnTorch 0.9 and PyTorch, which the values follow too.
/// </summary>
/// <remarks>
/// A loss of one's own derives from this class, or is a function that <see cref="From"/> takes. What several losses can do:
/// <c>classWeights</c>, a weight ≥ 0 for each class, scales the losses of its samples; <c>labelSmoothing</c>, in [0, 1), gives that share
/// of the target to all classes evenly; with a <c>population</c> of P, each class has P outputs, side by side, which are summed.
/// </remarks>
public abstract partial class Loss
{
    /// <summary>The losses by name; one's own are registered here, to be saved with a training and read of a file.</summary>
    public static Registry<Loss> Kinds { get; } = BuiltIn();

    /// <summary>The name, as in a checkpoint.</summary>
    public virtual string Name => Kinds.NameOf(this) ?? GetType().Name;

    /// <summary>The outputs of each class, side by side; at least 1. Default 1.</summary>
    public virtual int Population => 1;

    /// <summary>A loss that is a function; registered by <see cref="Registry{TPart}.Register(string, TPart)"/>, it can be saved.</summary>
    /// <param name="name">The name.</param>
    /// <param name="evaluate">
    /// Of an output, [T, batch, classes] or [batch, classes], and the class of each sample: the mean loss of the batch, and its gradient
    /// in the shape of the output.
    /// </param>
    /// <param name="population">The outputs of each class, at least 1.</param>
    public static Loss From(string name, Func<Tensor<float>, int[], (double Value, Tensor<float> Gradient)> evaluate, int population = 1) =>
        new FunctionLoss(name, evaluate, population);

    /// <summary>The mean loss of the batch, and its gradient with respect to the output.</summary>
    /// <param name="output">[T, batch, classes], or [batch, classes] without time.</param>
    /// <param name="labels">The class of each sample, 0 .. classes − 1.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, the batch is empty, or a label is out of range.</exception>
    public (double Value, Tensor<float> Gradient) Evaluate(Tensor<float> output, int[] labels)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(labels);
        var gradient = AlignedTensor.CreateUninitialized<float>(output.Lengths);
        return (Evaluate(output, labels, gradient), gradient);
    }

    /// <summary>The mean loss of the batch; its gradient is written to memory that is there.</summary>
    /// <param name="output">[T, batch, classes], or [batch, classes] without time; contiguous.</param>
    /// <param name="labels">The class of each sample, 0 .. classes − 1.</param>
    /// <param name="gradient">Takes the gradient with respect to the output: all of it, in its shape.</param>
    /// <param name="divisor">The <see cref="Divisor"/> of the larger batch that this one is a part of; null for its own.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, the batch is empty, or a label is out of range.</exception>
    public abstract double Evaluate(Tensor<float> output, int[] labels, Tensor<float> gradient, double? divisor = null);

    /// <summary>The mean loss of the batch with its gradient, and the class of each sample: a training needs both.</summary>
    internal virtual double Evaluate(Tensor<float> output, int[] labels, Tensor<float> gradient, double? divisor, out int[] classes)
    {
        var value = Evaluate(output, labels, gradient, divisor);
        classes = Classes(output);
        return value;
    }

    /// <summary>
    /// The class of each sample, as the loss sees it. Default: the one with the largest sum over time, the first where several are equal.
    /// </summary>
    /// <param name="output">[T, batch, classes], or [batch, classes] without time.</param>
    /// <exception cref="ArgumentException">The loss cannot be one of such outputs.</exception>
    public virtual int[] Classes(Tensor<float> output) => Readouts.Classes(Readout.SumOverTime, Population, output);

    /// <summary>
    /// What the sum of the losses is divided by, for each sample of the batch, where that depends on the samples, as the mean weight of
    /// their classes; null where it does not. Parts of a batch that are summed are given that of the whole.
    /// </summary>
    /// <param name="labels">The class of each sample.</param>
    public virtual double? Divisor(ReadOnlySpan<int> labels) => null;

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static Registry<Loss> BuiltIn()
    {
        var kinds = new Registry<Loss>("loss", "name");
        kinds.Register<MaxMembraneCrossEntropy, CrossEntropyOptions>("max_membrane_cross_entropy", o => new(o), loss => loss.Options);
        kinds.Register<MeanMembraneCrossEntropy, CrossEntropyOptions>("mean_membrane_cross_entropy", o => new(o), loss => loss.Options);
        kinds.Register<RateCrossEntropy, CrossEntropyOptions>("rate_cross_entropy", o => new(o), loss => loss.Options);
        kinds.Register<CountCrossEntropy, CrossEntropyOptions>("count_cross_entropy", o => new(o), loss => loss.Options);
        kinds.Register<CrossEntropy, CrossEntropyOptions>("cross_entropy", o => new(o), loss => loss.Options);
        kinds.Register<StepCrossEntropy, StepCrossEntropyOptions>("step_cross_entropy", o => new(o), loss => loss.Options);
        kinds.Register<TemporalCrossEntropy, TemporalCrossEntropyOptions>("temporal_cross_entropy", o => new(o), loss => loss.Options);
        kinds.Register<CountSquaredError, CountSquaredErrorOptions>("count_squared_error", o => new(o), loss => loss.Options);
        kinds.Register<MembraneSquaredError, MembraneSquaredErrorOptions>("membrane_squared_error", o => new(o), loss => loss.Options);
        kinds.Register<SpikeTimeCrossEntropy, SpikeTimeCrossEntropyOptions>("spike_time_cross_entropy", o => new(o), loss => loss.Options);
        kinds.Register<TemporalSquaredError, TemporalSquaredErrorOptions>("temporal_squared_error", o => new(o), loss => loss.Options);
        kinds.Register<TemporalEfficientTraining, TemporalEfficientTrainingOptions>("temporal_efficient_training", o => new(o), loss => loss.Options);
        kinds.Register<SpikeSimilarity, SpikeSimilarityOptions>("spike_similarity", o => new(o), loss => loss.Options);
        kinds.Register<MeanSquaredError, DifferenceLossOptions>("mean_squared_error", o => new(o), loss => loss.Options);
        kinds.Register<MeanAbsoluteError, DifferenceLossOptions>("mean_absolute_error", o => new(o), loss => loss.Options);
        kinds.Register<HuberLoss, HuberLossOptions>("huber", o => new(o), loss => loss.Options);
        kinds.Register<VanRossumLoss, VanRossumLossOptions>("van_rossum", o => new(o), loss => loss.Options);
        kinds.Register<MaskedCrossEntropy, MaskedCrossEntropyOptions>("masked_cross_entropy", o => new(o), loss => loss.Options);
        kinds.Register<CtcLoss, CtcLossOptions>("ctc", o => new(o), loss => loss.Options);
        return kinds;
    }
}
