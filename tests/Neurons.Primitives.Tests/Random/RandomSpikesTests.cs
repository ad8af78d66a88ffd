namespace Neurons.Primitives.Tests;

public class RandomSpikesTests
{
    private const uint Draw = 77;

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(3, 5, 784)]
    [InlineData(17, 130, 13)]
    [InlineData(9, 65, 1100)]
    public void A_bit_is_whether_the_draw_is_below_the_probability(int steps, int samples, int features)
    {
        var probabilities = Probabilities(samples * features);
        Check(steps, samples, features, probabilities, (_, sample, feature) => probabilities[sample * features + feature]);
    }

    [Fact]
    public void Probabilities_may_change_with_time()
    {
        const int steps = 11, samples = 70, features = 21;
        var probabilities = Probabilities(steps * samples * features);
        Check(steps, samples, features, probabilities, (t, sample, feature) => probabilities[(t * samples + sample) * features + feature]);
    }

    [Fact]
    public void The_number_of_threads_does_not_matter_and_nothing_is_allocated()
    {
        const int steps = 25, samples = 128, features = 100;
        var probabilities = Probabilities(samples * features);
        var streams = Streams(samples);
        var spikes = new RandomSpikes();
        var one = new ulong[steps * RandomSpikes.WordsPerStep(samples, features)];
        var three = new ulong[one.Length];

        spikes.Fill(one, probabilities, features, streams, steps, new(5, 0, Draw), 1);
        var allocated = Allocations.InSteadyState(() => spikes.Fill(three, probabilities, features, streams, steps, new(5, 0, Draw), 3));

        Assert.Equal(one, three);
        Assert.Equal(0, allocated);
    }

    [Theory]
    [InlineData(double.NegativeInfinity, 0)]
    [InlineData(double.NaN, 0)]
    [InlineData(0, 0)]
    [InlineData(double.Epsilon, 1)]
    [InlineData(0.5, 1L << 31)]
    [InlineData(1, 1L << 32)]
    [InlineData(3, 1L << 32)]
    public void A_threshold_is_the_number_of_draws_below_a_probability(double probability, long draws) =>
        Assert.Equal((ulong)draws, PhiloxWords.Threshold(probability));

    [Theory]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(100)]
    public void Four_elements_in_a_stride_of_eight_take_the_words_of_a_block(int count)
    {
        var draws = new uint[count];
        PhiloxWords.Fill(draws, 0x1234_5678_9ABC_DEF0, 9, 7, Draw);
        for (var n = 0; n < count; n++)
        {
            var (w0, w1, w2, w3) = Philox.Block((uint)(n / 32 * 8 + n % 8), 7, Draw, 9, 0x9ABC_DEF0, 0x1234_5678);
            Assert.Equal((n % 32 / 8) switch { 0 => w0, 1 => w1, 2 => w2, _ => w3 }, draws[n]);
        }
    }

    private static void Check(int steps, int samples, int features, float[] probabilities, Func<int, int, int, float> probability)
    {
        const ulong seed = 0x1234_5678_9ABC_DEF0;
        const uint firstStep = 1000;
        var streams = Streams(samples);
        var words = RandomSpikes.WordsPerStep(samples, features);
        var bits = Enumerable.Repeat(ulong.MaxValue, steps * words).ToArray();
        new RandomSpikes().Fill(bits, probabilities, features, streams, steps, new(seed, firstStep, Draw), 2);

        var draws = new uint[features];
        for (var t = 0; t < steps; t++)
        {
            var expected = new ulong[words];
            for (var sample = 0; sample < samples; sample++)
            {
                PhiloxWords.Fill(draws, seed, streams[sample], firstStep + (uint)t, Draw);
                for (var feature = 0; feature < features; feature++)
                {
                    var place = sample * features + feature;
                    if (draws[feature] / 4294967296.0 < probability(t, sample, feature)) expected[place / 64] |= 1UL << (place % 64);
                }
            }
            Assert.Equal(expected, bits[(t * words)..((t + 1) * words)]);
        }
    }

    private static uint[] Streams(int samples) => [.. Enumerable.Range(0, samples).Select(sample => (uint)(3 * sample + 1))];

    /// <summary>Many zeros in a row, as in images, numbers of all kinds, and some that are no probabilities.</summary>
    private static float[] Probabilities(int count)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, count).Select(i => (i / 20 % 3) switch
        {
            0 => 0,
            1 => random.NextSingle(),
            _ => random.Next(8) switch { 0 => 1, 1 => -1, 2 => 2, 3 => 1e-9f, 4 => float.NaN, _ => random.NextSingle() / 10 },
        })];
    }
}
