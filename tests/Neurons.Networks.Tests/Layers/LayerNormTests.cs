using System.Numerics.Tensors;
using static Neurons.Networks.Tests.Numbers;
using static Neurons.Networks.Tests.Sequences;

namespace Neurons.Networks.Tests;

public class LayerNormTests
{
    [Fact]
    public void The_gradients_are_those_of_finite_differences()
    {
        var layer = new LayerNorm(2, 3);
        var (weight, bias, x, dy) = (Random(1, 2, 3), Random(2, 2, 3), Random(5, 40, 2, 3), Random(6, 40, 2, 3));
        double Loss(Tensor<double> weight, Tensor<double> bias, Tensor<double> x) => TestTensors.Dot(dy, Apply(layer, weight, bias, x));
        var (dx, dw, db) = (Like(x), Like(weight), Like(bias));
        layer.Backward(weight, x, dy, dx, dw, db);
        Close(1e-7, Differences(moved => Loss(weight, bias, moved), x), Samples.Flat(dx));
        Close(1e-7, Differences(moved => Loss(moved, bias, x), weight), Samples.Flat(dw));
        Close(1e-7, Differences(moved => Loss(weight, moved, x), bias), Samples.Flat(db));
    }

    [Fact]
    public void Each_row_has_mean_0_and_variance_1()
    {
        foreach (var row in Samples.Flat(Apply(new LayerNorm(50), null, null, Random(5, 3, 4, 50))).Chunk(50))
        {
            var mean = row.Average();
            Assert.True(Math.Abs(mean) < 1e-12);
            Assert.True(Math.Abs(row.Average(v => (v - mean) * (v - mean)) - 1) < 1e-3);
        }
    }

    [Fact]
    public void The_number_of_threads_does_not_change_a_bit()
    {
        var layer = new LayerNorm(5, 7);
        var (weight, bias) = (Singles(Random(1, 5, 7)), Singles(Random(2, 5, 7)));
        var (x, dy) = (Singles(Random(5, 9, 31, 3, 5, 7)), Singles(Random(6, 9, 31, 3, 5, 7)));
        var results = WithThreads<float[]>(() =>
        {
            var (y, dx, dw, db) = (Like(x), Like(x), Like(weight), Like(bias));
            layer.Forward(weight, bias, x, y);
            layer.Backward(weight, x, dy, dx, dw, db);
            return [.. Samples.Flat(y), .. Samples.Flat(dx), .. Samples.Flat(dw), .. Samples.Flat(db)];
        });
        Assert.Equal(results[0], results[1]);
        Assert.Equal(results[0], results[2]);
    }

    [Fact]
    public void A_shape_that_does_not_fit_is_an_error_that_names_both()
    {
        static string Message(Action call) => Assert.ThrowsAny<ArgumentException>(call).Message;
        Assert.Contains("input has the shape [1, 1, 3]; it must be […, 4]", Message(() => Apply(new LayerNorm(4), null, null, Random(1, 1, 1, 3))));
        Assert.Contains("bias has the shape [3]; it must be [4]", Message(() => Apply(new LayerNorm(4), null, Random(1, 3), Random(1, 2, 4))));
    }

    private static Tensor<double> Apply(LayerNorm layer, Tensor<double>? weight, Tensor<double>? bias, Tensor<double> x)
    {
        var y = Like(x);
        layer.Forward(weight, bias, x, y);
        return y;
    }
}
