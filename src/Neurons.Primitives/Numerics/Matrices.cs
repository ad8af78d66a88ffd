using System.Numerics;

namespace Neurons.Primitives;

/// <summary>
/// Products and sums of dense row-major matrices, as the layers of networks compute them: by <see cref="Blas.Engine"/> and, where
/// nothing else is said, on all threads. The order of the additions follows from the shapes alone, so that the number of threads changes no bit.
/// </summary>
public static unsafe class Matrices
{
    /// <summary>
    /// C = A B, or C += A B. A is m × k, or k × m if transposed; B is k × n, or n × k if transposed; C is m × n and overlaps neither.
    /// </summary>
    /// <param name="a">The left operand.</param>
    /// <param name="transposeA">Whether <paramref name="a"/> holds the transpose of A.</param>
    /// <param name="b">The right operand.</param>
    /// <param name="transposeB">Whether <paramref name="b"/> holds the transpose of B.</param>
    /// <param name="c">The result.</param>
    /// <param name="m">The rows of C.</param>
    /// <param name="n">The columns of C.</param>
    /// <param name="k">The terms of each sum.</param>
    /// <param name="accumulate">Whether to add to C instead of overwriting it.</param>
    /// <param name="row">What is added to every row of C, such as a bias; empty for nothing.</param>
    /// <param name="alone">Whether the calling thread computes alone, as within an item of a parallel loop.</param>
    /// <exception cref="ArgumentException">A size is negative, or an operand has another length.</exception>
    public static void Multiply<T>(
        ReadOnlySpan<T> a, bool transposeA, ReadOnlySpan<T> b, bool transposeB, Span<T> c, int m, int n, int k,
        bool accumulate = false, ReadOnlySpan<T> row = default, bool alone = false)
        where T : unmanaged, INumber<T>
    {
        if (!row.IsEmpty) RequireLength(nameof(row), row.Length, n);
        if (accumulate && !row.IsEmpty) throw new ArgumentException("A product that is added to what is there takes no row.", nameof(row));
        MatrixProduct.Multiply(a, transposeA, b, transposeB, c, m, n, k, accumulate, alone ? null : Workers.Shared, row);
    }

    /// <summary>
    /// As <see cref="Multiply"/> by the calling thread alone, with rows of the right operand that are apart, such as some columns of a matrix.
    /// </summary>
    /// <param name="a">The left operand.</param>
    /// <param name="transposeA">Whether <paramref name="a"/> holds the transpose of A.</param>
    /// <param name="b">The right operand, from its first element on.</param>
    /// <param name="bStride">From a stored row of <paramref name="b"/> to the next.</param>
    /// <param name="transposeB">Whether <paramref name="b"/> holds the transpose of B.</param>
    /// <param name="c">The result.</param>
    /// <param name="m">The rows of C.</param>
    /// <param name="n">The columns of C.</param>
    /// <param name="k">The terms of each sum.</param>
    /// <param name="accumulate">Whether to add to C instead of overwriting it.</param>
    /// <exception cref="ArgumentException">A size is negative, or an operand has another length or goes beyond its span.</exception>
    public static void MultiplyStrided<T>(
        ReadOnlySpan<T> a, bool transposeA, ReadOnlySpan<T> b, int bStride, bool transposeB, Span<T> c, int m, int n, int k, bool accumulate = false)
        where T : unmanaged, INumber<T>
    {
        var (rows, columns) = transposeB ? (n, k) : (k, n);
        RequireWithin(nameof(b), b.Length, bStride, rows, columns);
        Require.AtLeast(columns, nameof(Matrices), nameof(bStride), bStride);
        MatrixProduct.RequireFit(a.Length, k * n, c.Length, m, n, k);
        fixed (T* pa = a, pb = b, pc = c)
            MatrixProduct.Multiply(pa, transposeA, pb, transposeB, pc, m, n, k, accumulate, null, bStride: bStride);
    }

