using System.Buffers;
using System.Numerics.Tensors;
using Neurons.Primitives;
using static Neurons.Networks.Tests.Numbers;
using static Neurons.Networks.Tests.Sequences;

namespace Neurons.Networks.Tests;

public class LinearTests
{
    private static readonly Linear _layer = new(5, 3);
    private static readonly Tensor<double> _weight = Random(1, 3, 5), _bias = Random(2, 3), _x = Random(3, 4, 2, 5), _dy = Random(4, 4, 2, 3);

    [Theory]
    [InlineData(0, 3, "inputs is 0; it must be ≥ 1.")]
    [InlineData(3, -1, "outputs is -1; it must be ≥ 1.")]
    [InlineData(64, 100_000_000, "inputs is 64 and outputs is 100000000; their product must be at most")]
    [InlineData(int.MaxValue, int.MaxValue, "inputs is 2147483647 and outputs is 2147483647; their product must be at most")]
    public void Sizes_that_no_array_has_are_refused(int inputs, int outputs, string message) =>
        Assert.Contains(message, Assert.Throws<ArgumentOutOfRangeException>(() => new Linear(inputs, outputs)).Message);

    [Fact]
    public void Each_row_of_the_output_is_the_weights_times_the_row_of_the_input_plus_the_bias()
    {
        double[] w = Samples.Flat(_weight), b = Samples.Flat(_bias), x = Samples.Flat(_x);
        var expected = Enumerable.Range(0, 24).Select(at => b[at % 3] + Enumerable.Range(0, 5).Sum(i => w[(at % 3 * 5) + i] * x[(at / 3 * 5) + i]));
        Close(1e-14, [.. expected], Samples.Flat(Apply(_weight, _bias, _x)));
    }

    [Fact]
    public void The_gradients_are_those_of_finite_differences()
    {
        double Loss(Tensor<double> w, Tensor<double> b, Tensor<double> x) => TestTensors.Dot(_dy, Apply(w, b, x));
        var (dx, dw, db) = (Random(5, 4, 2, 5), Random(6, 3, 5), Random(7, 3));
        _layer.Backward(_weight, _x, _dy, dx, dw, db);
        Close(1e-8, Differences(w => Loss(w, _bias, _x), _weight), Samples.Flat(dw));
        Close(1e-8, Differences(b => Loss(_weight, b, _x), _bias), Samples.Flat(db));
        Close(1e-8, Differences(x => Loss(_weight, _bias, x), _x), Samples.Flat(dx));
    }

    [Fact]
    public void A_layer_without_bias_and_gradients_that_nobody_asks_for_are_left_out()
    {
        var dw = Random(6, 3, 5);
        _layer.Backward(_weight, _x, _dy, null, dw, null);
        Close(1e-8, Differences(w => TestTensors.Dot(_dy, Apply(w, null, _x)), _weight), Samples.Flat(dw));
        Close(1e-14, Samples.Flat(Apply(_weight, TestTensors.Filled(0.0, 3), _x)), Samples.Flat(Apply(_weight, null, _x)));
    }

    [Fact]
    public void An_input_that_stays_the_same_gives_an_output_that_stays_the_same_equal_to_the_repeated_one()
    {
        var (network, once) = (new Sequential(1, new Linear(5, 3)), Samples.Uniform(5, -1, 1, 2, 5));
        var repeated = Tensor.Create(Repeated(Samples.Flat(once), 4), [4, 2, 5]);
        Close(1e-6, Samples.Doubles(network.Predict(repeated)), Samples.Flat(network.Predict(once, 4)));
    }

    [Fact]
    public void The_gradient_through_an_unchanged_input_is_that_of_the_repeated_one_for_the_sum_over_time()
    {
        var once = Random(5, 2, 5);
        var repeated = Tensor.Create(Repeated(Samples.Flat(once), 4), [4, 2, 5]);
        var sum = SumOverTime(_dy);
        var (shortWeight, shortBias, longWeight, longBias) = (Random(6, 3, 5), Random(6, 3), Random(6, 3, 5), Random(6, 3));
        _layer.Backward(_weight, once, sum, null, shortWeight, shortBias);
        _layer.Backward(_weight, repeated, _dy, null, longWeight, longBias);
        Close(1e-14, Samples.Flat(longWeight), Samples.Flat(shortWeight));
        Close(1e-14, Samples.Flat(longBias), Samples.Flat(shortBias));
    }

