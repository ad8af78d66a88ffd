using System.Numerics;
using static Neurons.Networks.Tests.Numbers;

namespace Neurons.Networks.Tests;

public class SgdTests
{
    [Fact]
    public void Without_momentum_a_step_is_the_learning_rate_times_the_gradient() =>
        Close(1e-15, [3 - (0.5 * 2), 2 + (0.5 * 4)], Run(new(0.5), 3, 2, -4));

    [Fact]
    public void Momentum_keeps_a_part_of_the_last_step_and_the_first_gradient_is_not_dampened() =>
        // velocity: 2, then 0.5·2 + 0.75·4 = 4, then 0.5·4 + 0.75·0 = 2
        Close(1e-15, [3.0 - 1, 2.0 - 2, 0.0 - 1], Run(new(0.5, Momentum: 0.5, Dampening: 0.25), 3, 2, 4, 0));

    [Fact]
    public void Nesterovs_momentum_looks_ahead_by_one_step() =>
        // velocity: 2, then 0.5·2 + 4 = 5; steps: 2 + 0.5·2 = 3, then 4 + 0.5·5 = 6.5
        Close(1e-15, [3 - 1.5, 1.5 - 3.25], Run(new(0.5, Momentum: 0.5, Nesterov: true), 3, 2, 4));

    [Fact]
    public void Decay_in_the_gradient_enters_the_velocity_and_decay_apart_from_it_does_not()
    {
        var o = new SgdOptions(0.5, Momentum: 0.5, WeightDecay: 0.1);
        // gradient 2 + 0.1·10 = 3; then 0 + 0.1·8.5 = 0.85, velocity 1.5 + 0.85
        Close(1e-15, [8.5, 8.5 - (0.5 * 2.35)], Run(o, 10, 2, 0));
        // 10·0.95 − 0.5·2 = 8.5, then 8.5·0.95 − 0.5·1
        Close(1e-15, [8.5, (8.5 * 0.95) - 0.5], Run(o with { Decoupled = true }, 10, 2, 0));
    }

    [Fact]
    public void The_number_of_threads_does_not_change_a_bit_and_an_element_is_updated_as_if_it_were_alone()
    {
        var o = new SgdOptions(0.5, Momentum: 0.9, Nesterov: true, WeightDecay: 0.01);
        var (start, gradient) = (Samples.Flat(Singles(Numbers.Random(1, 70_001))), Samples.Flat(Singles(Numbers.Random(2, 70_001))));
        var results = WithThreads(() => Updated(start, gradient));
        foreach (var result in results)
        {
            Assert.Equal(results[0], result);
            for (var n = 0; n < start.Length; n += 997) Assert.Equal(Updated([start[n]], [gradient[n]])[0], result[n]);
        }

        float[] Updated(float[] start, float[] gradient)
        {
            var (values, velocity) = ((float[])start.Clone(), new float[start.Length]);
            for (var number = 1; number <= 2; number++) Sgd.Update<float>(o, number, values, gradient, velocity);
            return values;
        }
    }

    [Fact]
    public void The_elements_behind_the_last_whole_vector_are_updated_as_all_others()
    {
        for (var count = 1; count <= 40; count++)
        {
            float[] values = [.. Enumerable.Repeat(0.3f, count)];
            float[] gradient = [.. Enumerable.Repeat(0.7f, count)];
            var velocity = new float[count];
            Sgd.Update<float>(new(0.5, Momentum: 0.9), 1, values, gradient, velocity);
            Assert.Equal([0.3f - (0.5f * 0.7f)], values.Distinct());
            Assert.Single(velocity.Distinct());
        }
    }

    [Fact]
    public void Options_out_of_range_are_errors_that_name_the_option_its_value_and_what_is_allowed()
    {
        static string Message(SgdOptions options) => Assert.ThrowsAny<ArgumentException>(() => new Sgd(options)).Message;
        Assert.Contains("LearningRate is -1; it must be ≥ 0", Message(new(-1)));
        Assert.Contains("Momentum is 1; it must be in [0, 1)", Message(new(Momentum: 1)));
        Assert.Contains("Dampening is NaN", Message(new(Dampening: double.NaN)));
        Assert.Contains("needs a momentum > 0", Message(new(Nesterov: true)));
        Assert.Contains("WeightDecay is -0.1", Message(new(WeightDecay: -0.1)));
    }

    [Fact]
    public void A_velocity_that_is_needed_and_missing_is_an_error_as_is_one_of_another_length()
    {
        double[] values = [1, 2];
        string Message(double[] velocity) =>
            Assert.ThrowsAny<ArgumentException>(() => Sgd.Update<double>(new(Momentum: 0.5), 1, values, [1, 2], velocity)).Message;
        Assert.Contains("there are 2 numbers, and the velocity has 0", Message([]));
        Assert.Contains("there are 2 numbers, and the velocity has 3", Message([0, 0, 0]));
        Assert.Equal([1, 2], values);
    }

    private static double[] Run(SgdOptions o, double start, params double[] gradients)
    {
        var (values, velocity) = (new[] { start }, new double[1]);
        return [.. gradients.Select((gradient, i) =>
        {
            Sgd.Update(o, i + 1, values, [gradient], velocity.AsSpan());
            return values[0];
        })];
    }
}
