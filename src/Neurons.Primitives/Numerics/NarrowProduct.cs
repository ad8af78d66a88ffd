using System.Numerics;
using System.Runtime.CompilerServices;

namespace Neurons.Primitives;

/// <summary>
/// The product of a matrix of few columns with another: on the calling thread and without packing, for matrices that lie in the caches.
/// </summary>
/// <remarks>Every sum runs over these columns in order, whatever part of the product is asked for.</remarks>
internal static unsafe class NarrowProduct
{
    /// <summary>y = a b.</summary>
    /// <param name="a">[rows, depth].</param>
    /// <param name="aStride">From a row to the next.</param>
    /// <param name="b">[depth, columns].</param>
    /// <param name="bStride">From a row to the next.</param>
    /// <param name="y">[rows, columns].</param>
    /// <param name="yStride">From a row to the next.</param>
    /// <param name="rows">The rows of a and y.</param>
    /// <param name="columns">The columns of b and y.</param>
    /// <param name="depth">The columns of a, and rows of b.</param>
    public static void Multiply<T>(T* a, int aStride, T* b, int bStride, T* y, int yStride, int rows, int columns, int depth)
        where T : unmanaged, INumber<T>
    {
        if (Lanes512<T>.IsSupported)
            Multiply<T, Lanes512<T>>(a, aStride, b, bStride, y, yStride, rows, columns, depth);
        else if (Lanes256<T>.IsSupported)
            Multiply<T, Lanes256<T>>(a, aStride, b, bStride, y, yStride, rows, columns, depth);
        else if (Lanes128<T>.IsSupported)
            Multiply<T, Lanes128<T>>(a, aStride, b, bStride, y, yStride, rows, columns, depth);
        else
            Multiply<T, Lanes1<T>>(a, aStride, b, bStride, y, yStride, rows, columns, depth);
    }

    /// <inheritdoc cref="Multiply{T}"/>
    [SkipLocalsInit]
    internal static void Multiply<T, TLanes>(T* a, int aStride, T* b, int bStride, T* y, int yStride, int rows, int columns, int depth)
        where T : unmanaged, INumber<T>
        where TLanes : unmanaged, ILanes<TLanes, T>
    {
        var width = MatrixTile<T, TLanes>.Columns;
        if (columns < width)
        {
            if (sizeof(TLanes) > sizeof(T))
                Multiply<T, Lanes1<T>>(a, aStride, b, bStride, y, yStride, rows, columns, depth);
            else
                Column(a, aStride, b, bStride, y, yStride, rows, columns, depth);
            return;
        }
        var spare = stackalloc T[width];
        for (var column = 0; column < columns; column += width)
        {
            // some columns are computed twice rather than few at a time
            var first = Math.Min(column, columns - width);
            for (var row = 0; row < rows; row += MatrixTile<T, TLanes>.Rows)
            {
                MatrixTile<T, TLanes>.Multiply(
                    a + (long)row * aStride, aStride, 1, Math.Min(MatrixTile<T, TLanes>.Rows, rows - row), b + first, bStride, depth,
                    y + (long)row * yStride + first, yStride, spare, false);
            }
        }
    }

    /// <summary>At most one column, which no tile is as narrow as.</summary>
    private static void Column<T>(T* a, int aStride, T* b, int bStride, T* y, int yStride, int rows, int columns, int depth)
        where T : unmanaged, INumber<T>
    {
        for (var row = 0; row < rows && columns > 0; row++)
        {
            var sum = T.Zero;
            for (var k = 0; k < depth; k++)
                sum = Lanes1<T>.MultiplyAdd(a[(long)row * aStride + k], b[(long)k * bStride], sum);
            y[(long)row * yStride] = sum;
        }
    }
}
