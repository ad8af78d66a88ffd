using System.Numerics;
using System.Numerics.Tensors;
using Neurons.Primitives;

namespace Neurons.Networks.Tests;

/// <summary>Random numbers and comparisons.</summary>
internal static class Numbers
{
    /// <summary>Uniform numbers in [−1, 1).</summary>
    public static Tensor<double> Random(ulong seed, params ReadOnlySpan<nint> shape)
    {
        var stream = new RandomStream(seed, 0);
        var values = new double[TensorPrimitives.Product(shape)];
        for (var i = 0; i < values.Length; i++) values[i] = (2 * stream.NextDouble()) - 1;
        return Tensor.Create(values, shape);
    }

    public static Tensor<float> Singles(Tensor<double> source) =>
        Tensor.Create(Array.ConvertAll(Samples.Flat(source), x => (float)x), source.Lengths);

    public static void Close<T>(double tolerance, IReadOnlyList<double> expected, IReadOnlyList<T> actual)
        where T : INumber<T>
    {
        Assert.Equal(expected.Count, actual.Count);
        for (var i = 0; i < expected.Count; i++)
        {
            var error = Math.Abs(expected[i] - double.CreateChecked(actual[i]));
            Assert.True(error <= tolerance * Math.Max(1, Math.Abs(expected[i])), $"element {i} is {actual[i]}, not {expected[i]}: {error} off");
        }
    }

    /// <summary>The gradient of a function of a tensor by central differences.</summary>
    public static double[] Differences(Func<Tensor<double>, double> f, Tensor<double> x)
    {
        const double h = 1e-6;
        var flat = Samples.Flat(x);
        return [.. flat.Select((_, i) => (At(i, h) - At(i, -h)) / (2 * h))];

        double At(int i, double change)
        {
            var moved = (double[])flat.Clone();
            moved[i] += change;
            return f(Tensor.Create(moved, x.Lengths));
        }
    }

    /// <summary>What a computation returns with 1, 2 and 3 threads.</summary>
    public static T[] WithThreads<T>(Func<T> compute)
    {
        var threads = Parallelism.Threads;
        try
        {
            var results = new T[3];
            for (var count = 1; count <= 3; count++)
            {
                Parallelism.Threads = count;
                results[count - 1] = compute();
            }
            return results;
        }
        finally
        {
            Parallelism.Threads = threads;
        }
    }
}
