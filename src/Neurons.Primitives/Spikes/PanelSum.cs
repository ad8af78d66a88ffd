using System.Numerics;
using System.Runtime.CompilerServices;

namespace Neurons.Primitives;

/// <summary>The innermost part of a spike-driven product: the sum of some rows of a panel, whose columns stay in registers.</summary>
internal static unsafe class PanelSum<T, TLanes>
    where T : unmanaged, INumber<T>
    where TLanes : unmanaged, ILanes<TLanes, T>
{
    /// <summary>The columns of a wide panel.</summary>
    public static int Wide => 8 * Width;

    /// <summary>The columns of a narrow panel, for where a wide one would be mostly empty.</summary>
    public static int Narrow => 2 * Width;

    private static int Width => sizeof(TLanes) / sizeof(T);

    /// <summary>target = start + the listed rows of a panel of that width, one after the other.</summary>
    public static void Add(int width, T* panel, int* rows, int count, T* start, T* target)
    {
        if (width == Wide)
            AddWide(panel, rows, count, start, target);
        else
            AddNarrow(panel, rows, count, start, target);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // tier 0 would be slow for too long
    private static void AddWide(T* panel, int* rows, int count, T* start, T* target)
    {
        var s0 = TLanes.Load(start);
        var s1 = TLanes.Load(start + Width);
        var s2 = TLanes.Load(start + 2 * Width);
        var s3 = TLanes.Load(start + 3 * Width);
        var s4 = TLanes.Load(start + 4 * Width);
        var s5 = TLanes.Load(start + 5 * Width);
        var s6 = TLanes.Load(start + 6 * Width);
        var s7 = TLanes.Load(start + 7 * Width);
        for (var end = rows + count; rows < end; rows++)
        {
            var row = panel + (long)*rows * (8 * Width);
            s0 += TLanes.Load(row);
            s1 += TLanes.Load(row + Width);
            s2 += TLanes.Load(row + 2 * Width);
            s3 += TLanes.Load(row + 3 * Width);
            s4 += TLanes.Load(row + 4 * Width);
            s5 += TLanes.Load(row + 5 * Width);
            s6 += TLanes.Load(row + 6 * Width);
            s7 += TLanes.Load(row + 7 * Width);
        }
        s0.Store(target);
        s1.Store(target + Width);
        s2.Store(target + 2 * Width);
        s3.Store(target + 3 * Width);
        s4.Store(target + 4 * Width);
        s5.Store(target + 5 * Width);
        s6.Store(target + 6 * Width);
        s7.Store(target + 7 * Width);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddNarrow(T* panel, int* rows, int count, T* start, T* target)
    {
        var s0 = TLanes.Load(start);
        var s1 = TLanes.Load(start + Width);
        for (var end = rows + count; rows < end; rows++)
        {
            var row = panel + (long)*rows * (2 * Width);
            s0 += TLanes.Load(row);
            s1 += TLanes.Load(row + Width);
        }
        s0.Store(target);
        s1.Store(target + Width);
    }

    /// <summary>Adds one row to the listed rows of a narrow panel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Spread(T* row, T* panel, int* rows, int count)
    {
        var r0 = TLanes.Load(row);
        var r1 = TLanes.Load(row + Width);
        for (var end = rows + count; rows < end; rows++)
        {
            var sum = panel + (long)*rows * (2 * Width);
            (TLanes.Load(sum) + r0).Store(sum);
            (TLanes.Load(sum + Width) + r1).Store(sum + Width);
        }
    }
}
