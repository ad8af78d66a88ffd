using System.Numerics;

namespace Neurons.Primitives.Tests;

public unsafe class NarrowProductTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(7, 33, 10)]
    [InlineData(25, 70, 3)]
    [InlineData(4, 32, 32)]
    [InlineData(3, 5, 0)]
    [InlineData(0, 40, 4)]
    public void It_is_the_naive_float64_product(int rows, int columns, int depth)
    {
        Check<float>(rows, columns, depth);
        Check<double>(rows, columns, depth);
    }

    [Fact]
    public void A_part_of_the_product_has_the_bits_of_the_whole_at_every_vector_width()
    {
        const int rows = 11, columns = 90, depth = 9;
        float[] a = Matrices.Random<float>(rows * depth, 1), b = Matrices.Random<float>(depth * columns, 2);
        var whole = Part<Lanes512<float>>(a, b, 0, rows, 0, columns);
        foreach (var (row, column) in new[] { (0, 0), (3, 1), (8, 57), (10, 89) })
        {
            var expected = new List<float>();
            for (var r = row; r < rows; r++) expected.AddRange(whole.AsSpan(r * columns + column, columns - column));
            Assert.Equal(expected, Part<Lanes512<float>>(a, b, row, rows - row, column, columns - column));
            Assert.Equal(expected, Part<Lanes256<float>>(a, b, row, rows - row, column, columns - column));
            Assert.Equal(expected, Part<Lanes128<float>>(a, b, row, rows - row, column, columns - column));
            Assert.Equal(expected, Part<Lanes1<float>>(a, b, row, rows - row, column, columns - column));
        }

        static float[] Part<TLanes>(float[] a, float[] b, int row, int partRows, int column, int partColumns)
            where TLanes : unmanaged, ILanes<TLanes, float>
        {
            var y = new float[partRows * partColumns];
            fixed (float* pa = a, pb = b, py = y)
                NarrowProduct.Multiply<float, TLanes>(pa + row * depth, depth, pb + column, columns, py, partColumns, partRows, partColumns, depth);
            return y;
        }
    }

    private static void Check<T>(int rows, int columns, int depth) where T : unmanaged, INumber<T>
    {
        T[] a = Matrices.Random<T>(rows * depth, 1), b = Matrices.Random<T>(depth * columns, 2);
        var y = new T[rows * columns];
        y.AsSpan().Fill(T.CreateTruncating(7)); // what was in memory must not matter
        fixed (T* pa = a, pb = b, py = y)
            NarrowProduct.Multiply(pa, depth, pb, columns, py, columns, rows, columns, depth);
        Matrices.AssertClose(Matrices.Product(a, false, b, false, null, rows, columns, depth), y, depth);
    }
}
