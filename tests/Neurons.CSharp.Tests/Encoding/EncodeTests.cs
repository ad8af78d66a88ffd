using System.Numerics.Tensors;

namespace Neurons.Tests.Encoders;

public class EncodeTests
{
    private static readonly Tensor<float> Values = Tensor.Create([0.1f, 0.4f, 0.9f], [3]);

    [Fact]
    public void Every_encoder_of_values_gives_time_first_and_zeros_and_ones()
    {
        Tensor<float>[] encoded =
        [
            Encode.Rate(Values, 50), Encode.Poisson(Values, 50), Encode.Latency(Values, new() { Steps = 50 }),
            Encode.ConstantCurrentLif(Values, 50), Encode.LifLatency(Values, 50),
        ];
        Assert.All(encoded, spikes =>
        {
            Assert.Equal([50, 3], spikes.Lengths.ToArray());
            Assert.All(Flat(spikes), z => Assert.True(z is 0 or 1));
        });
    }

    [Fact]
    public void The_seed_and_the_stream_choose_the_random_spikes()
    {
        var spikes = Flat(Encode.Rate(Values, 50, seed: 4, stream: 2));
        Assert.Equal(spikes, Flat(Encode.Rate(Values, 50, seed: 4, stream: 2)));
        Assert.NotEqual(spikes, Flat(Encode.Rate(Values, 50, seed: 5, stream: 2)));
        Assert.NotEqual(spikes, Flat(Encode.Rate(Values, 50, seed: 4, stream: 3)));
    }

    [Fact]
    public void Options_reach_the_encoder()
    {
        var negative = Tensor.Create([-1f], [1]);
        Assert.Equal(-20, Flat(Encode.SignedPoisson(negative, 20, maxRate: 1000)).Sum());
        Assert.Equal([0, 1, -1], Flat(Encode.Delta(Tensor.Create([1f, 2f, 1f], [3, 1]), padding: true, offSpikes: true)));
        Assert.Equal([1, 0, 0], Flat(Encode.SpikeLatency(Tensor.Create([1f, 0f, 1f], [3, 1]))));
        Assert.Equal([1, MathF.Exp(-0.5f)], Flat(Encode.Population(Tensor.Create([0f], [1]), 2, scale: 1)));
        Assert.Equal([0, 1, 1, 0], Flat(Targets.Rate<float>([1, 0], 2)));
        Assert.Equal([0, 1, 1, 0], Flat(Targets.Latency<float>([1], 2, new() { Steps = 2, Linear = true, Normalize = true })));
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Encode.Latency(Values, new() { Steps = 5, Tau = -1 }));
        Assert.Contains("Tau is -1; it must be > 0", error.Message);
    }

    [Theory]
    [InlineData(0.7)]
    [InlineData(0.1)]
    public void A_float_that_is_the_threshold_reaches_it(double threshold)
    {
        var x = (float)threshold;
        Assert.Equal([0, 1], Flat(Encode.Delta(Tensor.Create([0f, x], [2, 1]), threshold)));
        Assert.Equal([0, -1], Flat(Encode.Delta(Tensor.Create([x, 0f], [2, 1]), threshold, padding: true, offSpikes: true)));
        var options = new LatencyOptions { Steps = 40, Threshold = threshold, Clip = true };
        Assert.Equal(1, Flat(Encode.Latency(Tensor.Create([x], [1]), options)).Sum());
    }

    private static float[] Flat(Tensor<float> tensor)
    {
        var values = new float[tensor.FlattenedLength];
        tensor.FlattenTo(values);
        return values;
    }
}
