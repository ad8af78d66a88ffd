using System.Numerics;
using System.Runtime.CompilerServices;

namespace Neurons.Primitives;

/// <summary>The innermost part of a matrix product: a tile of C that stays in registers.</summary>
internal static unsafe class MatrixTile<T, TLanes>
    where T : unmanaged, INumber<T>
    where TLanes : unmanaged, ILanes<TLanes, T>
{
    /// <summary>The rows of a tile: with two vectors to a row, the tile fits 16 registers.</summary>
    public const int Rows = 6;

    public static int Columns => 2 * Width;

    private static int Width => sizeof(TLanes) / sizeof(T);

    /// <summary>
    /// Adds to a tile of C, or to zero, the products of a packed panel of A (depth x Rows) and one of B
    /// (depth x Columns), in increasing order of depth, each product rounded before it is added.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // tier 0 would be slow for too long
    public static void Multiply(T* a, T* b, int depth, T* c, long stride, bool accumulate)
    {
        T* c0 = c, c1 = c0 + stride, c2 = c1 + stride, c3 = c2 + stride, c4 = c3 + stride, c5 = c4 + stride;
        TLanes s00 = default, s10 = default, s20 = default, s30 = default, s40 = default, s50 = default;
        TLanes s01 = default, s11 = default, s21 = default, s31 = default, s41 = default, s51 = default;
        if (accumulate)
        {
            s00 = TLanes.Load(c0);
            s01 = TLanes.Load(c0 + Width);
            s10 = TLanes.Load(c1);
            s11 = TLanes.Load(c1 + Width);
            s20 = TLanes.Load(c2);
            s21 = TLanes.Load(c2 + Width);
            s30 = TLanes.Load(c3);
            s31 = TLanes.Load(c3 + Width);
            s40 = TLanes.Load(c4);
            s41 = TLanes.Load(c4 + Width);
            s50 = TLanes.Load(c5);
            s51 = TLanes.Load(c5 + Width);
        }
        for (; depth > 0; depth--)
        {
            var b0 = TLanes.Load(b);
            var b1 = TLanes.Load(b + Width);
            var x = TLanes.Broadcast(a[0]);
            s00 += x * b0;
            s01 += x * b1;
            x = TLanes.Broadcast(a[1]);
            s10 += x * b0;
            s11 += x * b1;
            x = TLanes.Broadcast(a[2]);
            s20 += x * b0;
            s21 += x * b1;
            x = TLanes.Broadcast(a[3]);
            s30 += x * b0;
            s31 += x * b1;
            x = TLanes.Broadcast(a[4]);
            s40 += x * b0;
            s41 += x * b1;
            x = TLanes.Broadcast(a[5]);
            s50 += x * b0;
            s51 += x * b1;
            a += Rows;
            b += Columns;
        }
        s00.Store(c0);
        s01.Store(c0 + Width);
        s10.Store(c1);
        s11.Store(c1 + Width);
        s20.Store(c2);
        s21.Store(c2 + Width);
        s30.Store(c3);
        s31.Store(c3 + Width);
        s40.Store(c4);
        s41.Store(c4 + Width);
        s50.Store(c5);
        s51.Store(c5 + Width);
    }
}
