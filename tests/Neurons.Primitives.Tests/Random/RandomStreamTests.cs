namespace Neurons.Primitives.Tests;

public class RandomStreamTests
{
    [Fact]
    public void The_same_seed_and_stream_give_the_same_sequence_and_others_do_not()
    {
        double First(ulong seed, uint stream) => new RandomStream(seed, stream).NextDouble();
        Assert.Equal(First(1, 2), First(1, 2));
        Assert.NotEqual(First(1, 2), First(1, 3));
        Assert.NotEqual(First(1, 2), First(2, 2));
        Assert.NotEqual(First(1, 2), First(1 + (1UL << 32), 2));
    }

    [Fact]
    public void Restoring_the_position_continues_every_kind_of_draw_exactly()
    {
        var stream = new RandomStream(42, 7);
        Draw(stream);
        var position = stream.Position;
        var expected = Draw(stream);

        var restored = new RandomStream(42, 7) { Position = position };
        Assert.Equal(expected, Draw(restored));
        Assert.Equal(stream.Position, restored.Position);

        static double[] Draw(RandomStream stream)
        {
            var floats = new float[5];
            var order = Enumerable.Range(0, 9).ToArray();
            var head = new[] { stream.NextDouble(), stream.NextNormal(), stream.NextInt(1000), stream.NextNormal() };
            stream.FillUniform(floats, -1, 1);
            stream.Shuffle(order.AsSpan());
            return [.. head, .. floats.Select(x => (double)x), .. order.Select(x => (double)x)];
        }
    }

    [Fact]
    public void Filling_equals_drawing_one_by_one_also_where_the_low_word_wraps()
    {
        const ulong start = (1UL << 32) - 11;
        var filled = new double[40];
        new RandomStream(5, 6) { Position = start }.FillUniform(filled, 0, 1);
        var single = new RandomStream(5, 6) { Position = start };
        foreach (var value in filled)
            Assert.Equal(single.NextDouble(), value);
        Assert.Equal(start + 40, single.Position);
    }

    [Fact]
    public void Integers_are_uniform_over_their_range()
    {
        var stream = new RandomStream(1, 0);
        var counts = new int[7];
        for (var i = 0; i < 70_000; i++)
            counts[stream.NextInt(7)]++;
        Assert.All(counts, count => Assert.InRange(count, 9_600, 10_400));
        Assert.Equal(0, stream.NextInt(1));
        Assert.InRange(stream.NextInt(int.MaxValue), 0, int.MaxValue - 1);
    }

    [Fact]
    public void Normal_numbers_have_mean_0_variance_1_and_no_skew()
    {
        var stream = new RandomStream(3, 1);
        var values = Enumerable.Range(0, 100_000).Select(_ => stream.NextNormal()).ToArray();
        Assert.InRange(values.Average(), -0.015, 0.015);
        Assert.InRange(values.Average(x => x * x), 0.97, 1.03);
        Assert.InRange(values.Average(x => x * x * x), -0.05, 0.05);
        Assert.InRange(values.Count(x => Math.Abs(x) < 1) / 100_000.0, 0.677, 0.688);
    }

    [Fact]
    public void Filled_values_stay_below_the_upper_bound_even_when_rounding_would_reach_it()
    {
        var floats = new float[100_000];
        new RandomStream(9, 0).FillUniform(floats, 1e6f, 1e6f + 0.125f); // two floats wide
        Assert.All(floats, value => Assert.InRange(value, 1e6f, MathF.BitDecrement(1e6f + 0.125f)));

        var doubles = new double[1000];
        new RandomStream(9, 0).FillUniform(doubles, -3, 5);
        Assert.All(doubles, value => Assert.InRange(value, -3, 5));
        Assert.InRange(doubles.Average(), 0.7, 1.3);
    }

    [Fact]
    public void Equal_bounds_fill_with_that_value()
    {
        var floats = new float[10];
        new RandomStream(9, 0).FillUniform(floats, 2.5f, 2.5f);
        Assert.All(floats, value => Assert.Equal(2.5f, value));
    }

    [Fact]
    public void A_shuffle_keeps_the_values_and_reaches_every_order_equally_often()
    {
        var stream = new RandomStream(11, 0);
        var counts = new Dictionary<string, int>();
        for (var i = 0; i < 60_000; i++)
        {
            var letters = "abc".ToCharArray();
            stream.Shuffle(letters.AsSpan());
            var order = new string(letters);
            counts[order] = counts.GetValueOrDefault(order) + 1;
        }
        Assert.Equal(6, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 9_600, 10_400));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    public void An_empty_range_of_integers_is_rejected(int exclusiveMax)
    {
        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => new RandomStream(0, 0).NextInt(exclusiveMax));
        Assert.Contains($"exclusiveMax is {exclusiveMax}; it must be at least 1", exception.Message);
    }

    [Theory]
    [InlineData(1f, 0f, "high is 0")]
    [InlineData(float.NaN, 0f, "low is NaN")]
    [InlineData(0f, float.PositiveInfinity, "high is Infinity")]
    [InlineData(-3e38f, 3e38f, "finite distance")]
    public void Bounds_that_make_no_range_are_rejected(float low, float high, string message)
    {
        var exception = Assert.Throws<ArgumentOutOfRangeException>(
            () => new RandomStream(0, 0).FillUniform(new float[3], low, high));
        Assert.Contains(message, exception.Message);
    }
}
