using System.Numerics.Tensors;
using static Neurons.Networks.Tests.Numbers;
using static Neurons.Networks.Tests.Sequences;

namespace Neurons.Networks.Tests;

public class QcfsTests
{
    [Theory]
    [InlineData(1, 0.7)]
    [InlineData(8, 2.5)]
    public void Values_and_gradients_are_those_of_the_paper(int levels, double ceiling)
    {
        var x = Tensor.Create(Array.ConvertAll(Samples.Flat(Random(1, 400)), value => 2 * ceiling * value));
        var dy = Random(2, 400);
        var layer = new Qcfs(levels, ceiling);
        Tensor<double> top = Tensor.Create([ceiling]), y = Like(x), dx = Like(x), dTop = Like(top);
        layer.Forward(top, x, y);
        layer.Backward(top, x, dy, dx, dTop);
        var (values, outer, sum) = (Samples.Flat(x), Samples.Flat(dy), 0.0);
        for (var i = 0; i < values.Length; i++)
        {
            var clipped = Math.Clamp(Math.Floor(levels * values[i] / ceiling + 0.5) / levels, 0, 1);
            Assert.Equal(ceiling * clipped, Samples.Flat(y)[i], 1e-12);
            var half = ceiling / (2 * levels);
            var isInside = values[i] >= -half && values[i] < ceiling - half;
            Assert.Equal(isInside ? outer[i] : 0, Samples.Flat(dx)[i]);
            sum += outer[i] * (isInside ? (ceiling * clipped - values[i]) / ceiling : values[i] < 0 ? 0 : 1);
        }
        Assert.Equal(sum, Samples.Flat(dTop)[0], 1e-9);
    }

    [Fact]
    public void Training_brings_the_ceiling_to_the_least_one_and_not_below()
    {
        var network = new Sequential(1, new Linear(2, 3), new Qcfs(4, 0.5));
        var ceiling = network.Parameters.Single(parameter => parameter.Name == "1.ceiling");
        Differences.Write(ceiling, 0, -3);
        Assert.Equal(Qcfs.LeastCeiling, Samples.Flat(ceiling.Value)[0]);
        Assert.All(Samples.Flat(network.Predict(Samples.Uniform(1, -1, 1, 5, 2), 1)), value => Assert.True(value is >= 0 and <= Qcfs.LeastCeiling));
    }

    [Fact]
    public void A_ceiling_of_nothing_is_refused() =>
        Assert.Contains("ceiling is 0", Assert.Throws<ArgumentOutOfRangeException>(() => new Qcfs(8, 0)).Message);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(32)]
    public void An_encoded_value_is_in_all_the_value_rounded_to_scales(int steps)
    {
        var values = Samples.Uniform(steps == 1 ? 1u : 2u, -3, 3, 40, 3);
        double[] scale = [0.1, 0.25, 1];
        var network = new Sequential(1, new Input(3), new QcfsEncoder(scale), new OverTime(Reduction.Sum));
        var sums = Samples.Flat(network.Predict(values, steps));
        foreach (var (i, (value, sum)) in Samples.Flat(values).Zip(sums).Index())
        {
            var size = (float)scale[i % 3];
            Assert.Equal(size * Math.Clamp(MathF.Round(value / size, MidpointRounding.ToEven), -steps, steps), sum, 1e-4);
        }
    }

    [Fact]
    public void An_encoder_takes_what_stays_the_same_and_its_channels_alone()
    {
        var network = new Sequential(1, new Input(3), new QcfsEncoder(0.5));
        Assert.Contains("changes over time", Assert.Throws<ArgumentException>(() => network.Predict(Samples.Uniform(1, 0, 1, 4, 2, 3))).Message);
        Assert.Contains("takes [2, …]", Assert.Throws<ArgumentException>(() => new Sequential(1, new Input(3), new QcfsEncoder(1, 2))).Message);
        Assert.Contains("scale is 0", Assert.Throws<ArgumentOutOfRangeException>(() => new QcfsEncoder(1, 0)).Message);
    }
}
