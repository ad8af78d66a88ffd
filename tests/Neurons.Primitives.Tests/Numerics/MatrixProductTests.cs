using System.Numerics;

namespace Neurons.Primitives.Tests;

[Collection(nameof(Parallelism))] // the number of threads is global
public unsafe class MatrixProductTests
{
    private static readonly Workers _pool = new();

    public static TheoryData<int, int, int> Sizes => new()
    {
        { 1, 1, 1 }, { 6, 16, 8 }, { 5, 3, 7 }, { 7, 17, 1 }, { 1, 40, 300 }, { 97, 33, 65 }, { 12, 530, 20 },
        { 100, 31, 257 }, { 13, 10, 600 }, { 3, 4100, 5 },
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

    [Fact]
    public void Without_terms_the_result_is_zero_or_what_it_was()
    {
        float[] c = [1, 2, 3, 4];
        MatrixProduct.Multiply<float>([], false, [], false, c, 2, 2, 0, accumulate: true, null);
        Assert.Equal([1, 2, 3, 4], c);
        MatrixProduct.Multiply<float>([], false, [], false, c, 2, 2, 0, accumulate: false, null);
        Assert.Equal([0, 0, 0, 0], c);
    }

    [Fact]
    public void Empty_results_are_allowed()
    {
        MatrixProduct.Multiply<float>([], false, [1, 2, 3], false, [], 0, 1, 3, false, null);
        MatrixProduct.Multiply<float>([1, 2, 3], false, [], false, [], 1, 0, 3, false, null);
    }

    [Fact]
    public void Infinities_do_not_leak_into_other_elements()
    {
        var c = new float[2];
        MatrixProduct.Multiply<float>([float.PositiveInfinity, 1], false, [2], false, c, 2, 1, 1, false, null);
        Assert.Equal([float.PositiveInfinity, 2], c);
        MatrixProduct.Multiply<float>([2], false, [1, float.PositiveInfinity], false, c, 1, 2, 1, false, null);
        Assert.Equal([2, float.PositiveInfinity], c);
    }

    [Theory]
    [InlineData(5, 6, 6, "a has 5 elements; the product of A [2, 3] and B [3, 2] needs 6.")]
    [InlineData(6, 7, 4, "b has 7 elements; the product of A [2, 3] and B [3, 2] needs 6.")]
    [InlineData(6, 6, 5, "c has 5 elements; the product of A [2, 3] and B [3, 2] needs 4.")]
    public void A_wrong_length_is_rejected_with_both_shapes(int a, int b, int c, string message)
    {
        var exception = Assert.Throws<ArgumentException>(() => MatrixProduct.Multiply<float>(
            new float[a], false, new float[b], false, new float[c], 2, 2, 3, false, null));
        Assert.Contains(message, exception.Message);
    }

    [Fact]
    public void A_negative_size_is_rejected()
    {
        var exception = Assert.Throws<ArgumentException>(
            () => MatrixProduct.Multiply<float>([], false, [], false, [], -1, 0, 3, false, null));
        Assert.Contains("A [-1, 3] and B [3, 0]", exception.Message);
    }

    [Fact]
    public void A_product_allocates_nothing_in_its_steady_state()
    {
        const int size = 100;
        float[] a = Values<float>(size * size, 1), b = Values<float>(size * size, 2), c = new float[size * size];
        Assert.Equal(0, Allocations.InSteadyState(() =>
            MatrixProduct.Multiply<float>(a, false, b, true, c, size, size, size, true, _pool)));
    }

    private static void Check<T>(int m, int n, int k, bool transposeA, bool transposeB, bool accumulate)
        where T : unmanaged, INumber<T>
    {
        T[] a = Values<T>(m * k, 1), b = Values<T>(k * n, 2), start = Values<T>(m * n, 3);
        T[] alone = [.. start], shared = [.. start];
        MatrixProduct.Multiply<T>(a, transposeA, b, transposeB, alone, m, n, k, accumulate, null);
        MatrixProduct.Multiply<T>(a, transposeA, b, transposeB, shared, m, n, k, accumulate, _pool);
        var expected = Naive(a, transposeA, b, transposeB, start, m, n, k, accumulate);
        Assert.Equal(expected, alone);
        Assert.Equal(expected, shared);
    }

    private static void CheckWidth<T, TLanes>()
        where T : unmanaged, INumber<T>
        where TLanes : unmanaged, ILanes<TLanes, T>
    {
        if (!TLanes.IsSupported)
            return;
        const int m = 101, n = 67, k = 300;
        T[] a = Values<T>(m * k, 1), b = Values<T>(k * n, 2), c = Values<T>(m * n, 3);
        var expected = Naive(a, false, b, false, c, m, n, k, true);
        fixed (T* pa = a, pb = b, pc = c)
            MatrixProductRun<T, TLanes>.Multiply(new(pa, k, 1), new(pb, 1, n), pc, m, n, k, true, _pool);
        Assert.Equal(expected, c);
    }

    private static T[] Naive<T>(
        T[] a, bool transposeA, T[] b, bool transposeB, T[] start, int m, int n, int k, bool accumulate)
        where T : INumber<T>
    {
        var c = new T[m * n];
        for (var row = 0; row < m; row++)
        {
            for (var column = 0; column < n; column++)
            {
                var sum = accumulate ? start[row * n + column] : T.Zero;
                for (var term = 0; term < k; term++)
                {
                    var product = a[transposeA ? term * m + row : row * k + term]
                        * b[transposeB ? column * k + term : term * n + column];
                    sum += product;
                }
                c[row * n + column] = sum;
            }
        }
        return c;
    }

    private static T[] Values<T>(int count, int seed) where T : INumber<T>
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => T.CreateTruncating(random.NextDouble() * 2 - 1))];
    }
}
