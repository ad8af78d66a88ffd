using System.Numerics.Tensors;

namespace Neurons.Primitives.Tests;

public sealed class TensorsTests
{
    [Fact]
    public void An_array_of_any_rank_is_a_tensor_of_its_shape_with_its_numbers_in_order()
    {
        float[,,] cube = { { { 1, 2 }, { 3, 4 }, { 5, 6 } }, { { 7, 8 }, { 9, 10 }, { 11, 12 } } };
        Assert.Equal([2, 3, 2], Neurons.Tensors.From(cube).Lengths.ToArray());
        Assert.Equal(Enumerable.Range(1, 12).Select(x => (float)x), Neurons.Tensors.From(cube).Span().ToArray());
        Assert.Equal([1, 2, 3], Neurons.Tensors.From([1, 2, 3]).Span().ToArray());
        Assert.Equal([1, 2, 3, 4], Neurons.Tensors.From(new[,] { { 1, 2 }, { 3, 4 } }).Span().ToArray());
        Assert.Equal([1, 1, 1, 2], Neurons.Tensors.From(new double[1, 1, 1, 2]).Lengths.ToArray());
        Assert.Equal(0, Neurons.Tensors.From(new double[3, 0]).FlattenedLength);
    }

    [Fact]
    public void What_is_made_of_an_array_does_not_change_with_it()
    {
        double[,] array = { { 1, 2 } };
        var tensor = Neurons.Tensors.From(array);
        array[0, 0] = 9;
        Assert.Equal(1, tensor[0, 0]);
    }

    [Fact]
    public void One_number_fills_a_shape()
    {
        var tensor = Neurons.Tensors.Full(0.5f, 2, 3);
        Assert.Equal([2, 3], tensor.Lengths.ToArray());
        Assert.All(tensor.Span().ToArray(), x => Assert.Equal(0.5f, x));
        Assert.All(Neurons.Tensors.Zeros<double>(40_000).Span().ToArray(), x => Assert.Equal(0, x));
    }

    /// <summary>Of n uniform numbers in [a, b), mean and variance are within 5 standard errors of (a + b)/2 and (b − a)²/12.</summary>
    [Fact]
    public void Uniform_numbers_have_the_moments_of_the_distribution_and_are_below_their_bound()
    {
        const int N = 200_000;
        var x = Neurons.Tensors.Uniform<double>([N], -1, 3, seed: 7).Span().ToArray();
        Assert.All(x, value => Assert.InRange(value, -1, Math.BitDecrement(3)));
        Assert.Equal(1, x.Average(), 5 * Math.Sqrt(16.0 / 12 / N));
        Assert.Equal(16.0 / 12, x.Select(value => (value - 1) * (value - 1)).Average(), 5 * Math.Sqrt(256.0 / 180 / N));
    }

    [Fact]
    public void Rounding_to_float_does_not_reach_the_bound() =>
        Assert.All(Neurons.Tensors.Uniform<float>([10_000], 1, 1 + 2e-7).Span().ToArray(), x => Assert.True(x < 1 + 2e-7));

    /// <summary>Mean and variance within 5 standard errors, σ/√n and σ²√(2/n).</summary>
    [Fact]
    public void Normal_numbers_have_the_moments_of_the_distribution()
    {
        const int N = 200_000;
        var x = Neurons.Tensors.Normal<double>([N / 100, 100], 2, 3, seed: 7).Span().ToArray();
        Assert.Equal(2, x.Average(), 5 * 3 / Math.Sqrt(N));
        Assert.Equal(9, x.Select(value => (value - 2) * (value - 2)).Average(), 5 * 9 * Math.Sqrt(2.0 / N));
        Assert.All(Neurons.Tensors.Normal<float>([10], 2, 0).Span().ToArray(), value => Assert.Equal(2, value));
    }

    [Fact]
    public void Seed_and_stream_choose_the_numbers()
    {
        float[] Draw(ulong seed, uint stream) => Neurons.Tensors.Normal<float>([64], seed: seed, stream: stream).Span().ToArray();
        Assert.Equal(Draw(1, 2), Draw(1, 2));
        Assert.NotEqual(Draw(1, 2), Draw(1, 3));
        Assert.NotEqual(Draw(1, 2), Draw(2, 2));
    }

    [Fact]
    public void Numbers_that_make_no_tensor_are_refused_by_name()
    {
        Refused("shape[1] is -1", () => Neurons.Tensors.Zeros<float>(2, -1));
        Refused("high is 0", () => Neurons.Tensors.Uniform<float>([2], 1, 0));
        Refused("low is NaN", () => Neurons.Tensors.Uniform<float>([2], double.NaN));
        Refused("deviation is -1", () => Neurons.Tensors.Normal<float>([2], 0, -1));

        static void Refused(string expected, Func<object> make) =>
            Assert.Contains(expected, Assert.Throws<ArgumentOutOfRangeException>(make).Message, StringComparison.Ordinal);
    }
}
