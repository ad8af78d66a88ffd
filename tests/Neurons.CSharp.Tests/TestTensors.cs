using System.Numerics.Tensors;

namespace Neurons.Tests;

/// <summary>Tensors of the tests; those of the library are `Tensors`.</summary>
internal static class TestTensors
{
    /// <summary>Uniform numbers in [low, high), always the same for a seed.</summary>
    public static Tensor<double> Uniform(int seed, double low, double high, params nint[] shape)
    {
        var random = new Random(seed);
        var values = new double[TensorPrimitives.Product<nint>(shape)];
        for (var i = 0; i < values.Length; i++) values[i] = low + ((high - low) * random.NextDouble());
        return Tensor.Create(values, shape);
    }

    public static Tensor<float> Single(Tensor<double> tensor) =>
        Tensor.Create(Array.ConvertAll(Flat(tensor), x => (float)x), tensor.Lengths);

    public static Tensor<T> Filled<T>(T value, params nint[] shape)
    {
        var tensor = Tensor.CreateFromShape<T>(shape);
        tensor.Fill(value);
        return tensor;
    }

    public static T[] Flat<T>(Tensor<T> tensor)
    {
        var values = new T[tensor.FlattenedLength];
        tensor.FlattenTo(values);
        return values;
    }

    /// <summary>The steps [from, to) of a sequence.</summary>
    public static Tensor<T> Steps<T>(Tensor<T> sequence, int from, int to)
    {
        var step = sequence.FlattenedLength / sequence.Lengths[0];
        return Tensor.Create(Flat(sequence)[(int)(from * step)..(int)(to * step)], [to - from, .. sequence.Lengths[1..]]);
    }

    /// <summary>One step of a sequence, without the time.</summary>
    public static Tensor<T> At<T>(Tensor<T> sequence, int step) =>
        Tensor.Create(Flat(Steps(sequence, step, step + 1)), sequence.Lengths[1..]);

    public static void AssertEqual<T>(Tensor<T> expected, Tensor<T> actual)
    {
        Assert.Equal(expected.Lengths.ToArray(), actual.Lengths.ToArray());
        Assert.Equal(Flat(expected), Flat(actual));
    }

    public static double Dot(Tensor<double> a, Tensor<double> b) => TensorPrimitives.Dot<double>(Flat(a), Flat(b));
}
