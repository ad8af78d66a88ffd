using System.Numerics.Tensors;

namespace Neurons.Deploy;

/// <summary>Numbers from 0 to 2 that look random and are the same everywhere.</summary>
internal static class Inputs
{
    public static Tensor<float> Floats(params nint[] shape) => Tensor.Create(Array.ConvertAll(Numbers(shape), number => (float)number), shape);

    public static Tensor<double> Doubles(params nint[] shape) => Tensor.Create(Numbers(shape), shape);

    private static double[] Numbers(nint[] shape)
    {
        var numbers = new double[(int)TensorPrimitives.Product<nint>(shape)];
        for (var i = 0; i < numbers.Length; i++) numbers[i] = (uint)i * 2654435761u % 4096u / 2048.0;
        return numbers;
    }
}