    [Fact]
    public void The_number_of_threads_does_not_change_a_bit()
    {
        var layer = new Linear(70, 130);
        var (weight, bias) = (Singles(Random(1, 130, 70)), Singles(Random(2, 130)));
        var (x, dy) = (Singles(Random(6, 7, 19, 70)), Singles(Random(7, 7, 19, 130)));
        var results = WithThreads<float[]>(() =>
        {
            var (y, dx, dw, db) = (Like(dy), Like(x), Like(weight), Like(bias));
            layer.Forward(weight, bias, x, y);
            layer.Backward(weight, x, dy, dx, dw, db);
            return [.. Samples.Flat(y), .. Samples.Flat(dw), .. Samples.Flat(db), .. Samples.Flat(dx)];
        });
        Assert.Equal(results[0], results[1]);
        Assert.Equal(results[0], results[2]);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.03)]
    [InlineData(0.5)]
    [InlineData(1.0)]
    public void Binary_spikes_give_the_numbers_of_the_zeros_and_ones_that_they_stand_for(double density)
    {
        var layer = new Linear(70, 33);
        var x = Tensor.Create(Array.ConvertAll(Samples.Flat(Random(9, 7, 5, 70)), u => Math.Abs(u) < density ? 1.0 : 0), [7, 5, 70]);
        var bits = Pack(x);
        var (weight, dy) = (Random(12, 33, 70), Random(11, 7, 5, 33));
        foreach (var bias in new[] { Random(10, 33), null })
        {
            var (dense, sparse) = (Random(1, 7, 5, 33), Random(2, 7, 5, 33));
            layer.Forward(weight, bias, x, dense);
            layer.Forward(weight, bias, bits, sparse);
            Close(1e-13, Samples.Flat(dense), Samples.Flat(sparse));

            var (denseInput, denseWeight, denseBias) = (Random(1, 7, 5, 70), Random(1, 33, 70), Random(1, 33));
            var (sparseInput, sparseWeight, sparseBias) = (Random(2, 7, 5, 70), Random(2, 33, 70), Random(2, 33));
            layer.Backward(weight, x, dy, denseInput, denseWeight, denseBias);
            layer.Backward(weight, bits, dy, sparseInput, sparseWeight, sparseBias);
            Close(1e-13, Samples.Flat(denseWeight), Samples.Flat(sparseWeight));
            Close(1e-13, Samples.Flat(denseBias), Samples.Flat(sparseBias));
            Assert.Equal(Samples.Flat(denseInput), Samples.Flat(sparseInput));
        }
    }

    [Fact]
    public void Of_a_batch_of_nothing_nothing_comes_and_a_gradient_of_zero_as_spikes_and_as_numbers()
    {
        var (none, dy, dWeight, dBias) = (Random(1, 4, 0, 3), Random(1, 4, 0, 3), Random(2, 3, 5), Random(3, 3));
        _layer.Forward(_weight, _bias, new SpikeBits(4, 0), none);
        _layer.Backward(_weight, new SpikeBits(4, 0), dy, Random(1, 4, 0, 5), dWeight, dBias);
        Assert.All([.. Samples.Flat(dWeight), .. Samples.Flat(dBias)], gradient => Assert.Equal(0, gradient));

        var network = new Sequential(
            1, new Input(1, 6, 6), new Conv2d(1, 2, 3), new Leaky(), new AveragePool2d(2), new Leaky(), new MaxPool2d(2),
            new Conv2d(2, 3, 1), new Leaky(), new Flatten(), new Linear(3, 4), new CubaLif(), new Linear(4, 3));
        var run = network.Forward(Samples.Uniform(1, 0, 1, 6, 0, 1, 6, 6));
        Assert.Equal([6, 0, 3], run.Output.Lengths.ToArray());
        var gradients = run.Pullback(Samples.Uniform(1, 0, 1, 6, 0, 3));
        Assert.All(network.Parameters, parameter => Assert.All(Samples.Flat(gradients[parameter.Name]), gradient => Assert.Equal(0, gradient)));
    }

    [Fact]
    public void Spikes_that_are_no_rows_of_inputs_are_refused_and_a_buffer_of_other_rows()
    {
        string Message(int perStep, params nint[] output) =>
            Assert.ThrowsAny<ArgumentException>(() => _layer.Forward(_weight, _bias, new SpikeBits(4, perStep), Random(1, output))).Message;

        Assert.Contains("a step has room for 11 spikes; it must be a multiple of 5 inputs", Message(11, 4, 2, 3));
        Assert.Contains("[4, 2, 3]; it must be [4, 3, 3]", Message(15, 4, 2, 3));
    }

    [Fact]
    public void First_weights_fill_the_interval_of_one_over_the_root_of_the_inputs_evenly_and_follow_from_the_seed()
    {
        static float[] Draw(ulong seed) => Samples.Flat(new Sequential(seed, new Linear(400, 500)).Parameters[0].Value);
        var weights = Draw(1);
        const double bound = 1 / 20.0;
        Assert.All(weights, weight => Assert.InRange(weight, (float)-bound, (float)bound));
        // the mean of n numbers has a standard deviation of bound/√(3n), their square one of bound²·√(4/45n)
        double n = weights.Length;
        Assert.InRange(weights.Average(weight => (double)weight), -5 * bound / Math.Sqrt(3 * n), 5 * bound / Math.Sqrt(3 * n));
        var square = weights.Average(weight => (double)weight * weight);
        Assert.True(Math.Abs(square - (bound * bound / 3)) < 5 * bound * bound * Math.Sqrt(4 / 45.0 / n));
        Assert.Equal(weights, Draw(1));
        Assert.NotEqual(weights, Draw(2));
    }

    [Fact]
    public void A_shape_that_does_not_fit_is_an_error_that_names_both()
    {
        static string Message(Action call) => Assert.ThrowsAny<ArgumentException>(call).Message;
        var input = Message(() => _layer.Forward(_weight, _bias, _dy, Random(1, 4, 2, 3)));
        var output = Message(() => _layer.Forward(_weight, _bias, _x, Random(1, 8, 3)));
        Assert.Contains("Linear: input has the shape [4, 2, 3]; it must be […, 5].", input);
        Assert.Contains("output has the shape [8, 3]; it must be [4, 2, 3].", output);
        var gradient = Message(() => _layer.Backward(_weight, _x, _x, null, null, null));
        Assert.Contains("outputGradient has the shape [4, 2, 5]; it must be [4, 2, 3].", gradient);
        Assert.Contains("bias has the shape [2]; it must be [3].", Message(() => _layer.Forward(_weight, Random(1, 2), _x, Random(1, 4, 2, 3))));
        Assert.Contains("is not contiguous", Message(() => _layer.Forward(_weight, _bias, _x, Random(1, 4, 2, 6).Slice(.., .., ..3))));
    }

    [Fact]
    public void A_tensor_that_is_not_contiguous_is_read_as_it_is()
    {
        var wide = Random(3, 4, 2, 9);
        NRange[] part = [NRange.All, NRange.All, 2..7];
        Assert.Equal(
            Samples.Flat(Apply(_weight, _bias, wide.Slice(part).ToDenseTensor())), Samples.Flat(Apply(_weight, _bias, wide.Slice(part))));
    }

    private static Tensor<double> Apply(Tensor<double> weight, Tensor<double>? bias, Tensor<double> x)
    {
        var y = Random(8, [.. x.Lengths[..^1], 3]);
        _layer.Forward(weight, bias, x, y);
        return y;
    }
}
