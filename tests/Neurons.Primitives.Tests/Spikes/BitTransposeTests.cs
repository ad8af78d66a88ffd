namespace Neurons.Primitives.Tests;

public unsafe class BitTransposeTests
{
    [Fact]
    public void Bit_c_of_row_r_becomes_bit_r_of_row_c()
    {
        var random = new Random(1);
        var square = Enumerable.Range(0, 64).Select(_ => (ulong)random.NextInt64(long.MinValue, long.MaxValue)).ToArray();
        var turned = (ulong[])square.Clone();
        fixed (ulong* p = turned)
            BitTranspose.InPlace(p);
        for (var r = 0; r < 64; r++)
        {
            for (var c = 0; c < 64; c++)
                Assert.Equal(square[r] >> c & 1, turned[c] >> r & 1);
        }
    }
}