    /// <summary>
    /// As <see cref="Multiply"/>, by the managed kernel: every element of C is one running sum over its terms in order, each multiplied and added
    /// with one rounding, so that its bits depend neither on the processor nor on the other elements. For what has to be the same one row at a
    /// time and many at once.
    /// </summary>
    /// <inheritdoc cref="Multiply" path="/param"/>
    /// <inheritdoc cref="Multiply" path="/exception"/>
    public static void MultiplyInOrder<T>(
        ReadOnlySpan<T> a, bool transposeA, ReadOnlySpan<T> b, bool transposeB, Span<T> c, int m, int n, int k,
        bool accumulate = false, ReadOnlySpan<T> row = default)
        where T : unmanaged, INumber<T>
    {
        if (!row.IsEmpty) RequireLength(nameof(row), row.Length, n);
        if (accumulate && !row.IsEmpty) throw new ArgumentException("A product that is added to what is there takes no row.", nameof(row));
        MatrixProduct.RequireFit(a.Length, b.Length, c.Length, m, n, k);
        fixed (T* pa = a, pb = b, pc = c, pr = row)
            ManagedProduct.Multiply(pa, transposeA, pb, transposeB, pc, m, n, k, accumulate, Workers.Shared, pr);
    }

    /// <summary>
    /// Y = A B on the calling thread, without packing: for few columns of A, and matrices that lie in the caches. Rows may be apart from
    /// each other.
    /// </summary>
    /// <param name="a">A, [rows, depth].</param>
    /// <param name="aStride">From a row to the next.</param>
    /// <param name="b">B, [depth, columns].</param>
    /// <param name="bStride">From a row to the next.</param>
    /// <param name="y">Y, [rows, columns].</param>
    /// <param name="yStride">From a row to the next.</param>
    /// <param name="rows">The rows of A and Y.</param>
    /// <param name="columns">The columns of B and Y.</param>
    /// <param name="depth">The columns of A, and rows of B.</param>
    /// <exception cref="ArgumentException">A matrix goes beyond its span.</exception>
    public static void MultiplyNarrow<T>(
        ReadOnlySpan<T> a, int aStride, ReadOnlySpan<T> b, int bStride, Span<T> y, int yStride, int rows, int columns, int depth)
        where T : unmanaged, INumber<T>
    {
        RequireWithin(nameof(a), a.Length, aStride, rows, depth);
        RequireWithin(nameof(b), b.Length, bStride, depth, columns);
        RequireWithin(nameof(y), y.Length, yStride, rows, columns);
        fixed (T* pa = a, pb = b, py = y)
            NarrowProduct.Multiply(pa, aStride, pb, bStride, py, yStride, rows, columns, depth);
    }

    /// <summary>The transpose of a matrix.</summary>
    /// <param name="source">[rows, columns].</param>
    /// <param name="rows">The rows.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="target">[columns, rows], elsewhere in memory.</param>
    /// <exception cref="ArgumentException">A size is negative, or a matrix has another length.</exception>
    public static void Transpose<T>(ReadOnlySpan<T> source, int rows, int columns, Span<T> target)
        where T : unmanaged
    {
        RequireSize(nameof(rows), rows);
        RequireSize(nameof(columns), columns);
        RequireLength(nameof(source), source.Length, (long)rows * columns);
        RequireLength(nameof(target), target.Length, (long)rows * columns);
        fixed (T* from = source, to = target)
            TransposedCopy.Copy(from, columns, rows, columns, to, rows);
    }

    /// <summary>The sum of each column, by a tree over the rows that adds neighbours; 0 without rows.</summary>
    /// <param name="matrix">[rows, columns].</param>
    /// <param name="rows">The rows.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="sums">[columns].</param>
    /// <exception cref="ArgumentException">A size is negative, or a length is another one.</exception>
    public static void SumRows<T>(ReadOnlySpan<T> matrix, int rows, int columns, Span<T> sums)
        where T : unmanaged, INumber<T>
    {
        RequireSize(nameof(rows), rows);
        RequireLength(nameof(matrix), matrix.Length, (long)rows * columns);
        RequireLength(nameof(sums), sums.Length, columns);
        fixed (T* from = matrix, to = sums)
            PairwiseSum.SumRows(from, rows, columns, to);
    }

    /// <summary>Refuses a negative size.</summary>
    internal static void RequireSize(string name, int size) => Require.AtLeast(0, nameof(Matrices), name, size);

    /// <summary>Refuses an operand of another length.</summary>
    internal static void RequireLength(string name, int length, long expected)
    {
        if (length != expected) throw new ArgumentException($"{name} has {length} elements; {expected} are needed.", name);
    }

    /// <summary>Refuses a matrix whose last row ends behind the span.</summary>
    private static void RequireWithin(string name, int length, int stride, int rows, int columns)
    {
        var needed = rows == 0 || columns == 0 ? 0 : (rows - 1L) * stride + columns;
        if (rows < 0 || columns < 0 || stride < 0 || length < needed)
            throw new ArgumentException($"{name} has {length} elements; [{rows}, {columns}] with rows {stride} apart needs {needed}.", name);
    }
}
