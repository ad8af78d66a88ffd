using System.Numerics.Tensors;
using static Neurons.Networks.Tests.Numbers;
using static Neurons.Networks.Tests.Sequences;

namespace Neurons.Networks.Tests;

public class OverTimeTests
{
    public static TheoryData<Reduction> Reductions => [.. Enum.GetValues<Reduction>()];

    [Theory]
    [MemberData(nameof(Reductions))]
    public void A_readout_is_what_its_name_says_at_every_place(Reduction reduction)
    {
        var x = Random(1, 6, 2, 3);
        var steps = Samples.Flat(x).Chunk(6).ToArray();
        var expected = Enumerable.Range(0, 6).Select(place => steps.Select(step => step[place])).Select(numbers => reduction switch
        {
            Reduction.Max => numbers.Max(),
            Reduction.Mean => numbers.Average(),
            Reduction.Sum => numbers.Sum(),
            Reduction.MaxMagnitude => numbers.MaxBy(Math.Abs),
            _ => numbers.Last(),
        });
        Close(1e-15, [.. expected], Samples.Flat(Apply(reduction, EachStep(x))));
    }

    [Theory]
    [MemberData(nameof(Reductions))]
    public void The_gradients_are_those_of_finite_differences_also_of_a_sequence_that_stays_the_same(Reduction reduction)
    {
        var dy = Random(2, 2, 3);
        Check(Random(1, 6, 2, 3), EachStep);
        Check(Random(1, 2, 3), x => Unchanged(4, x));

        void Check(Tensor<double> x, Func<Tensor<double>, InputSequence<double>> make)
        {
            var dx = Like(x);
            new OverTime(reduction).Backward(make(x), Apply(reduction, make(x)), dy, dx);
            Close(1e-8, Differences(moved => TestTensors.Dot(dy, Apply(reduction, make(moved))), x), Samples.Flat(dx));
        }
    }

    [Fact]
    public void Of_equal_steps_the_first_has_the_gradient_of_the_largest()
    {
        var x = Tensor.Create([0.0, 1, 1], [3, 1, 1]);
        var dx = Like(x);
        new OverTime(Reduction.Max).Backward(EachStep(x), Apply(Reduction.Max, EachStep(x)), TestTensors.Filled(1.0, 1, 1), dx);
        Assert.Equal([0, 1, 0], Samples.Flat(dx));
    }

    [Fact]
    public void More_spikes_than_float32_can_count_one_by_one_are_counted()
    {
        const int steps = (1 << 24) + (1 << 16);
        var output = Tensor.CreateFromShape<float>([1]);
        new OverTime(Reduction.Sum).Forward(EachStep(TestTensors.Filled(1f, steps, 1)), output);
        Assert.Equal([steps], Samples.Flat(output));
    }

    [Fact]
    public void A_sequence_without_steps_is_refused()
    {
        static void Refused(string message, InputSequence<double> x) =>
            Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(() => new OverTime(Reduction.Last).Forward(x, Random(1, 2))).Message);

        Refused("input has the shape [0, 2]; it must be [T, …] with at least one step", EachStep(Tensor.CreateFromShape<double>([0, 2])));
        Refused("the input has no steps", Unchanged(0, Random(1, 2)));
    }

    private static Tensor<double> Apply(Reduction reduction, InputSequence<double> x)
    {
        var y = Like(x.IsEachStep ? Tensor.CreateFromShape<double>(x.sequence.Lengths[1..]) : x.constant);
        new OverTime(reduction).Forward(x, y);
        return y;
    }
}
