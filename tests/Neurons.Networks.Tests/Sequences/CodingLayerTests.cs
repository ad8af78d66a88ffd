using System.Numerics.Tensors;
using static Neurons.Networks.Tests.Numbers;
using static Neurons.Networks.Tests.Sequences;

namespace Neurons.Networks.Tests;

/// <summary>Neurons that are trained by their rate, and those that tell a sum by few spikes.</summary>
public class CodingLayerTests
{
    [Fact]
    public void Neurons_that_integrate_give_in_all_what_they_got_within_a_threshold()
    {
        var x = Samples.Uniform(1, 0, 0.8f, 50, 4, 3);
        var y = Samples.Flat(new Sequential(1, new Input(3), new DsrIf(1)).Predict(x)).Chunk(12).ToArray();
        var given = Samples.Flat(x).Chunk(12).ToArray();
        for (var i = 0; i < 12; i++)
        {
            Assert.All(y, step => Assert.True(step[i] is 0 or 1));
            Assert.True(Math.Abs(given.Sum(step => (double)step[i]) - y.Sum(step => step[i])) <= 0.5 + 1e-5);
        }
    }

    [Fact]
    public void Their_gradient_is_that_of_the_clipped_mean()
    {
        // below 0, between, and above the threshold
        var x = Tensor.Create([-1.0, 0.5, 3, -1, 0.7, 2], [2, 1, 3]);
        var dz = Tensor.Create([1.0, 2, 3, 4, 5, 6], [2, 1, 3]);
        Tensor<double> threshold = Tensor.Create([2.0], [1]), dx = Like(x), dThreshold = Like(threshold);
        new DsrIf().Backward(threshold, x, dz, dx, dThreshold);
        Assert.Equal([0, 3.5, 0, 0, 3.5, 0], Samples.Flat(dx));
        Assert.Equal([9], Samples.Flat(dThreshold));
    }

    [Fact]
    public void Of_leaky_ones_later_steps_weigh_more()
    {
        var (x, dz, threshold) = (Tensor.Create([1.0, 1, 1], [3, 1, 1]), Tensor.Create([1.0, 0, 0], [3, 1, 1]), Tensor.Create([1.0], [1]));
        var (dx, last) = (Like(x), Like(x));
        var layer = new DsrLif(1, 2, 0.5);
        layer.Backward(threshold, x, dz, dx, null);
        layer.Backward(threshold, x, Tensor.Create([0.0, 0, 1], [3, 1, 1]), last, null);
        var rho = Math.Exp(-0.25);
        Assert.Equal(rho * rho, dx[0, 0, 0] / last[0, 0, 0], 1e-12);
        Assert.Equal(0.5 / (1 + rho + (rho * rho)), last[0, 0, 0], 1e-12);
    }

    [Fact]
    public void A_threshold_is_not_below_the_least_one()
    {
        var layer = new DsrIf(0.02);
        var network = new Sequential(1, new Input(1), layer);
        Differences.Write(network.Parameters[0], 0, -4);
        Assert.Equal((float)DsrIf.LeastThreshold, layer.Threshold.Value[0]);
        Assert.Contains("threshold is 0.05; it must be at least 0.1", Assert.Throws<ArgumentOutOfRangeException>(() => new DsrLif(0.05)).Message);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Few_spikes_are_the_binary_digits_of_a_sum_at_first(int steps)
    {
        const int digits = 6;
        var once = Samples.Uniform(1, -0.2f, 1, 20, 3);
        var each = Samples.Flat(once).Select(value => value / steps).ToArray();
        var y = new Sequential(1, new Input(3), new FewSpike(digits), new OverTime(Reduction.Sum)).Predict(
            Tensor.Create(Repeated(each, steps), [steps, 20, 3]));
        foreach (var (value, told) in Samples.Flat(once).Zip(Samples.Flat(y)))
            Assert.True(value < 0 ? told == 0 : told <= value + 1e-5 && value - told < 1.0 / (1 << digits) + 1e-5, $"{value} is told as {told}");
    }

    [Fact]
    public void Outliers_are_told_by_a_table_of_their_own_with_their_sign_and_clamped()
    {
        var x = Tensor.Create([0.4f, -0.4f, 1.7f, -1.7f, 9, 0], [1, 1, 6]);
        var layer = new OutlierFewSpike(new OutlierFewSpikeOptions(10, 1, 1, 4, Clamp: 2));
        var y = new Sequential(1, new Input(6), layer, new OverTime(Reduction.Sum)).Predict(x);
        Close(4.0 / 1024, [0.4, -0.4, 1.7, -1.7, 2, 0], Samples.Flat(y));
        Assert.Equal(0, Samples.Flat(y)[5]);
        var dx = Like(Singles(Random(1, 1, 1, 6)));
        Tensor<float> Table(float value) => TestTensors.Filled(value, 2, 10);
        layer.Backward(Table(1), Table(1), Table(1), x, TestTensors.Filled(1f, 10, 1, 6), dx, null, null, null);
        Assert.Equal(0, dx[0, 0, 4]); // what is clamped passes no gradient
    }

    [Fact]
    public void A_gate_chooses_the_table()
    {
        var layer = new GatedFewSpike(new GatedFewSpikeOptions(1, [0.5, 1], [2, 4, 8]));
        var y = new Sequential(1, new Input(3), layer).Predict(Tensor.Create([1f, 0.4f, 5], [1, 1, 3]));
        Assert.Equal([0, 0, 4], Samples.Flat(y)); // the sum 1 is at the second gate, not above it
        static void Refused(string message, Action call) => Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(call).Message);
        Refused("gates is 0.5; it must be above the gate before", () => new GatedFewSpike(3, 1, 0.5));
        Refused("gates is empty", () => new GatedFewSpike(3));
        Refused("ceilings has 1 numbers; 3 are needed", () => new GatedFewSpike(new GatedFewSpikeOptions(3, [0, 1], [1])));
    }
}
