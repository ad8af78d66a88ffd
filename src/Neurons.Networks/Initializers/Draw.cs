using System.Numerics.Tensors;
using Neurons.Primitives;

namespace Neurons.Networks;

/// <summary>What initializers have in common.</summary>
internal static class Draw
{
    /// <summary>The connections that arrive at an output, and those that leave an input, of a weight [outputs, inputs, kernel…].</summary>
    /// <exception cref="ArgumentException">The weight has fewer than two dimensions.</exception>
    public static (double In, double Out) Fans(Tensor<float> weight)
    {
        var shape = weight.Lengths;
        if (shape.Length < 2)
            throw new ArgumentException(
                $"Initializer: the weight has the shape {Shapes.Text(shape)}; at least [outputs, inputs] is needed.", nameof(weight));
        var kernel = 1.0;
        foreach (var length in shape[2..]) kernel *= length;
        return (shape[1] * kernel, shape[0] * kernel);
    }

    /// <summary>Rows and columns of a weight as a matrix [outputs, inputs · kernel].</summary>
    public static (int Rows, int Columns) Matrix(Tensor<float> weight)
    {
        var columns = Fans(weight).In;
        return ((int)weight.Lengths[0], (int)columns);
    }

    public static void Uniform(RandomStream random, Tensor<float> weight, double low, double high) =>
        random.FillUniform(weight.Span(), (float)low, (float)high);

    /// <summary>Uniform with mean 0 and a deviation.</summary>
    public static void Uniform(RandomStream random, Tensor<float> weight, double deviation)
    {
        var bound = Math.Sqrt(3) * deviation;
        Uniform(random, weight, -bound, bound);
    }

    public static void Normal(RandomStream random, Tensor<float> weight, double mean, double deviation)
    {
        foreach (ref var value in weight.Span()) value = (float)(mean + deviation * random.NextNormal());
    }
}
