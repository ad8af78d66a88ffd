using System.Numerics;
using System.Runtime.CompilerServices;

namespace Neurons.Primitives;

/// <summary>The innermost part of a spike-driven product: listed rows of a panel are added to sums, which stay in registers meanwhile.</summary>
/// <remarks>Panels are 1, 2, 4 or 8 vectors wide.</remarks>
internal static unsafe class PanelSum<T, TLanes>
    where T : unmanaged, INumber<T>
    where TLanes : unmanaged, ILanes<TLanes, T>
{
    private static int Width => sizeof(TLanes) / sizeof(T);

    /// <summary>The vectors of the narrowest panel that so many columns fit, or of the widest.</summary>
    public static int Vectors(int columns)
    {
        // 64 floats or 32 doubles where the hardware has vectors
        var most = sizeof(TLanes) == 64 ? 4 : 8;
        var vectors = 1;
        while (vectors < most && vectors * Width < columns)
            vectors *= 2;
        return vectors;
    }

    /// <summary>The columns of a panel.</summary>
    public static int Columns(int vectors) => vectors * Width;

    /// <summary>
    /// Adds to the sums of lines, one after the other in memory, the rows of a panel that a list a line names, in the order of the list.
    /// </summary>
    /// <param name="vectors">The width of the panel and of the sums.</param>
    /// <param name="panel">The rows.</param>
    /// <param name="items">The lists.</param>
    /// <param name="offsets">Where in them the list of each line begins and, right behind, ends.</param>
    /// <param name="stride">From the offset of a line to that of the next.</param>
    /// <param name="lines">The number of lines.</param>
    /// <param name="sums">The sums.</param>
    public static void Add(int vectors, T* panel, int* items, int* offsets, int stride, int lines, T* sums)
    {
        var line = 0;
        if (vectors <= 2)
        {
            // one sum of one or two vectors would wait for each addition
            for (; line <= lines - 2; line += 2, offsets += 2 * stride, sums += 2 * vectors * Width)
            {
                int* a = items + offsets[0], b = items + offsets[stride];
                int countA = offsets[1] - offsets[0], countB = offsets[stride + 1] - offsets[stride];
                if (vectors == 1)
                    OnePair(panel, a, countA, b, countB, sums);
                else
                    TwoPair(panel, a, countA, b, countB, sums);
            }
        }
        for (; line < lines; line++, offsets += stride, sums += vectors * Width)
        {
            int* list = items + offsets[0], end = items + offsets[1];
            if (vectors == 8)
                Eight(panel, list, end, sums);
            else if (vectors == 4)
                Four(panel, list, end, sums);
            else if (vectors == 2)
                Two(panel, list, end, sums);
            else
                One(panel, list, end, sums);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // tier 0 would be slow for too long
    private static void Eight(T* panel, int* list, int* end, T* sums)
    {
        var s0 = TLanes.Load(sums);
        var s1 = TLanes.Load(sums + Width);
        var s2 = TLanes.Load(sums + 2 * Width);
        var s3 = TLanes.Load(sums + 3 * Width);
        var s4 = TLanes.Load(sums + 4 * Width);
        var s5 = TLanes.Load(sums + 5 * Width);
        var s6 = TLanes.Load(sums + 6 * Width);
        var s7 = TLanes.Load(sums + 7 * Width);
        for (; list < end; list++)
        {
            var row = panel + (long)*list * (8 * Width);
            s0 += TLanes.Load(row);
            s1 += TLanes.Load(row + Width);
            s2 += TLanes.Load(row + 2 * Width);
            s3 += TLanes.Load(row + 3 * Width);
            s4 += TLanes.Load(row + 4 * Width);
            s5 += TLanes.Load(row + 5 * Width);
            s6 += TLanes.Load(row + 6 * Width);
            s7 += TLanes.Load(row + 7 * Width);
        }
        s0.Store(sums);
        s1.Store(sums + Width);
        s2.Store(sums + 2 * Width);
        s3.Store(sums + 3 * Width);
        s4.Store(sums + 4 * Width);
        s5.Store(sums + 5 * Width);
        s6.Store(sums + 6 * Width);
        s7.Store(sums + 7 * Width);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four(T* panel, int* list, int* end, T* sums)
    {
        var s0 = TLanes.Load(sums);
        var s1 = TLanes.Load(sums + Width);
        var s2 = TLanes.Load(sums + 2 * Width);
        var s3 = TLanes.Load(sums + 3 * Width);
        for (; list < end; list++)
        {
            var row = panel + (long)*list * (4 * Width);
            s0 += TLanes.Load(row);
            s1 += TLanes.Load(row + Width);
            s2 += TLanes.Load(row + 2 * Width);
            s3 += TLanes.Load(row + 3 * Width);
        }
        s0.Store(sums);
        s1.Store(sums + Width);
        s2.Store(sums + 2 * Width);
        s3.Store(sums + 3 * Width);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Two(T* panel, int* list, int* end, T* sums)
    {
        var s0 = TLanes.Load(sums);
        var s1 = TLanes.Load(sums + Width);
        for (; list < end; list++)
        {
            var row = panel + (long)*list * (2 * Width);
            s0 += TLanes.Load(row);
            s1 += TLanes.Load(row + Width);
        }
        s0.Store(sums);
        s1.Store(sums + Width);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One(T* panel, int* list, int* end, T* sums)
    {
        var sum = TLanes.Load(sums);
        for (; list < end; list++)
            sum += TLanes.Load(panel + (long)*list * Width);
        sum.Store(sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TwoPair(T* panel, int* a, int countA, int* b, int countB, T* sums)
    {
        var a0 = TLanes.Load(sums);
        var a1 = TLanes.Load(sums + Width);
        var b0 = TLanes.Load(sums + 2 * Width);
        var b1 = TLanes.Load(sums + 3 * Width);
        var both = Math.Min(countA, countB);
        var i = 0;
        for (; i < both; i++)
        {
            T* rowA = panel + (long)a[i] * (2 * Width), rowB = panel + (long)b[i] * (2 * Width);
            a0 += TLanes.Load(rowA);
            a1 += TLanes.Load(rowA + Width);
            b0 += TLanes.Load(rowB);
            b1 += TLanes.Load(rowB + Width);
        }
        a0.Store(sums);
        a1.Store(sums + Width);
        b0.Store(sums + 2 * Width);
        b1.Store(sums + 3 * Width);
        Two(panel, a + i, a + countA, sums);
        Two(panel, b + i, b + countB, sums + 2 * Width);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OnePair(T* panel, int* a, int countA, int* b, int countB, T* sums)
    {
        var sumA = TLanes.Load(sums);
        var sumB = TLanes.Load(sums + Width);
        var both = Math.Min(countA, countB);
        var i = 0;
        for (; i < both; i++)
        {
            sumA += TLanes.Load(panel + (long)a[i] * Width);
            sumB += TLanes.Load(panel + (long)b[i] * Width);
        }
        sumA.Store(sums);
        sumB.Store(sums + Width);
        One(panel, a + i, a + countA, sums);
        One(panel, b + i, b + countB, sums + Width);
    }
}
