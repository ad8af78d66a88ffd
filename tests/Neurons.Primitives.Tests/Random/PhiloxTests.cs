using Neurons.Primitives;

namespace Neurons.Primitives.Tests;

public unsafe class PhiloxTests
{
    private const ulong Seed = 0x0123456789ABCDEF;
    private const uint Stream = 3, Step = 1_000_003, Draw = 2;

    // The vectors that Random123 publishes for philox4x32-10 in kat_vectors.
    [Theory]
    [InlineData(0u, 0u, 0u, 0u, 0u, 0u, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(uint.MaxValue, uint.MaxValue, uint.MaxValue, uint.MaxValue, uint.MaxValue, uint.MaxValue,
        0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0xa4093822u, 0x299f31d0u,
        0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    public void A_block_equals_the_published_known_answer(
        uint c0, uint c1, uint c2, uint c3, uint k0, uint k1, uint w0, uint w1, uint w2, uint w3) =>
        Assert.Equal((w0, w1, w2, w3), Philox.Block(c0, c1, c2, c3, k0, k1));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(16)]
    [InlineData(33)]
    [InlineData(517)]
    public void Filled_draws_are_the_words_of_one_block_per_neuron(int count)
    {
        var (first, second) = (new float[count], new float[count]);
        var (firstDouble, secondDouble) = (new double[count], new double[count]);
        const uint neuron = uint.MaxValue - 20; // wraps around inside the longer runs

        Philox.FillUniform(first, second, Seed, Stream, neuron, Step, Draw);
        Philox.FillUniform(firstDouble, secondDouble, Seed, Stream, neuron, Step, Draw);

        for (var i = 0; i < count; i++)
        {
            var (w0, w1, w2, w3) = Philox.Block(
                neuron + (uint)i, Step, Draw, Stream, unchecked((uint)Seed), (uint)(Seed >> 32));
            Assert.Equal((w0 >> 8) / 16777216f, first[i]);
            Assert.Equal((w2 >> 8) / 16777216f, second[i]);
            Assert.Equal(((((ulong)w0 << 32) | w1) >> 11) / 9007199254740992.0, firstDouble[i]);
            Assert.Equal(((((ulong)w2 << 32) | w3) >> 11) / 9007199254740992.0, secondDouble[i]);
        }
    }

    [Fact]
    public void Every_path_that_the_hardware_has_gives_the_scalar_bits()
    {
        CheckPath<PhiloxLanes512>();
        CheckPath<PhiloxLanes256>();
        CheckPath<PhiloxLanes128>();
    }

    [Fact]
    public void Leaving_the_second_draw_out_does_not_change_the_first()
    {
        const int count = 101;
        float* pair = stackalloc float[count], other = stackalloc float[count], alone = stackalloc float[count];
        Philox.FillUniform(pair, other, count, Seed, Stream, 5, Step, Draw);
        Philox.FillUniform(alone, null, count, Seed, Stream, 5, Step, Draw);
        Assert.Equal(new Span<float>(pair, count), new Span<float>(alone, count));
        Assert.Throws<ArgumentException>(() => Philox.FillUniform(new float[3], new float[2], Seed, Stream, 5, Step, Draw));
    }

    [Fact]
    public void The_float_draw_is_the_double_draw_truncated()
    {
        const int count = 1003;
        var floats = stackalloc float[count];
        var doubles = stackalloc double[count];
        Philox.FillUniform(floats, null, count, Seed, Stream, 0, Step, Draw);
        Philox.FillUniform(doubles, null, count, Seed, Stream, 0, Step, Draw);
        for (var i = 0; i < count; i++)
            Assert.Equal((float)(Math.Floor(doubles[i] * 16777216) / 16777216), floats[i]);
    }

    [Fact]
    public void The_largest_words_stay_below_one()
    {
        Assert.True(Philox.ToSingle(uint.MaxValue) < 1);
        Assert.True(Philox.ToDouble(uint.MaxValue, uint.MaxValue) < 1);
        Assert.Equal(0, Philox.ToSingle(255));
    }

    [Fact]
    public void Draws_have_the_moments_of_the_uniform_distribution()
    {
        const int count = 100_000;
        var draws = new float[count];
        fixed (float* p = draws)
            Philox.FillUniform(p, null, count, Seed, Stream, 0, Step, Draw);
        var mean = draws.Average(x => (double)x);
        var variance = draws.Average(x => (x - mean) * (x - mean));
        Assert.InRange(mean, 0.5 - 0.005, 0.5 + 0.005);
        Assert.InRange(variance, 1 / 12.0 - 0.002, 1 / 12.0 + 0.002);
    }

    private static void CheckPath<TLanes>() where TLanes : unmanaged, IPhiloxLanes<TLanes>
    {
        if (!TLanes.IsSupported)
            return;
        const int count = 103;
        const uint neuron = uint.MaxValue - 50;
        var run = new PhiloxRun(Seed, Stream, Step, Draw);
        float* expected = stackalloc float[2 * count], actual = stackalloc float[2 * count];
        run.FillScalar(expected, expected + count, 0, count, neuron);
        var done = PhiloxFill<TLanes>.Floats(run, actual, actual + count, count, neuron);
        Assert.InRange(done, count - 4 * sizeof(TLanes) / sizeof(float) + 1, count);
        Assert.Equal(new Span<float>(expected, done), new Span<float>(actual, done));
        Assert.Equal(new Span<float>(expected + count, done), new Span<float>(actual + count, done));

        double* expectedDouble = stackalloc double[2 * count], actualDouble = stackalloc double[2 * count];
        run.FillScalar(expectedDouble, expectedDouble + count, 0, count, neuron);
        done = PhiloxFill<TLanes>.Doubles(run, actualDouble, actualDouble + count, count, neuron);
        Assert.Equal(new Span<double>(expectedDouble, done), new Span<double>(actualDouble, done));
        Assert.Equal(new Span<double>(expectedDouble + count, done), new Span<double>(actualDouble + count, done));
    }
}
