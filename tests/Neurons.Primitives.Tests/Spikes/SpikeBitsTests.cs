using System.Numerics;

namespace Neurons.Primitives.Tests;

public class SpikeBitsTests
{
    public static TheoryData<int, int> Sizes => new()
    {
        { 1, 1 }, { 3, 63 }, { 2, 64 }, { 4, 65 }, { 5, 128 }, { 2, 1000 }, { 3, 7 * 37 }, { 0, 5 }, { 3, 0 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void What_is_packed_is_unpacked(int steps, int perStep)
    {
        Check<float>(steps, perStep);
        Check<double>(steps, perStep);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Any_range_of_bits_is_listed_and_counted(int steps, int perStep)
    {
        var (bits, values) = Random<float>(steps, perStep);
        var indices = new int[perStep];
        foreach (var (first, count) in new[] { (0, perStep), (perStep / 3, perStep / 2), (perStep / 2, perStep - perStep / 2), (perStep, 0),
            (Math.Min(5, perStep), 0) })
        {
            for (var step = 0; step < steps; step++)
            {
                var expected = Enumerable.Range(0, count).Where(i => values[step][first + i] != 0);
                Assert.Equal(expected, indices[..bits.Indices(step, first, count, indices)]);
            }
        }
        Assert.Equal(values.Sum(step => step.Count(v => v != 0)), bits.Count());
    }

    [Theory]
    [InlineData(0, 70)]
    [InlineData(1, 1)]
    [InlineData(2, 64)]
    [InlineData(3, 63)]
    [InlineData(25, 5 * 64 + 13)]
    [InlineData(33, 7001)]
    [InlineData(300, 130)]
    public void Spikes_at_each_place_are_counted(int steps, int perStep)
    {
        var (bits, values) = Random<float>(steps, perStep);
        if (steps > 0 && perStep > 2)
        {
            for (var t = 0; t < steps; t++)
            {
                (values[t][0], values[t][perStep - 1]) = (1, 0);
                bits.Pack<float>(t, values[t]);
            }
        }
        var counts = new float[perStep];
        Array.Fill(counts, float.NaN);
        bits.Counts(counts);
        Assert.Equal(Enumerable.Range(0, perStep).Select(place => (float)values.Count(step => step[place] != 0)), counts);
        Assert.Throws<ArgumentException>(() => bits.Counts(new float[perStep + 1]));
    }

    /// <summary>As many words as several threads count, with some left over.</summary>
    [Fact]
    public void All_spikes_of_a_long_sequence_are_counted()
    {
        const int steps = 41, perStep = (1000 * SpikeBits.WordBits) + 5;
        var bits = new SpikeBits(steps, perStep);
        Assert.Equal(0, bits.Count());
        var random = new Random(1);
        var expected = 0L;
        for (var t = 0; t < steps; t++)
        {
            var words = bits.Step(t);
            for (var w = 0; w < words.Length; w++)
            {
                words[w] = (ulong)random.NextInt64() & (w == words.Length - 1 ? 0b1_1111UL : ulong.MaxValue);
                for (var word = words[w]; word != 0; word &= word - 1) expected++;
            }
        }
        Assert.Equal(expected, bits.Count());
    }

    [Fact]
    public void Any_row_of_a_batch_is_unpacked_though_it_starts_within_a_word()
    {
        const int batch = 5, features = 77;
        var (bits, values) = Random<double>(3, batch * features);
        var rows = new SpikeRows(bits, batch);
        Assert.Equal((15, features), (rows.Rows, rows.Features));
        var row = new double[features];
        for (var r = 0; r < rows.Rows; r++)
        {
            Unpack(rows, r, row);
            Assert.Equal(values[r / batch][(r % batch * features)..((r % batch + 1) * features)], row);
        }
        Assert.Contains("385 bits is not a batch of 4", Assert.Throws<ArgumentException>(() => new SpikeRows(bits, 4)).Message);
    }

    [Fact]
    public void Anything_but_zero_is_a_spike()
    {
        float[] values = [0, 1, -0f, 0.5f, -3, float.NaN, float.Epsilon, float.PositiveInfinity];
        var bits = new SpikeBits(1, 72);
        bits.Pack<float>(0, [.. values, .. new float[56], .. values]);
        Assert.Equal([0b_1111_1010UL, 0b_1111_1010UL], bits.Words.ToArray());
    }

    [Fact]
    public void Parts_of_whole_words_are_packed_one_by_one()
    {
        const int perStep = (3 * SpikeBits.WordBits) + 7;
        var (bits, values) = Random<float>(2, perStep);
        var parts = new SpikeBits(2, perStep);
        parts.Words.Fill(ulong.MaxValue);
        for (var t = 0; t < 2; t++)
        {
            parts.Pack<float>(t, 128, values[t].AsSpan(128));
            parts.Pack<float>(t, 0, values[t].AsSpan(0, 128));
        }
        Assert.Equal(bits.Words.ToArray(), parts.Words.ToArray());
        Assert.Contains("Bits 1 .. 64 of a step of 199", Assert.Throws<ArgumentException>(() => parts.Pack<float>(0, 1, new float[64])).Message);
        Assert.Throws<ArgumentException>(() => parts.Pack<float>(0, 64, new float[63]));
        Assert.Throws<ArgumentException>(() => parts.Pack<float>(0, 192, new float[64]));
        Assert.Throws<ArgumentException>(() => parts.Pack<float>(0, -64, new float[64]));
    }

    [Fact]
    public void The_memory_is_kept_for_shapes_that_need_no_more()
    {
        var bits = new SpikeBits(10, 100);
        Assert.Equal(20, bits.Words.Length);
        Assert.Equal(0, Allocations.InSteadyState(() =>
        {
            bits.Resize(4, 300);
            bits.Resize(10, 100);
        }));
        bits.Resize(11, 100);
        Assert.Equal((11, 100, 2, 22), (bits.Steps, bits.PerStep, bits.WordsPerStep, bits.Words.Length));
    }

    [Theory]
    [InlineData(3, 100)]
    [InlineData(5, 1)]
    [InlineData(2, 128)]
    [InlineData(4, 0)]
    public void Another_shape_has_no_bits_beyond_a_step(int steps, int perStep)
    {
        var bits = new SpikeBits(10, 64);
        bits.Words.Fill(ulong.MaxValue);
        bits.Resize(steps, perStep);
        Assert.Equal((long)steps * perStep, bits.Count());
        for (var step = 0; step < steps; step++)
        {
            if (perStep % SpikeBits.WordBits is var rest and > 0) Assert.Equal(0UL, bits.Step(step)[^1] >> rest);
        }
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        var bits = new SpikeBits(2, 10);
        bits.Pack<float>(1, Enumerable.Repeat(1f, 10).ToArray());
        Assert.Contains("-1 steps", Assert.Throws<ArgumentException>(() => bits.Resize(-1, 5)).Message);
        Assert.Contains("step is 2; it must be in 0 .. 1", Assert.Throws<ArgumentOutOfRangeException>(() => bits.Step(2).Length).Message);
        Assert.Contains("9 values for a step of 10 bits", Assert.Throws<ArgumentException>(() => bits.Pack<float>(0, new float[9])).Message);
        Assert.Contains("11 values for a step of 10 bits", Assert.Throws<ArgumentException>(() => bits.Unpack<float>(0, new float[11])).Message);
        Assert.Contains("Bits 4 .. 10 of a step; there are 10", Assert.Throws<ArgumentException>(() => bits.Indices(0, 4, 7, new int[7])).Message);
        Assert.Contains("room for 3 indices; 4 bits", Assert.Throws<ArgumentException>(() => bits.Indices(1, 4, 4, new int[3])).Message);
    }

    private static void Check<T>(int steps, int perStep) where T : unmanaged, INumber<T>
    {
        var (bits, values) = Random<T>(steps, perStep);
        var unpacked = new T[perStep];
        for (var step = 0; step < steps; step++)
        {
            bits.Unpack<T>(step, unpacked);
            Assert.Equal(values[step], unpacked);
            if (perStep % SpikeBits.WordBits is var rest and > 0)
                Assert.Equal(0UL, bits.Step(step)[^1] >> rest);
        }
    }

    private static (SpikeBits Bits, T[][] Values) Random<T>(int steps, int perStep) where T : unmanaged, INumber<T>
    {
        var random = new Random(perStep);
        var bits = new SpikeBits();
        bits.Resize(steps, perStep);
        bits.Words.Fill(ulong.MaxValue); // what was in memory must not matter
        T[][] values = [.. Enumerable.Range(0, steps).Select(_ =>
            Enumerable.Range(0, perStep).Select(_ => random.Next(3) == 0 ? T.One : T.Zero).ToArray())];
        for (var step = 0; step < steps; step++)
            bits.Pack<T>(step, values[step]);
        return (bits, values);
    }

    [Fact]
    public void A_part_of_a_step_is_that_part_of_the_whole()
    {
        var bits = new SpikeBits(2, 200);
        for (var t = 0; t < 2; t++) bits.Pack<float>(t, [.. Enumerable.Range(0, 200).Select(i => (i * 7 + t) % 3 == 0 ? 1f : 0f)]);
        var whole = new float[200];
        bits.Unpack(1, whole);
        foreach (var (first, count) in new[] { (0, 200), (63, 2), (64, 64), (5, 130), (199, 1), (200, 0) })
        {
            var part = new float[count];
            bits.Unpack(1, first, part);
            Assert.Equal(whole[first..(first + count)], part);
        }
        Assert.Contains("Bits 199 .. 200 of a step; there are 200",
            Assert.Throws<ArgumentException>(() => bits.Unpack(0, 199, new float[2])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bits_become_floats_or_doubles_and_nothing_else()
    {
        var bits = new SpikeBits(1, 200);
        Assert.Contains("not in Byte", Assert.Throws<NotSupportedException>(() => bits.Unpack(0, new byte[200])).Message, StringComparison.Ordinal);
        Assert.Throws<NotSupportedException>(() => bits.Unpack(0, 10, new int[20]));
    }

    private static unsafe void Unpack(SpikeRows rows, int row, double[] values)
    {
        fixed (double* p = values)
            rows.Unpack(row, p);
    }
}
