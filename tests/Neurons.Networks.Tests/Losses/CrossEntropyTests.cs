using System.Numerics.Tensors;

namespace Neurons.Networks.Tests;

public class CrossEntropyTests
{
    private static readonly Loss[] _losses = [Loss.MaxMembraneCrossEntropy(), Loss.MeanMembraneCrossEntropy()];

    [Fact]
    public void Equal_potentials_cost_the_logarithm_of_the_number_of_classes()
    {
        var flat = Tensor.Create(Enumerable.Repeat(0.7f, 60).ToArray(), [3, 5, 4]);
        foreach (var loss in _losses) Assert.Equal(Math.Log(4), loss.Evaluate(flat, [3, 0, 2, 1, 1]).Value, 1e-15);
    }

    [Fact]
    public void Huge_potentials_do_not_overflow()
    {
        var huge = Tensor.Create([1e30f, -1e30f], [1, 1, 2]);
        var right = _losses[0].Evaluate(huge, [0]);
        var wrong = _losses[0].Evaluate(huge, [1]);
        Assert.Equal(0, right.Value);
        Assert.Equal(2e30, wrong.Value, 2e24);
        Assert.Equal([1, -1], Samples.Flat(wrong.Gradient));
    }

    [Fact]
    public void A_network_that_has_diverged_has_a_loss_of_NaN()
    {
        var broken = Tensor.Create([0, 1, float.NaN, 2, 5, 3], [3, 1, 2]);
        foreach (var loss in _losses) Assert.True(double.IsNaN(loss.Evaluate(broken, [1]).Value));
    }

    [Fact]
    public void Classes_are_those_of_the_largest_value_over_time()
    {
        // sample 0 peaks in class 1, sample 1 has the larger mean in class 0
        var output = Tensor.Create([0f, 9, 4, 0, 5, 0, 4, 5], [2, 2, 2]);
        Assert.Equal([1, 1], _losses[0].Classes(output));
        Assert.Equal([1, 0], _losses[1].Classes(output));
    }

    [Fact]
    public void Labels_and_shapes_that_do_not_fit_are_errors_that_say_what_is_allowed()
    {
        static string Message(int[] labels, params ReadOnlySpan<nint> shape)
        {
            var x = Samples.Uniform(1, -1, 1, shape);
            return Assert.ThrowsAny<ArgumentException>(() => Loss.MaxMembraneCrossEntropy().Evaluate(x, labels)).Message;
        }

        Assert.Contains("label 1 is 4; it must be in 0 .. 3", Message([0, 4, 0, 0, 0], 6, 5, 4));
        Assert.Contains("2 labels for a batch of 5", Message([0, 1], 6, 5, 4));
        Assert.Contains("[5]", Message([3, 0, 2, 1, 1], 5));
    }
}
