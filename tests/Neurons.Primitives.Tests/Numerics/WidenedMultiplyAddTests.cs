using System.Runtime.Intrinsics;

namespace Neurons.Primitives.Tests;

public class WidenedMultiplyAddTests
{
    [Fact]
    public void It_has_the_bits_of_a_fused_multiplication_and_addition()
    {
        var random = new Random(1);
        for (var trial = 0; trial < 300_000; trial++)
        {
            // any bits at all; then sums and products of like size, which cancel or meet a tie
            var (x, y) = trial % 2 == 0 ? (Any(random), Any(random)) : (Short(random), Short(random));
            var sum = (trial % 6) switch
            {
                0 => Any(random),
                1 => Short(random),
                2 => -(x * y),
                3 => MathF.ScaleB(Short(random), random.Next(-40, 40)),
                4 => x * MathF.ScaleB(1, random.Next(-30, 30)),
                _ => MathF.ScaleB(x * y, random.Next(-30, 30)),
            };
            AssertFused(x, y, sum);
        }
    }

    [Theory]
    [InlineData(0f, -1f, 0f)]
    [InlineData(float.PositiveInfinity, 0f, 1f)]
    [InlineData(float.MaxValue, 2f, float.NegativeInfinity)]
    [InlineData(float.MaxValue, 2f, -float.MaxValue)]
    [InlineData(float.MaxValue, float.MaxValue, 1f)]
    [InlineData(float.Epsilon, 0.5f, 0f)]
    [InlineData(1.17549435e-38f, 1.1920929e-07f, 1e-45f)]
    [InlineData(1.0000001f, 5.9604645e-08f, 1.4e-45f)]
    [InlineData(2.3509887e-38f, 2.9802322e-08f, 1e-45f)]
    [InlineData(float.Epsilon, 0.5f, float.Epsilon)]
    [InlineData(float.Epsilon, float.Epsilon, 1.5f * float.Epsilon)]
    [InlineData(1.0000001f, 1.0000001f, 16777216f)]
    [InlineData(float.Epsilon, float.Epsilon, 16777217f)]
    public void It_has_them_at_the_edges(float x, float y, float sum) => AssertFused(x, y, sum);

    private static void AssertFused(float x, float y, float sum)
    {
        var expected = MathF.FusedMultiplyAdd(x, y, sum);
        var actual = WidenedMultiplyAdd.Of(Vector128.Create(1f, x, 2f, x), Vector128.Create(3f, y, 4f, y), Vector128.Create(5f, sum, 6f, sum));
        Assert.True(
            float.IsNaN(expected) ? float.IsNaN(actual[1]) : BitConverter.SingleToInt32Bits(expected) == BitConverter.SingleToInt32Bits(actual[1]),
            $"{x:R} * {y:R} + {sum:R} is {actual[1]:R}; it must be {expected:R}");
        Assert.Equal((8f, 14f), (actual[0], actual[2]));
        Assert.Equal(actual[1], actual[3]);
    }

    private static float Any(Random random) => BitConverter.Int32BitsToSingle(unchecked((int)random.NextInt64(0, 1L << 32)));

    /// <summary>A number of few bits, so that sums with it are exact or tie.</summary>
    private static float Short(Random random) => MathF.ScaleB(random.Next(-4096, 4096), random.Next(-14, 3));
}
