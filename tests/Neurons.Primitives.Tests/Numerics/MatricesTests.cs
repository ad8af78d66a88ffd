using Products = Neurons.Primitives.Matrices;

namespace Neurons.Primitives.Tests;

/// <summary>What layers compute with, as they call it.</summary>
public sealed class MatricesTests
{
    private const int M = 7, N = 19, K = 33;

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void A_product_is_that_of_the_definition_plus_the_row(bool transposeA, bool transposeB)
    {
        var (a, b, row) = (Numbers(1, M * K), Numbers(2, K * N), Numbers(3, N));
        foreach (var alone in new[] { false, true })
        {
            var c = new double[M * N];
            Products.Multiply<double>(a, transposeA, b, transposeB, c, M, N, K, row: row, alone: alone);
            AssertProduct(c);
            Products.Multiply<double>(a, transposeA, b, transposeB, c, M, N, K, accumulate: true, alone: alone);
            Products.Multiply<double>(a, transposeA, b, transposeB, c, M, N, K, row: row, alone: alone);
            AssertProduct(c);
        }
        var inOrder = new double[M * N];
        Products.MultiplyInOrder<double>(a, transposeA, b, transposeB, inOrder, M, N, K, row: row);
        AssertProduct(inOrder);

        void AssertProduct(double[] c)
        {
            for (var i = 0; i < M; i++)
            {
                for (var j = 0; j < N; j++)
                {
                    var sum = row[j];
                    for (var k = 0; k < K; k++) sum += a[transposeA ? k * M + i : i * K + k] * b[transposeB ? j * K + k : k * N + j];
                    Assert.Equal(sum, c[i * N + j], 1e-12);
                }
            }
        }
    }

    [Fact]
    public void A_product_in_order_has_the_same_bits_one_row_at_a_time()
    {
        var (a, b) = (Array.ConvertAll(Numbers(1, M * K), x => (float)x), Array.ConvertAll(Numbers(2, K * N), x => (float)x));
        var (whole, one) = (new float[M * N], new float[N]);
        Products.MultiplyInOrder<float>(a, false, b, false, whole, M, N, K);
        for (var i = 0; i < M; i++)
        {
            Products.MultiplyInOrder<float>(a.AsSpan(i * K, K), false, b, false, one, 1, N, K);
            Assert.Equal(whole[(i * N)..((i + 1) * N)], one);
        }
    }

    [Theory]
    [InlineData(false, 7, 19, 33)]
    [InlineData(true, 7, 19, 33)]
    [InlineData(false, 64, 300, 64)]
    [InlineData(true, 64, 64, 300)]
    public void A_product_with_some_columns_of_a_matrix_is_that_of_these_columns(bool transposeB, int m, int n, int k)
    {
        const int first = 5, beyond = 4;
        var (rows, columns) = transposeB ? (n, k) : (k, n);
        var stride = first + columns + beyond;
        var (a, wide, before) = (Numbers(1, m * k), Numbers(2, rows * stride), Numbers(3, m * n));
        var narrow = Enumerable.Range(0, rows * columns).Select(i => wide[i / columns * stride + first + i % columns]).ToArray();
        var (expected, c) = ((double[])before.Clone(), (double[])before.Clone());
        Products.Multiply<double>(a, false, narrow, transposeB, expected, m, n, k, accumulate: true, alone: true);
        Products.MultiplyStrided<double>(a, false, wide.AsSpan(first), stride, transposeB, c, m, n, k, accumulate: true);
        for (var i = 0; i < c.Length; i++) Assert.Equal(expected[i], c[i], 1e-12);
        Assert.Contains(
            "bStride is 3; it must be ≥", Assert.ThrowsAny<ArgumentException>(
                () => Products.MultiplyStrided<double>(a, false, wide, 3, transposeB, new double[m * n], m, n, k)).Message);
    }

    [Fact]
    public void A_narrow_product_of_rows_that_are_apart_is_that_of_the_rows()
    {
        const int Apart = 50, Depth = 4;
        var (a, b) = (Numbers(1, 3 * Apart), Numbers(2, Depth * Apart));
        var y = new double[2 * Apart + N];
        Products.MultiplyNarrow<double>(a, Apart, b, Apart, y, Apart, 3, N, Depth);
        for (var i = 0; i < 3; i++)
        {
            for (var j = 0; j < N; j++)
                Assert.Equal(Enumerable.Range(0, Depth).Sum(k => a[i * Apart + k] * b[k * Apart + j]), y[i * Apart + j], 1e-12);
        }
        Assert.Contains(
            "[3, 20]", Error(() => Products.MultiplyNarrow<double>(a, Apart, b, Apart, y, Apart, 3, N + 1, Depth)), StringComparison.Ordinal);
    }

