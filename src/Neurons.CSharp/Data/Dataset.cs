using System.Numerics.Tensors;
using Neurons.Learning;
using Neurons.Primitives;

namespace Neurons;

/// <summary>Samples with a class each; a sample is a current that stays the same over time.</summary>
public sealed class Dataset
{
    private readonly float[] _inputs;
    private readonly int[] _labels;
    private readonly nint[] _shape;
    private readonly int _features;

    /// <summary>Copies samples into a data set.</summary>
    /// <param name="inputs">[samples, features…]</param>
    /// <param name="labels">The class of each sample, at least 0.</param>
    public Dataset(Tensor<float> inputs, int[] labels)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(labels);
        if (inputs.Rank < 2 || inputs.Lengths[0] != labels.Length)
            throw new ArgumentException($"The inputs have the shape {Shapes.Text(inputs.Lengths)} and there are {labels.Length} labels; the inputs must be [samples, features…] with a label for each sample.", nameof(inputs));
        if (Array.FindIndex(labels, label => label < 0) is var bad and >= 0)
            throw new ArgumentException($"Label {bad} is {labels[bad]}; it must be at least 0.", nameof(labels));

        _inputs = Sequence.readOnly(inputs).ToArray();
        _labels = (int[])labels.Clone();
        _shape = inputs.Lengths[1..].ToArray();
        _features = labels.Length == 0 ? 0 : _inputs.Length / labels.Length;
    }

    /// <summary>The number of samples.</summary>
    public int Count => _labels.Length;

    /// <summary>The class of each sample.</summary>
    public ReadOnlySpan<int> Labels => _labels;

    /// <summary>The shape of a sample.</summary>
    public ReadOnlySpan<nint> Shape => _shape;

    /// <summary>The features of a sample, row-major.</summary>
    public ReadOnlySpan<float> Sample(int index) => _inputs.AsSpan(index * _features, _features);

    /// <summary>Two data sets that share the samples between them, in an order drawn from a seed.</summary>
    /// <param name="fraction">The share of the first, in [0, 1].</param>
    /// <param name="seed">What the order is drawn from.</param>
    public (Dataset First, Dataset Second) Split(double fraction, ulong seed)
    {
        if (!(fraction is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(fraction), fraction, $"fraction is {fraction}; it must be in [0, 1].");

        var order = Enumerable.Range(0, Count).ToArray();
        new RandomStream(seed, RandomStreams.Split).Shuffle<int>(order);
        var first = (int)Math.Round(fraction * Count);
        return (Take(order.AsSpan(0, first)), Take(order.AsSpan(first)));
    }

    /// <summary>The samples at these places, as a data set.</summary>
    public Dataset Take(ReadOnlySpan<int> indices)
    {
        var inputs = Tensor.CreateFromShape<float>([indices.Length, .. _shape]);
        var labels = new int[indices.Length];
        Gather(indices, inputs, labels);
        return new Dataset(inputs, labels);
    }

    /// <summary>Copies samples to the rows of a tensor, and their classes.</summary>
    internal void Gather(ReadOnlySpan<int> indices, Tensor<float> inputs, int[] labels)
    {
        var rows = Sequence.span(inputs);
        for (var i = 0; i < indices.Length; i++)
        {
            Sample(indices[i]).CopyTo(rows[(i * _features)..]);
            labels[i] = _labels[indices[i]];
        }
    }
}
