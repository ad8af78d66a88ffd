using System.Numerics;

namespace Neurons.Primitives.Tests;

[Collection(nameof(Parallelism))] // the number of threads is global
public unsafe class ManagedProductTests
{
    private static readonly Workers _pool = new();

    public static TheoryData<int, int, int> Sizes => new()
    {
        { 1, 1, 1 }, { 6, 16, 8 }, { 5, 3, 7 }, { 7, 17, 1 }, { 1, 40, 300 }, { 97, 33, 65 }, { 12, 530, 20 },
        { 100, 31, 257 }, { 13, 10, 600 }, { 3, 4100, 5 }, { 10, 130, 150 }, { 47, 200, 70 }, { 200, 47, 300 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void A_product_has_the_bits_of_the_naive_loop(int m, int n, int k)
    {
        foreach (var accumulate in new[] { false, true })
        {
            for (var transposes = 0; transposes < 4; transposes++)
            {
                Check<float>(m, n, k, (transposes & 1) != 0, (transposes & 2) != 0, accumulate);
                Check<double>(m, n, k, (transposes & 1) != 0, (transposes & 2) != 0, accumulate);
            }
        }
    }

    [Fact]
    public void Every_vector_width_that_the_hardware_has_gives_the_same_bits()
    {
        CheckWidth<float, Lanes512<float>>();
        CheckWidth<float, Lanes256<float>>();
        CheckWidth<float, Lanes128<float>>();
        CheckWidth<float, Lanes1<float>>();
        CheckWidth<double, Lanes512<double>>();
        CheckWidth<double, Lanes256<double>>();
        CheckWidth<double, Lanes128<double>>();
        CheckWidth<double, Lanes1<double>>();
    }

    private static void Check<T>(int m, int n, int k, bool transposeA, bool transposeB, bool accumulate)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[] a = Matrices.Random<T>(m * k, 1), b = Matrices.Random<T>(k * n, 2), start = Matrices.Random<T>(m * n, 3);
        T[] alone = [.. start], shared = [.. start];
        fixed (T* pa = a, pb = b, pc = alone, qc = shared)
        {
            ManagedProduct.Multiply(pa, transposeA, pb, transposeB, pc, m, n, k, accumulate, null);
            ManagedProduct.Multiply(pa, transposeA, pb, transposeB, qc, m, n, k, accumulate, _pool);
        }
        var expected = Naive(a, transposeA, b, transposeB, start, m, n, k, accumulate);
        Assert.Equal(expected, alone);
        Assert.Equal(expected, shared);
    }

    private static void CheckWidth<T, TLanes>()
        where T : unmanaged, IFloatingPointIeee754<T>
        where TLanes : unmanaged, ILanes<TLanes, T>
    {
        if (!TLanes.IsSupported)
            return;
        foreach (var (m, n, k) in new[] { (101, 67, 300), (9, 300, 100), (300, 9, 100) })
        {
            T[] a = Matrices.Random<T>(m * k, 1), b = Matrices.Random<T>(k * n, 2), c = Matrices.Random<T>(m * n, 3);
            var expected = Naive(a, false, b, false, c, m, n, k, true);
            fixed (T* pa = a, pb = b, pc = c)
                ManagedProductRun<T, TLanes>.Multiply(new(pa, k, 1), new(pb, 1, n), pc, m, n, k, true, _pool);
            Assert.Equal(expected, c);
        }
    }

    private static T[] Naive<T>(
        T[] a, bool transposeA, T[] b, bool transposeB, T[] start, int m, int n, int k, bool accumulate)
        where T : IFloatingPointIeee754<T>
    {
        var c = new T[m * n];
        for (var row = 0; row < m; row++)
        {
            for (var column = 0; column < n; column++)
            {
                var sum = accumulate ? start[row * n + column] : T.Zero;
                for (var term = 0; term < k; term++)
                {
                    var left = a[transposeA ? term * m + row : row * k + term];
                    var right = b[transposeB ? column * k + term : term * n + column];
                    sum = T.FusedMultiplyAdd(left, right, sum);
                }
                c[row * n + column] = sum;
            }
        }
        return c;
    }
}
