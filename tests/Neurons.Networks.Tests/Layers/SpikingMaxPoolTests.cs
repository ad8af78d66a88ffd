using System.Numerics.Tensors;
using static Neurons.Networks.Tests.Numbers;
using static Neurons.Networks.Tests.Sequences;

namespace Neurons.Networks.Tests;

public class SpikingMaxPoolTests
{
    public static TheoryData<int, int, int> Windows => new() { { 2, 2, 0 }, { 3, 1, 1 }, { 3, 2, 0 } };

    [Theory]
    [MemberData(nameof(Windows))]
    public void What_comes_out_in_all_is_the_largest_sum_of_each_window(int kernel, int stride, int padding)
    {
        var layer = new SpikingMaxPool2d(kernel, stride, padding);
        var x = Random(1, 5, 2, 3, 6, 7);
        var shape = layer.OutputShape([3, 6, 7]);
        var y = Tensor.CreateFromShape<double>([5, 2, .. shape.Select(length => (nint)length)]);
        layer.Forward(null, EachStep(x), y);
        double[] values = Samples.Flat(x), pooled = Samples.Flat(y), sums = new double[2 * 3 * 42], sofar = new double[pooled.Length / 5];
        for (var t = 0; t < 5; t++)
        {
            for (var i = 0; i < sums.Length; i++) sums[i] += values[t * sums.Length + i];
            var place = 0;
            for (var plane = 0; plane < 6; plane++)
            {
                for (var row = 0; row < shape[1]; row++)
                {
                    for (var column = 0; column < shape[2]; column++, place++)
                    {
                        var window = from i in Enumerable.Range(row * stride - padding, kernel)
                                     from j in Enumerable.Range(column * stride - padding, kernel)
                                     where i is >= 0 and < 6 && j is >= 0 and < 7
                                     select sums[plane * 42 + i * 7 + j];
                        sofar[place] += pooled[t * sofar.Length + place];
                        Assert.Equal(window.Max(), sofar[place], 1e-12);
                    }
                }
            }
        }
    }

    [Fact]
    public void Of_spikes_it_gives_spikes()
    {
        var random = new Random(3);
        var x = Tensor.Create([.. Enumerable.Range(0, 40 * 2 * 8).Select(_ => random.Next(3) == 0 ? 1f : 0)], [40, 1, 2, 8]);
        var y = Samples.Flat(new Sequential(1, new Input(2, 8), new SpikingMaxPool1d(4)).Predict(x));
        Assert.All(y, spike => Assert.True(spike is 0 or 1));
        Assert.Contains(1, y);
    }

    [Fact]
    public void Parts_of_a_sequence_give_the_whole_and_what_stays_the_same_what_the_repeated_one_gives()
    {
        var network = new Sequential(1, new Input(2, 8), new SpikingMaxPool1d(3, 2));
        var x = Samples.Uniform(1, 0, 1, 6, 2, 2, 8);
        var whole = Samples.Flat(network.Predict(x));
        var (first, state) = network.Predict(Signal.Rows(x, 0, 4), null);
        float[] parts = [.. Samples.Flat(first), .. Samples.Flat(network.Predict(Signal.Rows(x, 4, 2), state).Output)];
        Assert.Equal(whole, parts);

        var once = Samples.Uniform(2, 0, 1, 2, 2, 8);
        var repeated = Tensor.Create(Repeated(Samples.Flat(once), 3), [3, 2, 2, 8]);
        Assert.Equal(Samples.Flat(network.Predict(repeated)), Samples.Flat(network.Predict(once, 3)));
    }

    [Fact]
    public void The_gradient_is_that_of_finite_differences_also_where_a_sequence_goes_on()
    {
        var layer = new SpikingMaxPool1d(2);
        var (before, x, once, dy) = (Random(5, 2, 8), Random(1, 4, 2, 8), Random(3, 2, 8), Random(2, 4, 2, 4));
        var (dx, dOnce) = (Like(x), Like(once));
        layer.Backward(before, EachStep(x), dy, dx);
        Close(1e-7, Differences(moved => TestTensors.Dot(dy, Apply(EachStep(moved))), x), Samples.Flat(dx));
        layer.Backward(before, Unchanged(4, once), dy, dOnce);
        Close(1e-7, Differences(moved => TestTensors.Dot(dy, Apply(Unchanged(4, moved))), once), Samples.Flat(dOnce));

        Tensor<double> Apply(InputSequence<double> input)
        {
            var y = Like(dy);
            layer.Forward(before, input, y);
            return y;
        }
    }
}
