using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using static Neurons.Networks.Tests.Numbers;

namespace Neurons.Networks.Tests;

/// <summary>What happens to gradients before an update.</summary>
public class GradientClippingTests
{
    [Fact]
    public void Gradients_of_a_smaller_norm_are_left_alone_and_others_keep_their_direction_and_get_the_largest_norm()
    {
        var (small, clipped) = (Numbers.Random(1, 3000), Numbers.Random(1, 3000));
        var before = Samples.Flat(small);
        Assert.Equal(Norm(before), NormClipping.Clip(1e3, [small]), 12);
        Assert.Equal(before, Samples.Flat(small));

        var had = NormClipping.Clip(2, [clipped]);
        Close(1e-6, [2], [Norm(Samples.Flat(clipped))]);
        Close(1e-6, Array.ConvertAll(before, g => g * 2 / had), Samples.Flat(clipped));

        static double Norm(double[] values) => Math.Sqrt(values.Sum(g => g * g));
    }

    [Fact]
    public void The_norm_is_that_of_all_gradients_together_and_does_not_overflow_in_float32()
    {
        Tensor<float>[] parts = [Tensor.Create([3e30f, 0], [2]), Tensor.Create([-4e30f], [1, 1])];
        Assert.Equal(5e30, NormClipping.Clip(1, parts), 1e24);
        Close(1e-6, [0.6, 0, -0.8], [.. parts.SelectMany(Samples.Flat)]);
    }

    [Fact]
    public void A_gradient_that_is_not_a_number_shows()
    {
        var broken = Tensor.Create([double.NaN, 1], [2]);
        Assert.True(double.IsNaN(NormClipping.Clip(1, [broken])));
        Assert.All(Samples.Flat(broken), g => Assert.True(double.IsNaN(g)));
    }

    [Fact]
    public void Clipping_by_value_brings_every_element_into_the_range()
    {
        var network = new Sequential(1, new Linear(3, 2, bias: false));
        var gradients = Gradients(network, [-5, -0.5f, 0, 0.25f, 0.5f, 7]);
        GradientClipping.ByValue(0.5).Apply(gradients);
        Assert.Equal([-0.5f, -0.5f, 0, 0.25f, 0.5f, 0.5f], Samples.Flat(gradients[0]));
    }

    [Fact]
    public void Clipping_of_ones_own_is_a_function_or_a_class_and_returns_the_norm_before()
    {
        var network = new Sequential(1, new Linear(2, 1, bias: false));
        var halved = GradientClipping.From("halved", gradients =>
        {
            foreach (ref var g in Span(gradients[0])) g /= 2;
        });
        var gradients = Gradients(network, [3, 4]);
        Assert.Equal(5, halved.Apply(gradients));
        Assert.Equal([1.5f, 2], Samples.Flat(gradients[0]));
        Assert.Equal("halved", halved.ToString());
    }

    [Fact]
    public void A_limit_that_is_not_positive_is_an_error()
    {
        static string Message(Action action) => Assert.ThrowsAny<ArgumentException>(action).Message;
        Assert.Contains("largest is 0; it must be > 0", Message(() => GradientClipping.ByNorm(0)));
        Assert.Contains("largest is 0; it must be > 0", Message(() => NormClipping.Clip<double>(0, [])));
        Assert.Contains("largest is NaN", Message(() => GradientClipping.ByValue(double.NaN)));
    }

    [Fact]
    public void The_weighted_sum_of_the_gradients_of_two_halves_is_that_of_the_whole()
    {
        var network = new Sequential(1, new Linear(4, 4));
        var (images, labels) = (Samples.Uniform(3, -1, 1, 6, 4), new[] { 0, 3, 1, 2, 2, 0 });
        ParameterGradients Of(int first, int count)
        {
            var run = network.Forward(Tensor.Create(Samples.Flat(images)[(first * 4)..((first + count) * 4)], [count, 4]), 1);
            return run.Pullback(Loss.MeanMembraneCrossEntropy().Evaluate(run.Output, labels[first..(first + count)]).Gradient);
        }

        var sum = new GradientAccumulator();
        sum.Add(Of(0, 4), 4.0 / 6);
        sum.Add(Of(4, 2), 2.0 / 6);
        var whole = Of(0, 6);
        for (var p = 0; p < 2; p++) Close(1e-6, Samples.Doubles(whole[p]), Samples.Flat(sum.Sum[p]));
    }

    /// <summary>Gradients of the one parameter of a network.</summary>
    private static ParameterGradients Gradients(Sequential network, float[] values)
    {
        var gradients = network.Forward(Tensor.CreateFromShape<float>([1, .. network.InputShape.ToArray().Select(n => (nint)n)]), 1)
            .Pullback(Tensor.CreateFromShape<float>([1, 1, network.OutputShape[0]]));
        values.CopyTo(Span(gradients[0]));
        return gradients;
    }

    private static Span<float> Span(Tensor<float> tensor) => MemoryMarshal.CreateSpan(ref tensor.GetPinnableReference(), (int)tensor.FlattenedLength);
}
