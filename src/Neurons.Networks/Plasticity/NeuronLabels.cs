using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>
/// What neurons that learnt without labels stand for: each is given the class to which it responds most, and a sample the class whose neurons
/// respond most, on average (Diehl and Cook 2015).
/// </summary>
public sealed class NeuronLabels
{
    private readonly int[] _classes;
    private readonly int _count;

    /// <summary>Gives each neuron a class.</summary>
    /// <param name="responses">Spike counts, [samples, neurons].</param>
    /// <param name="labels">The class of each sample, from 0.</param>
    /// <exception cref="ArgumentException">There is not a label for each sample, or no sample.</exception>
    public NeuronLabels(Tensor<float> responses, ReadOnlySpan<int> labels)
    {
        ArgumentNullException.ThrowIfNull(responses);
        if (responses.Rank != 2 || responses.Lengths[0] != labels.Length || labels.IsEmpty)
            throw new ArgumentException(
                $"NeuronLabels: responses have the shape {Shapes.Text(responses.Lengths)} for {labels.Length} labels; "
                + "they must be [samples, neurons] with a label for each sample, and at least one.", nameof(responses));
        foreach (var label in labels) Require.AtLeast(0, nameof(NeuronLabels), "a label", label);
        var (neurons, all) = ((int)responses.Lengths[1], responses.ReadOnlySpan().ToArray());
        _count = TensorPrimitives.Max(labels) + 1;
        var (sums, samples) = (new double[neurons * _count], new int[_count]);
        for (var sample = 0; sample < labels.Length; sample++)
        {
            samples[labels[sample]]++;
            for (var n = 0; n < neurons; n++) sums[(n * _count) + labels[sample]] += all[(sample * neurons) + n];
        }
        for (var i = 0; i < sums.Length; i++) sums[i] /= Math.Max(1, samples[i % _count]);
        _classes = [.. Enumerable.Range(0, neurons).Select(n => TensorPrimitives.IndexOfMax<double>(sums.AsSpan(n * _count, _count)))];
    }

    /// <summary>The class of each neuron.</summary>
    public IReadOnlyList<int> Classes => _classes;

    /// <summary>The class of each sample.</summary>
    /// <param name="responses">Spike counts, [samples, neurons].</param>
    /// <exception cref="ArgumentException">There is another number of neurons.</exception>
    public int[] Of(Tensor<float> responses)
    {
        ArgumentNullException.ThrowIfNull(responses);
        if (responses.Rank != 2 || responses.Lengths[1] != _classes.Length)
            throw new ArgumentException(
                $"NeuronLabels: responses have the shape {Shapes.Text(responses.Lengths)}; they must be [samples, {_classes.Length}].",
                    nameof(responses));
        var (all, found, votes) = (responses.ReadOnlySpan().ToArray(), new int[responses.Lengths[0]], new double[_count]);
        var owned = Enumerable.Range(0, _count).Select(label => _classes.Count(own => own == label)).ToArray();
        for (var sample = 0; sample < found.Length; sample++)
        {
            Array.Clear(votes);
            for (var n = 0; n < _classes.Length; n++) votes[_classes[n]] += all[(sample * _classes.Length) + n];
            for (var label = 0; label < _count; label++) votes[label] /= Math.Max(1, owned[label]);
            found[sample] = TensorPrimitives.IndexOfMax<double>(votes);
        }
        return found;
    }
}
