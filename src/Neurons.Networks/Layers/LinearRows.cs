using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>
/// The gradient of a linear layer's input, dy W, computed for some features and steps at a time: with few outputs, a number of it takes
/// less time to compute than to write and to read.
/// </summary>
internal sealed unsafe class LinearRows : IGradientRows
{
    /// <summary>The most outputs for which the whole gradient is not worth its memory.</summary>
    public const int MostOutputs = 32;

    private readonly Lease _lease = new();
    private readonly float* _weight, _gradient;
    private readonly int _outputs, _features, _batch;

    /// <param name="weight">[outputs, features]</param>
    /// <param name="outputGradient">[T, batch, outputs]</param>
    public LinearRows(Tensor<float> weight, Tensor<float> outputGradient)
    {
        (_outputs, _features) = ((int)weight.Lengths[0], (int)weight.Lengths[1]);
        _batch = (int)outputGradient.Lengths[1];
        _weight = (float*)_lease.Read(weight);
        _gradient = (float*)_lease.Read(outputGradient);
    }

    /// <inheritdoc/>
    public void Fill(int start, int count, int first, int until, nint target, nint stride)
    {
        var apart = (int)(stride / sizeof(float));
        var (depth, rows) = (_outputs, until - first);
        // the features of one sample after the other
        for (var neuron = start; neuron < start + count;)
        {
            var (sample, feature) = (neuron / _features, neuron % _features);
            var columns = Math.Min(_features - feature, start + count - neuron);
            var gradient = _gradient + (nint)(first * _batch + sample) * depth;
            Matrices.MultiplyNarrow(
                new ReadOnlySpan<float>(gradient, (rows - 1) * _batch * depth + depth), _batch * depth,
                new ReadOnlySpan<float>(_weight + feature, (depth - 1) * _features + columns), _features,
                new Span<float>((float*)target + (neuron - start), (rows - 1) * apart + columns), apart,
                rows, columns, depth);
            neuron += columns;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lease.Dispose();
}
