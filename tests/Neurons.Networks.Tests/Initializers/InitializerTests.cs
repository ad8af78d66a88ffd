using System.Numerics.Tensors;
using Neurons.Primitives;

namespace Neurons.Networks.Tests;

public class InitializerTests
{
    /// <summary>60 outputs, 20 inputs, a kernel of 4 × 5: 400 connections arrive at an output, 1200 leave an input.</summary>
    private static readonly nint[] _shape = [60, 20, 4, 5];

    [Fact]
    public void Each_initializer_has_the_deviation_of_its_formula_and_the_uniform_ones_stay_within_theirs()
    {
        (Initializer Initializer, double Deviation, bool IsUniform)[] all =
        [
            (Initializer.XavierUniform(2), 2 * Math.Sqrt(2 / 1600.0), true),
            (Initializer.XavierNormal(), Math.Sqrt(2 / 1600.0), false),
            (Initializer.KaimingUniform(), Math.Sqrt(2 / 400.0), true),
            (Initializer.KaimingNormal(fanOut: true), Math.Sqrt(2 / 1200.0), false),
            (Initializer.Uniform(-0.5, 0.5), 0.5 / Math.Sqrt(3), true),
            (Initializer.Normal(0, 0.7), 0.7, false),
            (Initializer.Standard, 1 / Math.Sqrt(3 * 400.0), true),
        ];
        foreach (var (initializer, expected, isUniform) in all)
        {
            var weight = Draw(initializer, _shape);
            var deviation = Math.Sqrt(weight.Average(v => (double)v * v));
            // the relative error of a deviation of n numbers is at most 1/√(2n)
            Assert.True(Math.Abs((deviation / expected) - 1) < 5 / Math.Sqrt(2.0 * weight.Length), $"{initializer}");
            Assert.Equal(isUniform, weight.Max(Math.Abs) <= expected * Math.Sqrt(3) * 1.000001);
        }
    }

    [Fact]
    public void The_standard_is_what_a_linear_layer_draws()
    {
        var drawn = new Sequential(5, new Input(40), new Linear(40, 30, bias: false)).Parameters[0].Value;
        Assert.Equal(Draw(Initializer.Standard, [30, 40], stream: 1), Samples.Flat(drawn));
    }

    [Theory]
    [InlineData(30, 50)]
    [InlineData(50, 30)]
    [InlineData(40, 40)]
    public void An_orthogonal_matrix_has_rows_or_columns_that_are_orthonormal_times_the_gain(int rows, int columns)
    {
        var w = Draw(Initializer.Orthogonal(1.5), [rows, columns]);
        double[][] vectors = rows <= columns ? [.. w.Chunk(columns).Select(row => Array.ConvertAll(row, v => (double)v))] : Columns(w, columns);
        for (var i = 0; i < vectors.Length; i++)
        {
            for (var j = 0; j <= i; j++) Assert.Equal(i == j ? 2.25 : 0, TensorPrimitives.Dot<double>(vectors[i], vectors[j]), 1e-5);
        }
    }

    [Fact]
    public void A_sparse_matrix_has_its_zeros_in_every_column_in_other_rows_each()
    {
        var columns = Columns(Draw(Initializer.Sparse(0.25, 0.1), [10, 50]), 50);
        Assert.All(columns, column => Assert.Equal(3, column.Count(v => v == 0)));
        Assert.True(columns.Select(column => string.Concat(column.Select(v => v == 0 ? '0' : '1'))).Distinct().Count() > 10);
    }

    [Fact]
    public void A_constant_is_everywhere_and_what_is_not_allowed_is_an_error()
    {
        Assert.All(Draw(Initializer.Constant(0.25), [3]), v => Assert.Equal(0.25f, v));
        static string Message(Func<Initializer> make, params nint[] shape) => Assert.ThrowsAny<ArgumentException>(() => Draw(make(), shape)).Message;
        Assert.Contains("gain is 0", Message(() => Initializer.Orthogonal(0), 2, 2));
        Assert.Contains("sparsity is 2; it must be in [0, 1]", Message(() => Initializer.Sparse(2, 1), 2, 2));
        Assert.Contains("at least [outputs, inputs]", Message(() => Initializer.XavierUniform(), 2));
    }

    private static float[] Draw(Initializer initializer, nint[] shape, uint stream = 1)
    {
        var weight = Tensor.CreateFromShape<float>(shape);
        initializer.Fill(new RandomStream(5, stream), weight);
        return Samples.Flat(weight);
    }

    private static double[][] Columns(float[] matrix, int columns) =>
        [.. Enumerable.Range(0, columns).Select(column => matrix.Where((_, at) => at % columns == column).Select(v => (double)v).ToArray())];
}
