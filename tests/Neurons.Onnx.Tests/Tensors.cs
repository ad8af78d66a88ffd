using System.Numerics.Tensors;

namespace Neurons.Onnx.Tests;

internal static class Tensors
{
    public static float[] Flat(Tensor<float> tensor)
    {
        var values = new float[tensor.FlattenedLength];
        tensor.FlattenTo(values);
        return values;
    }

    /// <summary>The same samples in the shape that a network takes.</summary>
    public static Tensor<float> Reshaped(Tensor<float> samples, ReadOnlySpan<int> shape)
    {
        nint[] lengths = [samples.Lengths[0], .. shape.ToArray().Select(length => (nint)length)];
        return Tensor.Create(Flat(samples), lengths);
    }
}
