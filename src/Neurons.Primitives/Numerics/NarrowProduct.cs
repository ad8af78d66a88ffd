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
    internal static void Multiply<T, TLanes>(T* a, int aStride, T* b, int bStride, T* y, int yStride, int rows, int columns, int depth)
        where T : unmanaged, INumber<T>
        where TLanes : unmanaged, ILanes<TLanes, T>
    {
        var width = 2 * (sizeof(TLanes) / sizeof(T));
        if (columns < width && sizeof(TLanes) > sizeof(T))
        {
            Multiply<T, Lanes1<T>>(a, aStride, b, bStride, y, yStride, rows, columns, depth);
            return;
        }
        for (var column = 0; column < columns; column += width)
        {
            // some columns are computed twice rather than few at a time
            var first = Math.Max(0, Math.Min(column, columns - width));
            var row = 0;
            for (; row <= rows - 4 && columns >= width; row += 4)
                Eight<T, TLanes>(a + (long)row * aStride, aStride, b + first, bStride, y + (long)row * yStride + first, yStride, depth);
            for (; row < rows; row++)
            {
                for (var c = first; c < Math.Min(columns, first + width); c += sizeof(TLanes) / sizeof(T))
                    One<T, TLanes>(a + (long)row * aStride, b + c, bStride, y + (long)row * yStride + c, depth);
            }
        }
    }

    /// <summary>Two vectors of four rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // tier 0 would be slow for too long
    private static void Eight<T, TLanes>(T* a, int aStride, T* b, int bStride, T* y, int yStride, int depth)
        where T : unmanaged, INumber<T>
        where TLanes : unmanaged, ILanes<TLanes, T>
    {
        var width = sizeof(TLanes) / sizeof(T);
        T* a1 = a + aStride, a2 = a1 + aStride, a3 = a2 + aStride;
        TLanes s0 = TLanes.Broadcast(T.Zero), s1 = s0, s2 = s0, s3 = s0, t0 = s0, t1 = s0, t2 = s0, t3 = s0;
        for (var k = 0; k < depth; k++, b += bStride)
        {
            TLanes left = TLanes.Load(b), right = TLanes.Load(b + width);
            var x = TLanes.Broadcast(a[k]);
            s0 = TLanes.MultiplyAdd(x, left, s0);
            t0 = TLanes.MultiplyAdd(x, right, t0);
            x = TLanes.Broadcast(a1[k]);
            s1 = TLanes.MultiplyAdd(x, left, s1);
            t1 = TLanes.MultiplyAdd(x, right, t1);
            x = TLanes.Broadcast(a2[k]);
            s2 = TLanes.MultiplyAdd(x, left, s2);
            t2 = TLanes.MultiplyAdd(x, right, t2);
            x = TLanes.Broadcast(a3[k]);
            s3 = TLanes.MultiplyAdd(x, left, s3);
            t3 = TLanes.MultiplyAdd(x, right, t3);
        }
        s0.Store(y);
        t0.Store(y + width);
        y += yStride;
        s1.Store(y);
        t1.Store(y + width);
        y += yStride;
        s2.Store(y);
        t2.Store(y + width);
        y += yStride;
        s3.Store(y);
        t3.Store(y + width);
    }

    /// <summary>One vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One<T, TLanes>(T* a, T* b, int bStride, T* y, int depth)
        where T : unmanaged, INumber<T>
        where TLanes : unmanaged, ILanes<TLanes, T>
    {
        var sum = TLanes.Broadcast(T.Zero);
        for (var k = 0; k < depth; k++, b += bStride)
            sum = TLanes.MultiplyAdd(TLanes.Broadcast(a[k]), TLanes.Load(b), sum);
        sum.Store(y);
    }
}
