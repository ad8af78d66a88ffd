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
    /// Adds to a tile of C, or to zero, the products of <paramref name="depth"/> terms of a few rows of A and
    /// <see cref="Columns"/> columns of B, in increasing order of the terms.
    /// </summary>
    /// <param name="a">The rows of A: packed, or where they are.</param>
    /// <param name="row">From one row of A to the next.</param>
    /// <param name="term">From one term of a row of A to the next.</param>
    /// <param name="rows">How many rows there are, 1 .. <see cref="Rows"/>.</param>
    /// <param name="b">The columns of B, those of one term side by side: packed, or where they are.</param>
    /// <param name="stride">From one term of B to the next.</param>
    /// <param name="depth">How many terms there are.</param>
    /// <param name="c">The first of the rows of C.</param>
    /// <param name="next">From one row of C to the next.</param>
    /// <param name="spare">A row of zeros that stands in for the rows that C does not have.</param>
    /// <param name="accumulate">Whether the sums start from C.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // tier 0 would be slow for too long
    public static void Multiply(
        T* a, long row, long term, int rows, T* b, long stride, int depth, T* c, long next, T* spare, bool accumulate)
    {
        T* c0 = c;
        var c1 = rows > 1 ? c0 + next : spare;
        var c2 = rows > 2 ? c1 + next : spare;
        var c3 = rows > 3 ? c2 + next : spare;
        var c4 = rows > 4 ? c3 + next : spare;
        var c5 = rows > 5 ? c4 + next : spare;
        // a row that A does not have is the one before it: what comes of it goes to the spare row
        T* a0 = a;
        var a1 = rows > 1 ? a0 + row : a0;
        var a2 = rows > 2 ? a1 + row : a1;
        var a3 = rows > 3 ? a2 + row : a2;
        var a4 = rows > 4 ? a3 + row : a3;
        var a5 = rows > 5 ? a4 + row : a4;
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
        long at = 0;
        for (; depth > 0; depth--)
        {
            var b0 = TLanes.Load(b);
            var b1 = TLanes.Load(b + Width);
            var x = TLanes.Broadcast(a0[at]);
            s00 = TLanes.MultiplyAdd(x, b0, s00);
            s01 = TLanes.MultiplyAdd(x, b1, s01);
            x = TLanes.Broadcast(a1[at]);
            s10 = TLanes.MultiplyAdd(x, b0, s10);
            s11 = TLanes.MultiplyAdd(x, b1, s11);
            x = TLanes.Broadcast(a2[at]);
            s20 = TLanes.MultiplyAdd(x, b0, s20);
            s21 = TLanes.MultiplyAdd(x, b1, s21);
            x = TLanes.Broadcast(a3[at]);
            s30 = TLanes.MultiplyAdd(x, b0, s30);
            s31 = TLanes.MultiplyAdd(x, b1, s31);
            x = TLanes.Broadcast(a4[at]);
            s40 = TLanes.MultiplyAdd(x, b0, s40);
            s41 = TLanes.MultiplyAdd(x, b1, s41);
            x = TLanes.Broadcast(a5[at]);
            s50 = TLanes.MultiplyAdd(x, b0, s50);
            s51 = TLanes.MultiplyAdd(x, b1, s51);
            at += term;
            b += stride;
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
