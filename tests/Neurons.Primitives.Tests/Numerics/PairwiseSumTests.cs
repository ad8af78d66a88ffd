using System.Numerics;

namespace Neurons.Primitives.Tests;

public unsafe class PairwiseSumTests
{
    private static readonly int[] _counts =
        [0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 100, 257, 511, 512, 513, 1000, 4099];

    public static TheoryData<int> Counts => [.. _counts];

    [Theory]
    [MemberData(nameof(Counts))]
    public void A_sum_has_the_bits_of_the_tree(int count)
    {
        Assert.Equal(Tree(Values<float>(count)), PairwiseSum.Sum<float>(Values<float>(count)));
        Assert.Equal(Tree(Values<double>(count)), PairwiseSum.Sum<double>(Values<double>(count)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    [InlineData(64)]
    [InlineData(512)]
    public void Summing_aligned_chunks_first_gives_the_same_bits(int chunk)
    {
        foreach (var count in _counts)
        {
            var sums = Values<float>(count).Chunk(chunk).Select(part => PairwiseSum.Sum<float>(part)).ToArray();
            Assert.Equal(PairwiseSum.Sum<float>(Values<float>(count)), PairwiseSum.Sum<float>(sums));
        }
    }

    [Fact]
    public void The_order_is_that_of_adjacent_pairs()
    {
        // (1 + 1e8) + (-1e8) loses the one; 1 + (1e8 - 1e8) would keep it.
        Assert.Equal(0, PairwiseSum.Sum<float>([1f, 1e8f, -1e8f]));
        Assert.Equal(1, PairwiseSum.Sum<float>([1e8f, -1e8f, 1f]));
        Assert.Equal(1, PairwiseSum.Sum<float>([0f, 1f, 1e8f, -1e8f]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(64)]
    [InlineData(77)]
    [InlineData(131)]
    public void Summing_rows_gives_the_bits_of_the_tree_in_every_column(int columns)
    {
        foreach (var rows in _counts.Where(rows => rows <= 1000))
        {
            CheckRows<float>(rows, columns);
            CheckRows<double>(rows, columns);
        }
    }

    private static void CheckRows<T>(int rows, int columns) where T : unmanaged, INumber<T>
    {
        var matrix = Values<T>(rows * columns);
        var result = new T[columns];
        fixed (T* m = matrix, r = result)
            PairwiseSum.SumRows(m, rows, columns, r);
        for (var column = 0; column < columns; column++)
            Assert.Equal(Tree([.. Enumerable.Range(0, rows).Select(row => matrix[row * columns + column])]), result[column]);
    }

    private static T Tree<T>(T[] values) where T : INumber<T>
    {
        if (values.Length == 0)
            return T.Zero;
        while (values.Length > 1)
            values = [.. values.Chunk(2).Select(pair => pair.Length == 2 ? pair[0] + pair[1] : pair[0])];
        return values[0];
    }

    private static T[] Values<T>(int count) where T : INumber<T>
    {
        var random = new Random(count);
        return [.. Enumerable.Range(0, count).Select(_ =>
            T.CreateTruncating((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-4, 4))))];
    }
}
