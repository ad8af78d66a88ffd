using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Neurons.Primitives;

/// <summary>Sums of adjacent numbers in 256-bit lanes, whatever the hardware has: the order depends on the count alone.</summary>
public static unsafe class FixedSum
{
    /// <summary>The sum of the numbers.</summary>
    /// <param name="values">The numbers.</param>
    public static T Of<T>(ReadOnlySpan<T> values)
        where T : unmanaged, INumber<T>
    {
        fixed (T* first = values)
            return Of(first, values.Length);
    }

    /// <summary>The sum of the squares of the numbers.</summary>
    /// <param name="values">The numbers.</param>
    public static T OfSquares<T>(ReadOnlySpan<T> values)
        where T : unmanaged, INumber<T>
    {
        fixed (T* first = values)
            return OfSquares(first, values.Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // tier 0 would be slow for too long
    private static T Of<T>(T* values, long count)
        where T : unmanaged, INumber<T>
    {
        var lanes = Vector256<T>.Zero;
        long i = 0;
        for (; i <= count - Vector256<T>.Count; i += Vector256<T>.Count)
            lanes += Vector256.Load(values + i);
        var sum = Across(lanes);
        for (; i < count; i++)
            sum += values[i];
        return sum;
    }

    /// <summary>The sum of the squares of the numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T OfSquares<T>(T* values, long count)
        where T : unmanaged, INumber<T>
    {
        var lanes = Vector256<T>.Zero;
        long i = 0;
        for (; i <= count - Vector256<T>.Count; i += Vector256<T>.Count)
        {
            var some = Vector256.Load(values + i);
            lanes += some * some;
        }
        var sum = Across(lanes);
        for (; i < count; i++)
            sum += values[i] * values[i];
        return sum;
    }

    /// <summary>The sum of the lanes, first to last.</summary>
    private static T Across<T>(Vector256<T> lanes)
        where T : unmanaged, INumber<T>
    {
        var sum = lanes.GetElement(0);
        for (var i = 1; i < Vector256<T>.Count; i++)
            sum += lanes.GetElement(i);
        return sum;
    }
}
