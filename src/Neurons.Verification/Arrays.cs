using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons.Verification;

/// <summary>Between the flat float64 arrays of recordings and tensors.</summary>
internal static class Arrays
{
    public static Tensor<T> Tensor<T>(double[] values, params ReadOnlySpan<nint> lengths)
        where T : INumberBase<T> => System.Numerics.Tensors.Tensor.Create(Array.ConvertAll(values, T.CreateChecked), lengths);

    public static double[] Flat<T>(Tensor<T> tensor)
        where T : INumberBase<T>
    {
        var values = new T[tensor.FlattenedLength];
        tensor.FlattenTo(values);
        return Array.ConvertAll(values, double.CreateChecked);
    }

    public static double[] Flat(ParameterValue value) =>
        value is ParameterValue.PerNeuron perNeuron ? Flat(perNeuron.Item) : [((ParameterValue.Shared)value).Item];

    /// <summary>Row t of rows of some width.</summary>
    public static double[] Row(double[] values, int t, int width) => values.AsSpan(t * width, width).ToArray();
}
