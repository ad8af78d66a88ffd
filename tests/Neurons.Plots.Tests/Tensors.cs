using System.Numerics.Tensors;

namespace Neurons.Plots.Tests;

/// <summary>Tensors of the tests.</summary>
internal static class Tensors
{
    public static T[] Flat<T>(Tensor<T> tensor)
    {
        var values = new T[tensor.FlattenedLength];
        tensor.FlattenTo(values);
        return values;
    }
}
