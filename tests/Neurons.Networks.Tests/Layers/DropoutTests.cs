using System.Numerics;
using System.Numerics.Tensors;
using static Neurons.Networks.Tests.Numbers;
using static Neurons.Networks.Tests.Sequences;

namespace Neurons.Networks.Tests;

public class DropoutTests
{
    private static readonly DropoutKey _key = new(Seed: 7, Stream: 3, Pass: 1);

    [Fact]
    public void A_part_of_1_minus_p_is_kept_scaled_so_that_the_mean_stays_and_one_mask_holds_for_all_steps()
    {
        var y = Samples.Flat(Apply(new Dropout(0.3), _key, EachStep(TestTensors.Filled(1.0, 4, 10, 1000)))).Chunk(10000).ToArray();
        Assert.All(y, step => Assert.Equal(y[0], step));
        Assert.All(y[0], v => Assert.True(v == 0 || Math.Abs(v - (1 / 0.7)) < 1e-15));
        // a count of n independent ones has a deviation of √(n p (1 − p))
        Assert.True(Math.Abs(y[0].Count(v => v != 0) - 7000) < 5 * Math.Sqrt(10000 * 0.3 * 0.7));
    }

    [Fact]
    public void With_a_mask_at_each_step_steps_differ()
    {
        var y = Samples.Flat(Apply(new Dropout(0.5, perStep: true), _key, EachStep(TestTensors.Filled(1.0, 3, 2, 100)))).Chunk(200).ToArray();
        Assert.NotEqual(y[0], y[1]);
        Assert.NotEqual(y[1], y[2]);
    }

    [Fact]
    public void A_mask_is_a_function_of_seed_layer_and_pass_and_the_same_in_both_precisions()
    {
        var ones = TestTensors.Filled(1.0, 1, 2, 500);
        double[] Mask(DropoutKey key) => Samples.Flat(Apply(new Dropout(), key, EachStep(ones)));
        Assert.Equal(Mask(_key), Mask(_key with { }));
        DropoutKey[] others = [_key with { Seed = 8 }, _key with { Stream = 4 }, _key with { Pass = 2 }];
        foreach (var other in others) Assert.NotEqual(Mask(_key), Mask(other));
        Assert.Equal(Mask(_key), Array.ConvertAll(Samples.Flat(Apply(new Dropout(), _key, EachStep(Singles(ones)))), v => (double)v));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_gradient_goes_where_the_numbers_came_from_also_for_a_sequence_that_stays_the_same(bool perStep)
    {
        var layer = new Dropout(0.4, perStep);
        var (x, dy, once) = (Random(1, 3, 2, 6), Random(2, 3, 2, 6), Random(1, 2, 6));
        var (dx, dOnce) = (Like(x), Like(once));
        layer.Backward(_key, EachStep(x), dy, dx);
        Close(1e-8, Differences(moved => TestTensors.Dot(dy, Apply(layer, _key, EachStep(moved))), x), Samples.Flat(dx));

        layer.Backward(_key, Unchanged(3, once), perStep ? dy : SumOverTime(dy), dOnce);
        Close(1e-8, Differences(moved => TestTensors.Dot(dy, AllSteps(moved)), once), Samples.Flat(dOnce));

        Tensor<double> AllSteps(Tensor<double> moved)
        {
            var y = Apply(layer, _key, Unchanged(3, moved));
            return perStep ? y : Tensor.Create(Repeated(Samples.Flat(y), 3), [3, 2, 6]);
        }
    }

    [Fact]
    public void The_number_of_threads_does_not_change_a_mask()
    {
        var (layer, x) = (new Dropout(0.4, perStep: true), Singles(Random(1, 5, 3, 7000)));
        var results = WithThreads(() => Samples.Flat(Apply(layer, _key, EachStep(x))));
        Assert.Equal(results[0], results[1]);
        Assert.Equal(results[0], results[2]);
    }

    private static Tensor<T> Apply<T>(Dropout layer, DropoutKey key, InputSequence<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        nint[] shape = x.IsEachStep ? x.sequence.Lengths.ToArray() : layer.PerStep ? [x.steps, .. x.constant.Lengths] : x.constant.Lengths.ToArray();
        var y = Tensor.CreateFromShape<T>(shape);
        layer.Forward(key, x, y);
        return y;
    }
}
