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

    private readonly Tensor<float> _weight, _gradient;
    private readonly int _outputs, _features, _batch;

    /// <param name="weight">[outputs, features]</param>
    /// <param name="outputGradient">[T, batch, outputs]</param>
    public LinearRows(Tensor<float> weight, Tensor<float> outputGradient)
    {
        (_outputs, _features) = ((int)weight.Lengths[0], (int)weight.Lengths[1]);
        _batch = (int)outputGradient.Lengths[1];
        (_weight, _gradient) = (weight, outputGradient);
    }

    /// <inheritdoc/>
    public void Fill(int start, int count, int first, int until, nint target, nint stride)
    {
        var weight = _weight.Span();
        var gradient = _gradient.Span();
        var apart = (int)(stride / sizeof(float));
        // the features of one sample after the other
        for (var neuron = start; neuron < start + count;)
        {
            var (sample, feature) = (neuron / _features, neuron % _features);
            var columns = Math.Min(_features - feature, start + count - neuron);
            var rows = new Span<float>((float*)target + (neuron - start), (until - first - 1) * apart + columns);
            Matrices.MultiplyNarrow<float>(
                gradient[((first * _batch + sample) * _outputs)..], _batch * _outputs, weight[feature..], _features, rows, apart,
                until - first, columns, _outputs);
            neuron += columns;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
