using System.Numerics.Tensors;
using static Neurons.Networks.Tests.Numbers;
using static Neurons.Networks.Tests.Sequences;

namespace Neurons.Networks.Tests;

public class DelayTests
{
    public static TheoryData<int> Steps => [1, 2, 5, 9];

    [Theory]
    [MemberData(nameof(Steps))]
    public void A_delayed_sequence_comes_later_and_its_parts_one_after_the_other_are_the_whole(int steps)
    {
        var x = Random(1, 7, 2, 3);
        double[] all = Samples.Flat(x), expected = [.. new double[steps * 6], .. all];
        var (whole, last) = Apply(steps, null, EachStep(x));
        Assert.Equal(expected[..42], Samples.Flat(whole));
        Assert.Equal(expected[42..], Samples.Flat(last));
        var (first, held) = Apply(steps, null, EachStep(Tensor.Create(all[..24], [4, 2, 3])));
        var (second, end) = Apply(steps, held, EachStep(Tensor.Create(all[24..], [3, 2, 3])));
        Assert.Equal(Samples.Flat(whole), Samples.Flat(first).Concat(Samples.Flat(second)));
        Assert.Equal(Samples.Flat(last), Samples.Flat(end));
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public void A_sequence_that_stays_the_same_is_delayed_as_the_repeated_one(int steps)
    {
        var (once, before) = (Random(1, 2, 3), Random(2, steps, 2, 3));
        var (expected, last) = Apply(steps, before, EachStep(Tensor.Create(Repeated(Samples.Flat(once), 4), [4, 2, 3])));
        var (output, end) = Apply(steps, before, Unchanged(4, once));
        Assert.Equal(Samples.Flat(expected), Samples.Flat(output));
        Assert.Equal(Samples.Flat(last), Samples.Flat(end));
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public void The_gradient_is_that_of_finite_differences(int steps)
    {
        var (x, once, dy) = (Random(1, 5, 2, 3), Random(1, 2, 3), Random(2, 5, 2, 3));
        var (dx, dOnce) = (Like(x), Like(once));
        var layer = new Delay(steps);
        layer.Backward(EachStep(x), dy, dx);
        Close(1e-8, Differences(moved => TestTensors.Dot(dy, Apply(steps, null, EachStep(moved)).Output), x), Samples.Flat(dx));
        layer.Backward(Unchanged(5, once), dy, dOnce);
        Close(1e-8, Differences(moved => TestTensors.Dot(dy, Apply(steps, null, Unchanged(5, moved)).Output), once), Samples.Flat(dOnce));
    }

    [Fact]
    public void What_a_delay_held_of_another_batch_is_refused_with_both_shapes()
    {
        var (_, held) = Apply(2, null, EachStep(Random(1, 4, 3, 5)));
        var error = Assert.Throws<ArgumentException>(() => Apply(2, held, EachStep(Random(1, 4, 6, 5))));
        Assert.Contains("Delay: before has the shape [2, 3, 5]; it must be [2, 6, 5].", error.Message);
    }

    private static (Tensor<double> Output, Tensor<double> After) Apply(int steps, Tensor<double>? before, InputSequence<double> x)
    {
        var y = Like(x.IsEachStep ? x.sequence : Tensor.CreateFromShape<double>([x.steps, .. x.constant.Lengths]));
        return (y, new Delay(steps).Forward(before, x, y));
    }
}