    [Fact]
    public void Products_with_spikes_are_those_with_zeros_and_ones()
    {
        const int Steps = 3, Batch = 2, Features = 70, Outputs = 9;
        var bits = new SpikeBits(Steps, Batch * Features);
        var x = Array.ConvertAll(Numbers(1, Steps * Batch * Features), u => u > 0.6 ? 1.0 : 0.0);
        for (var t = 0; t < Steps; t++) bits.Pack<double>(t, x.AsSpan(t * Batch * Features, Batch * Features));
        var (weight, bias, dy) = (Numbers(2, Outputs * Features), Numbers(3, Outputs), Numbers(4, Steps * Batch * Outputs));
        var (y, expected) = (new double[dy.Length], new double[dy.Length]);
        SpikeMatrices.Multiply<double>(bits, Batch, weight, bias, y, Outputs);
        Products.Multiply<double>(x, false, weight, true, expected, Steps * Batch, Outputs, Features, row: bias);
        Close(expected, y);
        var (gradient, dense) = (new double[weight.Length], new double[weight.Length]);
        SpikeMatrices.WeightGradient<double>(bits, Batch, dy, gradient, Outputs);
        Products.Multiply<double>(dy, true, x, false, dense, Outputs, Features, Steps * Batch);
        Close(dense, gradient);
        Assert.Contains("dy has 53 elements; 54 are needed",
            Error(() => SpikeMatrices.WeightGradient(bits, Batch, dy.AsSpan(1), gradient.AsSpan(), Outputs)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_transpose_of_the_transpose_is_the_matrix_and_rows_are_summed()
    {
        var a = Numbers(1, M * N);
        var (turned, back, sums) = (new double[a.Length], new double[a.Length], new double[N]);
        Products.Transpose<double>(a, M, N, turned);
        Assert.Equal(a[2 * N + 5], turned[5 * M + 2]);
        Products.Transpose<double>(turned, N, M, back);
        Assert.Equal(a, back);
        Products.SumRows<double>(a, M, N, sums);
        Close([.. Enumerable.Range(0, N).Select(j => Enumerable.Range(0, M).Sum(i => a[i * N + j]))], sums);
        Assert.Equal(a.Sum(), FixedSum.Of<double>(a), 1e-12);
        Assert.Equal(a.Sum(x => x * x), FixedSum.OfSquares<double>(a), 1e-12);
    }

    [Fact]
    public void Operands_of_other_lengths_are_errors()
    {
        var (a, c) = (new float[M * K], new float[M * N]);
        Assert.Contains(
            "b has 5 elements", Error(() => Products.Multiply<float>(a, false, new float[5], false, c, M, N, K)), StringComparison.Ordinal);
        Assert.Contains("row has 1 elements",
            Error(() => Products.Multiply<float>(a, false, new float[K * N], false, c, M, N, K, row: new float[1])), StringComparison.Ordinal);
        Assert.Contains("target has 2 elements", Error(() => Products.Transpose<float>(new float[3], 1, 3, new float[2])), StringComparison.Ordinal);
        Assert.Contains("sums has 2 elements", Error(() => Products.SumRows<float>(new float[3], 1, 3, new float[2])), StringComparison.Ordinal);
    }

    [Fact]
    public void Negative_sizes_are_errors_also_where_their_product_is_not_negative()
    {
        var six = new float[6];
        var none = new SpikeBits(0, 0);
        foreach (var action in new Action[]
        {
            () => Products.Transpose<float>(six, -2, -3, six),
            () => Products.SumRows<float>([], -2, 0, []),
            () => SpikeMatrices.Multiply<float>(none, 1, [], [], [], -1),
            () => SpikeMatrices.WeightGradient<float>(none, 1, [], [], -1),
        })
            Assert.Contains("it must be ≥ 0", Assert.Throws<ArgumentOutOfRangeException>(action).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Products_with_spikes_in_other_numbers_than_floats_and_doubles_are_refused()
    {
        var bits = new SpikeBits(1, 512);
        Assert.Contains("not in Byte",
            Assert.Throws<NotSupportedException>(() => SpikeMatrices.Multiply<byte>(bits, 1, new byte[512], [], new byte[1], 1)).Message,
            StringComparison.Ordinal);
        Assert.Throws<NotSupportedException>(() => SpikeMatrices.WeightGradient<int>(bits, 1, new int[1], new int[512], 1));
    }

    private static string Error(Action action) => Assert.Throws<ArgumentException>(action).Message;

    private static void Close(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-12);
    }

    private static double[] Numbers(ulong seed, int count)
    {
        var numbers = new double[count];
        new RandomStream(seed, 0).FillUniform(numbers, -1, 1);
        return numbers;
    }
}
