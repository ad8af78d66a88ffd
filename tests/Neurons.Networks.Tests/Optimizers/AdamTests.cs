using static Neurons.Networks.Tests.Numbers;

namespace Neurons.Networks.Tests;

public class AdamTests
{
    private static readonly AdamOptions _byHand = new(0.1, 0.5, 0.75, 1);

    [Fact]
    public void Two_updates_by_hand()
    {
        // n = 1: m = 1, m̂ = 2; v = 1, v̂ = 4: 3 − 0.1·2/(2 + 1)
        // n = 2: m = 0.5 − 1 = −0.5, m̂ = −0.5/0.75; v = 0.75 + 1 = 1.75, v̂ = 1.75/0.4375 = 4
        var first = 3 - (0.1 * 2 / 3);
        var second = first + (0.1 * (0.5 / 0.75) / 3);
        var (values, m, v) = (new[] { 3.0 }, new double[1], new double[1]);
        Adam.Update<double>(_byHand, 1, values, [2], m, v);
        Close(1e-15, [first], values);
        Adam.Update<double>(_byHand, 2, values, [-2], m, v);
        Close(1e-15, [second], values);
    }

    [Fact]
    public void Decay_in_the_gradient_moves_by_the_moments_and_decay_apart_from_it_by_itself()
    {
        // the gradient 2 becomes 2 + 0.5·3 = 3.5 = m̂, v̂ = 3.5²
        double[] values = [3];
        Adam.Update<double>(_byHand with { WeightDecay = 0.5 }, 1, values, [2], new double[1], new double[1]);
        Close(1e-15, [3 - (0.1 * 3.5 / 4.5)], values);

        values = [3];
        AdamW.Update<double>(new(0.1, 0.5, 0.75, 1, 0.5), 1, values, [2], new double[1], new double[1]);
        Close(1e-15, [(3 * (1 - (0.1 * 0.5))) - (0.1 * 2 / 3)], values);
    }

    [Fact]
    public void The_first_update_moves_by_the_learning_rate_against_the_gradients_sign_whatever_its_size()
    {
        var values = new double[4];
        Adam.Update<double>(new(), 1, values, [1e-3, -5, 1e6, -1e-2], new double[4], new double[4]);
        Close(1e-7, [-0.001, 0.001, -0.001, 0.001], values);
    }

    [Fact]
    public void The_number_of_threads_does_not_change_a_bit_and_an_element_is_updated_as_if_it_were_alone()
    {
        var (start, gradient) = (Samples.Flat(Singles(Numbers.Random(1, 70_001))), Samples.Flat(Singles(Numbers.Random(2, 70_001))));
        var results = WithThreads(() => Updated(start, gradient));
        foreach (var result in results)
        {
            Assert.Equal(results[0], result);
            for (var n = 0; n < start.Length; n += 997) Assert.Equal(Updated([start[n]], [gradient[n]])[0], result[n]);
        }

        static float[] Updated(float[] start, float[] gradient)
        {
            var (values, m, v) = ((float[])start.Clone(), new float[start.Length], new float[start.Length]);
            for (var number = 1; number <= 2; number++) Adam.Update<float>(new(), number, values, gradient, m, v);
            return values;
        }
    }

    [Fact]
    public void Options_out_of_range_are_errors_that_name_the_option_its_value_and_what_is_allowed()
    {
        static string Message(AdamOptions options) => Assert.ThrowsAny<ArgumentException>(() => new Adam(options)).Message;
        Assert.Contains("LearningRate is -1; it must be ≥ 0", Message(new(-1)));
        Assert.Contains("Beta1 is 1; it must be in [0, 1)", Message(new(Beta1: 1)));
        Assert.Contains("Beta2 is NaN", Message(new(Beta2: double.NaN)));
        Assert.Contains("Epsilon is 0; it must be > 0", Message(new(Epsilon: 0)));
        Assert.Contains("AdamW: WeightDecay is -1; it must be ≥ 0", Assert.ThrowsAny<ArgumentException>(() => new AdamW(weightDecay: -1)).Message);
    }

    [Fact]
    public void Means_of_another_length_are_an_error() => Assert.Contains(
        "There are 2 numbers to be updated, and what is kept has 3",
        Assert.Throws<ArgumentException>(() => Adam.Update<double>(new(), 1, new double[2], [1, 2], new double[3], new double[2])).Message);
}
