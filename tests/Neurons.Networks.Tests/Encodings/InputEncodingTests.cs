using System.Numerics.Tensors;
using static Neurons.Tests.TestTensors;

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
        Assert.Equal([1, 0], Flat(new Batches(still, 2, 1, InputEncoding.Latency(options), 40) { Shuffle = false }.Epoch(0).Single().ToTensor())
            .Chunk(2).Aggregate((a, b) => [a[0] + b[0], a[1] + b[1]]));
        var moving = Dataset.OverTime(Tensor.Create([0, x, 0, MathF.BitDecrement(x)], [2, 2, 1]), [0, 1]);
        Assert.Equal([0, 0, 1, 0], Flat(new Batches(moving, 2, 1, InputEncoding.Delta(threshold)) { Shuffle = false }.Epoch(0).Single().ToTensor()));
        Assert.Equal(threshold, Assert.IsType<DeltaEncoding>(InputEncoding.Parse(InputEncoding.Delta(threshold).ToString())).Options.Threshold);
    }

    [Theory]
    [InlineData("direct")]
    [InlineData("rate")]
    [InlineData("latency:steps=6,normalize,clip")]
    [InlineData("delta:threshold=0.2,off_spikes")]
    [InlineData("delta:padding")]
    public void A_batch_holds_the_sequence_of_each_of_its_samples(string text)
    {
        var encoding = InputEncoding.Parse(text);
        var still = new Dataset(Single(Uniform(1, 0, 1, 9, 5)), new int[9]);
        var moving = Dataset.OverTime(Single(Uniform(2, 0, 1, 9, 6, 5)), new int[9]);
        foreach (var data in text.StartsWith("latency", StringComparison.Ordinal) ? [still] : new[] { still, moving })
        {
            foreach (var batch in new Batches(data, 4, 7, encoding, 6).Epoch(2))
            {
                var all = Flat(batch.ToTensor());
                for (var b = 0; b < batch.Count; b++)
                {
                    var sequence = new float[30];
                    encoding.Encode(new(data.Sample(batch.Indices[b]), sequence, 6, seed: 7, place: (uint)batch.Indices[b], firstStep: 12));
                    float[] shown =
                        [.. Enumerable.Range(0, 6).SelectMany(t => all[(((t * batch.Count) + b) * 5)..(((t * batch.Count) + b + 1) * 5)])];
                    Assert.Equal(shown, sequence);
                }
            }
        }
    }

    [Fact]
    public void An_encoding_of_ones_own_is_shown_sample_by_sample()
    {
        var moving = Dataset.OverTime(Single(Uniform(2, 0, 1, 5, 3, 2)), new int[5]);
        foreach (var data in new[] { new Dataset(Single(Uniform(1, 0, 1, 5, 2)), new int[5]), moving })
        {
            foreach (var batch in new Batches(data, 2, 1, new Ramp(), 3) { Prefetch = 1 }.Epoch(0))
            {
                var all = Flat(batch.ToTensor());
                for (var b = 0; b < batch.Count; b++)
                {
                    for (var t = 0; t < 3; t++)
                    {
                        var values = data.Sample(batch.Indices[b]);
                        var expected = (t + 1) * values[data.TimeSteps is null ? 1 : (2 * t) + 1];
                        Assert.Equal(expected, all[(((t * batch.Count) + b) * 2) + 1]);
                    }
                }
            }
        }
        Assert.Contains(
            "a ramp has at most 3 steps", Assert.Throws<ArgumentException>(() => new Batches(moving.Reshape(1, 2), 1, 1, new Ramp(2), 3)).Message);
    }

    /// <summary>Values that grow step by step.</summary>
    private sealed class Ramp(int most = 3) : InputEncoding
    {
        public override void Encode(in SampleSequence sample)
        {
            for (var t = 0; t < sample.TimeSteps; t++)
            {
                var (step, now) = (t + 1, sample.At(t).Length);
                for (var n = 0; n < now; n++) sample.At(t)[n] = step * sample.ValuesAt(t)[n];
            }
        }

        public override void Check(Dataset data, int timeSteps)
        {
            if (timeSteps > most) throw new ArgumentException("a ramp has at most 3 steps", nameof(timeSteps));
        }
    }
}
