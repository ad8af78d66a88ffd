using System.Numerics;

namespace Neurons.Primitives.Tests;

[Collection(nameof(Parallelism))] // the number of threads is global
public class MatrixProductTests
{
    private static readonly Workers _pool = new();

    public static TheoryData<BlasEngine, int, int, int> Sizes
    {
        get
        {
            var sizes = new TheoryData<BlasEngine, int, int, int>();
            foreach (var engine in Engines)
            {
                foreach (var (m, n, k) in new[] { (1, 1, 1), (3, 5, 0), (64, 33, 40), (300, 700, 60), (10, 300, 300), (300, 10, 300), (70, 130, 33) })
                    sizes.Add(engine, m, n, k);
            }
            return sizes;
        }
    }

    private static BlasEngine[] Engines =>
        Blas.HasOpenBlas ? [BlasEngine.Managed, BlasEngine.OpenBlas] : [BlasEngine.Managed];

    [Theory]
    [MemberData(nameof(Sizes))]
    public void A_product_is_that_of_the_naive_float64_loop_with_either_engine(BlasEngine engine, int m, int n, int k)
    {
        using var _ = new EngineScope(engine);
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
    public void The_number_of_threads_changes_no_bit_with_either_engine()
    {
        const int m = 530, n = 600, k = 70;
        float[] a = Matrices.Random<float>(m * k, 1), b = Matrices.Random<float>(k * n, 2);
        var threads = Parallelism.Threads;
        foreach (var engine in Engines)
        {
            using var _ = new EngineScope(engine);
            var results = new List<float[]>();
            foreach (var count in new[] { 1, 2, 5 })
            {
                Parallelism.Threads = count;
                results.Add(new float[m * n]);
                MatrixProduct.Multiply<float>(a, false, b, false, results[^1], m, n, k, false, _pool);
            }
            Parallelism.Threads = threads;
            Assert.Equal(results[0], results[1]);
            Assert.Equal(results[0], results[2]);
        }
    }

    [Fact]
    public void Several_threads_may_multiply_at_once()
    {
        const int size = 130;
        float[] a = Matrices.Random<float>(size * size, 1), b = Matrices.Random<float>(size * size, 2);
        var expected = new float[size * size];
        MatrixProduct.Multiply<float>(a, false, b, false, expected, size, size, size, false, null);
        Parallel.For(0, 40, _ =>
        {
            var c = new float[size * size];
            MatrixProduct.Multiply<float>(a, false, b, false, c, size, size, size, false, _pool);
            Assert.Equal(expected, c);
        });
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
        float[] a = Matrices.Random<float>(size * size, 1), b = Matrices.Random<float>(size * size, 2), c = new float[size * size];
        Assert.Equal(0, Allocations.InSteadyState(() =>
            MatrixProduct.Multiply<float>(a, false, b, true, c, size, size, size, true, _pool)));
    }

    private static void Check<T>(int m, int n, int k, bool transposeA, bool transposeB, bool accumulate)
        where T : unmanaged, INumber<T>
    {
        T[] a = Matrices.Random<T>(m * k, 1), b = Matrices.Random<T>(k * n, 2), start = Matrices.Random<T>(m * n, 3);
        T[] c = [.. start];
        MatrixProduct.Multiply<T>(a, transposeA, b, transposeB, c, m, n, k, accumulate, _pool);
        Matrices.AssertClose(Matrices.Product(a, transposeA, b, transposeB, accumulate ? start : null, m, n, k), c, k);
    }
}
