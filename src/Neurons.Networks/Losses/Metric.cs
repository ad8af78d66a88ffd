using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>
/// How good an output, [T, batch, classes], is. A metric of one's own derives from this class, or is a function that <see cref="From"/> takes.
/// </summary>
public abstract class Metric
{
    /// <summary>The name.</summary>
    public abstract string Name { get; }

    /// <summary>A metric that is a function.</summary>
    /// <param name="name">The name.</param>
    /// <param name="evaluate">Of an output, [T, batch, classes] or [batch, classes], and the class of each sample.</param>
    public static Metric From(string name, Func<Tensor<float>, int[], double> evaluate)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(evaluate);
        return new FunctionMetric(name, evaluate);
    }

    /// <summary>Accuracy by the number of spikes of each class. snnTorch's <c>accuracy_rate</c>.</summary>
    /// <param name="population">The outputs of each class, at least 1, side by side; they are summed.</param>
    public static Accuracy RateAccuracy(int population = 1) => new("rate_accuracy", Readout.SumOverTime, population);

    /// <summary>
    /// Accuracy by the first spike: the class that fires before the others. snnTorch's <c>accuracy_temporal</c>, but that a class without a
    /// spike comes after one that fires in the last step, where snnTorch takes them for equal. Where no class fires, it is the first.
    /// </summary>
    public static Accuracy TemporalAccuracy() => new("temporal_accuracy", Readout.NegatedSpikeTime);

    /// <summary>Accuracy by the largest potential over time.</summary>
    /// <param name="population">The outputs of each class, at least 1, side by side; they are summed.</param>
    public static Accuracy MaxMembraneAccuracy(int population = 1) => new("max_membrane_accuracy", Readout.MaxOverTime, population);

    /// <summary>Accuracy by the mean potential over time.</summary>
    /// <param name="population">The outputs of each class, at least 1, side by side; they are summed.</param>
    public static Accuracy MeanMembraneAccuracy(int population = 1) => new("mean_membrane_accuracy", Readout.MeanOverTime, population);

    /// <summary>The metric of a batch.</summary>
    /// <param name="output">[T, batch, classes], or [batch, classes] without time.</param>
    /// <param name="labels">The class of each sample.</param>
    public abstract double Evaluate(Tensor<float> output, int[] labels);

    /// <inheritdoc/>
    public override string ToString() => Name;

    private sealed class FunctionMetric(string name, Func<Tensor<float>, int[], double> evaluate) : Metric
    {
        public override string Name => name;

        public override double Evaluate(Tensor<float> output, int[] labels) => evaluate(output, labels);
    }
}

/// <summary>The share of the samples that are classified correctly, 0 to 1: by the class with the largest value of a readout.</summary>
public sealed class Accuracy : Metric
{
    private readonly Readout _readout;
    private readonly int _population;

    /// <summary>Accuracy by a readout.</summary>
    /// <param name="name">The name.</param>
    /// <param name="readout">What stands for a class over time.</param>
    /// <param name="population">The outputs of each class, at least 1, side by side; they are summed.</param>
    public Accuracy(string name, Readout readout, int population = 1)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (population < 1)
            throw Require.Wrong(name, nameof(population), population, "at least 1");
        (Name, _readout, _population) = (name, readout, population);
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override double Evaluate(Tensor<float> output, int[] labels) => Evaluate<float>(output, labels);

    /// <summary>The accuracy of outputs of any type of floating-point numbers.</summary>
    /// <param name="output">[T, batch, classes], or [batch, classes] without time.</param>
    /// <param name="labels">The class of each sample.</param>
    public double Evaluate<T>(Tensor<T> output, int[] labels)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(labels);
        var classes = Readouts.Classes(_readout, _population, output);
        if (labels.Length != classes.Length)
            throw new ArgumentException($"Accuracy: there are {labels.Length} labels for a batch of {classes.Length}.", nameof(labels));
        return (double)Correct(classes, labels) / classes.Length;
    }

    /// <summary>The class of each sample; the first where several are as likely.</summary>
    /// <param name="output">[T, batch, classes], or [batch, classes] without time.</param>
    public int[] Classes(Tensor<float> output) => Readouts.Classes(_readout, _population, output);

    /// <summary>How many classes are the labels.</summary>
    internal static int Correct(int[] classes, int[] labels)
    {
        var correct = 0;
        for (var sample = 0; sample < classes.Length; sample++)
        {
            if (classes[sample] == labels[sample]) correct++;
        }
        return correct;
    }
}
