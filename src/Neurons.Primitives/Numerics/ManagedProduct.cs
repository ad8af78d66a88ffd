using System.Numerics;

namespace Neurons.Primitives;

/// <summary>Products of dense row-major matrices with one fixed order of the additions.</summary>
/// <remarks>
/// Every element of C is one running sum over k, in increasing order, as in the naive triple loop with a fused multiplication and
/// addition: each term is rounded once, by software where the processor has no such instruction. Its bits therefore do not depend on
/// the other elements, the processor, the vector width, the blocking or the number of threads; and where one operand is 0 or 1
/// everywhere, they are those of adding the other's rows one after the other.
/// </remarks>
internal static unsafe class ManagedProduct
{
    /// <inheritdoc
    /// cref="MatrixProduct.Multiply{T}(ReadOnlySpan{T}, bool, ReadOnlySpan{T}, bool, Span{T}, int, int, int, bool, Workers?, ReadOnlySpan{T})"/>
    public static void Multiply<T>(
        T* a, bool transposeA, T* b, bool transposeB, T* c,
        int m, int n, int k, bool accumulate, Workers? workers, T* row = null, int bStride = 0)
        where T : unmanaged, INumber<T>
    {
        var left = new MatrixOperand<T>(a, transposeA ? 1 : k, transposeA ? m : 1);
        var apart = bStride != 0 ? bStride : transposeB ? k : n;
        var right = new MatrixOperand<T>(b, transposeB ? apart : 1, transposeB ? 1 : apart);
        if (Lanes512<T>.IsSupported)
            ManagedProductRun<T, Lanes512<T>>.Multiply(left, right, c, m, n, k, accumulate, workers, row);
        else if (Lanes256<T>.IsSupported)
            ManagedProductRun<T, Lanes256<T>>.Multiply(left, right, c, m, n, k, accumulate, workers, row);
        else if (Lanes128<T>.IsSupported)
            ManagedProductRun<T, Lanes128<T>>.Multiply(left, right, c, m, n, k, accumulate, workers, row);
        else
            ManagedProductRun<T, Lanes1<T>>.Multiply(left, right, c, m, n, k, accumulate, workers, row);
    }
}
