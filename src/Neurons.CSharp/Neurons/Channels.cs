using System.Numerics.Tensors;

namespace Neurons;

/// <summary>Values of channels, the first dimension of a layer's shape, and of its neurons.</summary>
internal static class Channels
{
    /// <summary>The value of its channel for each neuron.</summary>
    public static Tensor<double> Expand(ReadOnlySpan<double> values, ReadOnlySpan<nint> shape)
    {
        var expanded = Tensor.CreateFromShape<double>(shape);
        var flat = Learning.Sequence.span(expanded);
        var size = flat.Length / values.Length;
        for (var c = 0; c < values.Length; c++) flat.Slice(c * size, size).Fill(values[c]);
        return expanded;
    }

    /// <summary>The values of the channels, of which all neurons of one have the same.</summary>
    public static double[] Of(ReadOnlySpan<double> neurons, int channels)
    {
        var values = new double[channels];
        for (var c = 0; c < channels; c++) values[c] = neurons[c * (neurons.Length / channels)];
        return values;
    }

    /// <summary>The sum over each channel.</summary>
    public static double[] Sum(ReadOnlySpan<double> neurons, int channels)
    {
        var sums = new double[channels];
        var size = neurons.Length / channels;
        for (var c = 0; c < channels; c++)
        {
            foreach (var value in neurons.Slice(c * size, size)) sums[c] += value;
        }
        return sums;
    }
}
