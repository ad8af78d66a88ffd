using System.Numerics.Tensors;
using Neurons.Learning;

namespace Neurons.Networks;

/// <summary>How an output, [T, batch, classes], is read as a class for each sample, and how often that is right.</summary>
public sealed class Metric
{
    private readonly Readout _readout;
    private readonly int _population;

    private Metric(string name, Readout readout, int population = 1)
    {
        if (population < 1)
            throw new ArgumentOutOfRangeException(nameof(population), population, $"{name}: population is {population}; it must be at least 1.");
        (Name, _readout, _population) = (name, readout, population);
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>Accuracy by the number of spikes of each class. snnTorch's <c>accuracy_rate</c>.</summary>
    /// <param name="population">The outputs of each class, at least 1, side by side; they are summed.</param>
    public static Metric RateAccuracy(int population = 1) => new("rate_accuracy", Readout.SumOverTime, population);

    /// <summary>
    /// Accuracy by the first spike: the class that fires before the others. snnTorch's <c>accuracy_temporal</c>, but that a class without a
    /// spike comes after one that fires in the last step, where snnTorch takes them for equal. Where no class fires, it is the first.
    /// </summary>
    public static Metric TemporalAccuracy() => new("temporal_accuracy", Readout.NegatedSpikeTime);

    /// <summary>Accuracy by the largest potential over time.</summary>
    /// <param name="population">The outputs of each class, at least 1, side by side; they are summed.</param>
    public static Metric MaxMembraneAccuracy(int population = 1) => new("max_membrane_accuracy", Readout.MaxOverTime, population);

    /// <summary>Accuracy by the mean potential over time.</summary>
    /// <param name="population">The outputs of each class, at least 1, side by side; they are summed.</param>
    public static Metric MeanMembraneAccuracy(int population = 1) => new("mean_membrane_accuracy", Readout.MeanOverTime, population);

    /// <summary>The share of the samples that are classified correctly, 0 to 1.</summary>
    /// <param name="output">[T, batch, classes], or [batch, classes] without time.</param>
    /// <param name="labels">The class of each sample.</param>
    public double Evaluate(Tensor<float> output, int[] labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        return AccuracyModule.evaluate(_readout, _population, Sequence(output), labels);
    }

    /// <summary>The class of each sample; the first where several are as likely.</summary>
    /// <param name="output">[T, batch, classes], or [batch, classes] without time.</param>
    public int[] Classes(Tensor<float> output) => ReadoutModule.classes(_readout, _population, Sequence(output));

    /// <inheritdoc/>
    public override string ToString() => Name;

    internal static InputSequence<float> Sequence(Tensor<float> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        return output.Rank == 2 ? InputSequence<float>.NewUnchanged(1, output) : InputSequence<float>.NewEachStep(output);
    }
}
