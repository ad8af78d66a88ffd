using System.Numerics;

namespace Neurons.Primitives;

/// <summary>Products of dense row-major matrices, by OpenBLAS or by the managed kernel (see <see cref="Blas"/>).</summary>
/// <remarks>
/// The order of the additions follows from the shape alone, so the bits do not depend on the number of threads. They may differ
/// between the two engines, between processors, and between shapes; <see cref="ManagedProduct"/> promises more.
/// </remarks>
internal static unsafe class MatrixProduct
{
    /// <summary>
    /// C = A B, or C += A B. A is m x k, or k x m if transposed; B is k x n, or n x k if transposed; C is m x n and overlaps
    /// neither.
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
    /// <param name="workers">The pool to use; null computes on the calling thread alone.</param>
    /// <param name="row">Where every row of C starts from, n numbers; empty for 0.</param>
    public static void Multiply<T>(
        ReadOnlySpan<T> a, bool transposeA, ReadOnlySpan<T> b, bool transposeB, Span<T> c,
        int m, int n, int k, bool accumulate, Workers? workers, ReadOnlySpan<T> row = default)
        where T : unmanaged, INumber<T>
    {
        RequireFit(a.Length, b.Length, c.Length, m, n, k);
        fixed (T* pa = a, pb = b, pc = c, pr = row)
            Multiply(pa, transposeA, pb, transposeB, pc, m, n, k, accumulate, workers, pr);
    }

    /// <summary>Refuses operands that are not of the lengths that the sizes say.</summary>
    public static void RequireFit(int a, int b, int c, int m, int n, int k)
    {
        if (m < 0 || n < 0 || k < 0)
            throw new ArgumentException($"A matrix product of {Shapes()} has a negative size.");
        Require(nameof(a), a, (long)m * k);
        Require(nameof(b), b, (long)k * n);
        Require(nameof(c), c, (long)m * n);

        void Require(string name, int length, long expected)
        {
            if (length != expected)
                throw new ArgumentException($"{name} has {length} elements; the product of {Shapes()} needs {expected}.", name);
        }

        string Shapes() => $"A [{m}, {k}] and B [{k}, {n}]";
    }

    /// <inheritdoc cref="Multiply{T}(ReadOnlySpan{T}, bool, ReadOnlySpan{T}, bool, Span{T}, int, int, int, bool, Workers?, ReadOnlySpan{T})"/>
    /// <remarks>
    /// Where <c>row</c> is not null, every row of C starts from its n numbers instead. Where <c>bStride</c> is not 0, it is how far the stored rows
    /// of <c>b</c> are apart.
    /// </remarks>
    public static void Multiply<T>(
        T* a, bool transposeA, T* b, bool transposeB, T* c,
        int m, int n, int k, bool accumulate, Workers? workers, T* row = null, int bStride = 0)
        where T : unmanaged, INumber<T>
    {
        if (Blas.Engine == BlasEngine.OpenBlas && OpenBlasProduct<T>.Suits(m, n, k))
            OpenBlasProduct<T>.Multiply(a, transposeA, b, transposeB, c, m, n, k, accumulate, workers, row, bStride);
        else
            ManagedProduct.Multiply(a, transposeA, b, transposeB, c, m, n, k, accumulate, workers, row, bStride);
    }
}
