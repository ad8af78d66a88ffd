using System.Globalization;
using System.Numerics.Tensors;
using static Neurons.Tests.Tensors;

namespace Neurons.Networks.Tests;

/// <summary>Encodings of samples: the same as those of tensors.</summary>
public class InputEncodingTests
{
    [Theory]
    [InlineData(0.7)]
    [InlineData(0.1)]
    public void A_float_that_is_the_threshold_reaches_it(double threshold)
    {
        var x = (float)threshold;
        var options = new LatencyOptions { Steps = 40, Threshold = threshold, Clip = true };
        var still = new Dataset(Tensor.Create([x, MathF.BitDecrement(x)], [2, 1]), [0, 1]);
        Assert.Equal([1, 0], Flat(new Batches(still, 2, 1, InputEncoding.Latency(options), 40) { Shuffle = false }.Epoch(0).Single().ToTensor()).Chunk(2).Aggregate((a, b) => [a[0] + b[0], a[1] + b[1]]));
        var moving = Dataset.OverTime(Tensor.Create([0, x, 0, MathF.BitDecrement(x)], [2, 2, 1]), [0, 1]);
        Assert.Equal([0, 0, 1, 0], Flat(new Batches(moving, 2, 1, InputEncoding.Delta(threshold)) { Shuffle = false }.Epoch(0).Single().ToTensor()));
        Assert.Contains($"threshold={threshold.ToString(CultureInfo.InvariantCulture)}", InputEncoding.Delta(threshold).ToString());
    }
}
