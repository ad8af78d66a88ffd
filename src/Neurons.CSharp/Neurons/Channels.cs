using System.Numerics.Tensors;

namespace Neurons;

/// <summary>Values of channels, the first dimension of a layer's shape, and of its neurons.</summary>
internal static class Channels
{
    /// <summary>The neurons keep a number each, which a file of a few lines must not make more memory than a machine has.</summary>
    private const int MostNeurons = 1 << 24;

    /// <summary>The value of its channel for each neuron.</summary>
    public static Tensor<double> Expand(ReadOnlySpan<double> values, ReadOnlySpan<nint> shape)
    {
        if (!(TensorPrimitives.Product(Array.ConvertAll(shape.ToArray(), length => (double)length)) <= MostNeurons))
            throw new ArgumentException(
                $"has the shape {Shapes.Text(shape)}; with a value for each channel, at most {MostNeurons} neurons are possible");
        var expanded = Tensor.CreateFromShape<double>(shape);
        var flat = expanded.Span();
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

    /// <summary>
    /// Values of channels that break a rule with other parameters go back towards what they were before, until the rule holds for all of
    /// their neurons.
    /// </summary>
    public static void Project(Definition model, ParameterValue[] parameters, int place, double[] before, Span<float> values)
    {
        var neurons = Array.ConvertAll(parameters[place].ToArray(), value => (float)value);
        Run.Projection.ontoRules(model, parameters, place, before, neurons);
        var size = neurons.Length / values.Length;
        for (var c = 0; c < values.Length; c++)
        {
            var old = before[c * size];
            foreach (var value in neurons.AsSpan(c * size, size))
            {
                if (Math.Abs(value - old) < Math.Abs(values[c] - old)) values[c] = value;
            }
        }
    }
}
