using System.Numerics;
using System.Runtime.CompilerServices;

namespace Neurons.Networks;

/// <summary>What becomes of the numbers under a window.</summary>
internal enum PoolingKind
{
    /// <summary>The largest; padding does not count.</summary>
    Max,

    /// <summary>The sum.</summary>
    Sum,

    /// <summary>The mean of the window, padding included.</summary>
    Mean,

    /// <summary>The mean of what lies in the image.</summary>
    MeanInside,
}

/// <summary>Pooling of one channel of one image, [height, width], and its gradient. Windows are not dilated.</summary>
internal static unsafe class ImagePooling
{
    /// <summary>y of x. <paramref name="line"/> has room for the width of x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // tier 0 would be slow for too long
    public static void Forward<T>(PoolingKind kind, in Windows windows, T* x, T* y, T* line)
        where T : unmanaged, INumber<T>
    {
        var (vertical, horizontal) = (windows.Y, windows.X);
        var width = horizontal.Length;
        var inPairs = PairPooling.Takes<T>(windows);
        for (var row = 0; row < vertical.Count; row++)
        {
            // down the columns first, where numbers are side by side
            var (top, bottom) = Inside(vertical, row);
            if (inPairs)
            {
                PairPooling.Forward(
                    kind == PoolingKind.Max, Divisor<float>(kind, windows, bottom - top, 2), (float*)x, width, top, bottom,
                    (float*)y, horizontal.Count);
                y += horizontal.Count;
                continue;
            }
            new Span<T>(x + (long)top * width, width).CopyTo(new Span<T>(line, width));
            for (var i = top + 1; i < bottom; i++)
            {
                if (kind == PoolingKind.Max)
                    Larger(line, x + (long)i * width, width);
                else
                    Add(line, x + (long)i * width, width);
            }
            for (var column = 0; column < horizontal.Count; column++)
            {
                var (left, right) = Inside(horizontal, column);
                var value = line[left];
                for (var i = left + 1; i < right; i++)
                    value = kind == PoolingKind.Max ? Larger(value, line[i]) : value + line[i];
                *y++ = kind == PoolingKind.Max ? value : value / Divisor<T>(kind, windows, bottom - top, right - left);
            }
        }
    }

    /// <summary>
    /// Adds dx of dy, of the rows of windows from one to another, to zeros; that of a largest number goes to the first of equals, by rows.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // tier 0 would be slow for too long
    public static void AddGradient<T>(PoolingKind kind, in Windows windows, int first, int end, T* x, T* y, T* dy, T* dx)
        where T : unmanaged, INumber<T>
    {
        var (vertical, horizontal) = (windows.Y, windows.X);
        var width = horizontal.Length;
        y += (nint)first * horizontal.Count;
        dy += (nint)first * horizontal.Count;
        var inPairs = PairPooling.TakesGradient<T>(windows);
        for (var row = first; row < end; row++)
        {
            var (top, bottom) = Inside(vertical, row);
            if (inPairs)
            {
                if (kind == PoolingKind.Max)
                    PairPooling.MaxGradient((float*)x, width, top, bottom, (float*)y, (float*)dy, (float*)dx, horizontal.Count);
                else
                    PairPooling.SharedGradient(
                        Divisor<float>(kind, windows, bottom - top, 2), width, top, bottom, (float*)dy, (float*)dx, horizontal.Count);
                y += horizontal.Count;
                dy += horizontal.Count;
                continue;
            }
            for (var column = 0; column < horizontal.Count; column++, y++, dy++)
            {
                var (left, right) = Inside(horizontal, column);
                if (kind == PoolingKind.Max)
                {
                    dx[First(x, *y, width, top, bottom, left, right)] += *dy;
                    continue;
                }
                var share = *dy / Divisor<T>(kind, windows, bottom - top, right - left);
                for (var i = top; i < bottom; i++)
                {
                    for (var j = left; j < right; j++)
                        dx[(long)i * width + j] += share;
                }
            }
        }
    }

    /// <summary>The pixels of a window that lie in the image; at least one, as padding is at most half of a window.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (int First, int End) Inside(in WindowsAlong along, int window)
    {
        var start = along.Start(window);
        return (Math.Max(0, start), Math.Min(along.Length, start + along.Kernel));
    }

    /// <summary>What a sum is divided by, of a window with so many pixels in the image.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Divisor<T>(PoolingKind kind, in Windows windows, int rows, int columns)
        where T : unmanaged, INumber<T> => kind switch
        {
            PoolingKind.Mean => T.CreateTruncating(windows.Y.Kernel * windows.X.Kernel),
            PoolingKind.MeanInside => T.CreateTruncating(rows * columns),
            _ => T.One,
        };

    /// <summary>Where the value, which is the largest, stands first; the first pixel if it is NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long First<T>(T* x, T value, int width, int top, int bottom, int left, int right)
        where T : unmanaged, INumber<T>
    {
        for (var i = top; i < bottom; i++)
        {
            for (var j = left; j < right; j++)
            {
                if (x[(long)i * width + j] == value)
                    return (long)i * width + j;
            }
        }
        return (long)top * width + left;
    }

    /// <summary>The larger number, the first of equals; NaN, once met, stays.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Larger<T>(T a, T b)
        where T : unmanaged, INumber<T> => b > a || T.IsNaN(b) ? b : a;

    private static void Larger<T>(T* target, T* other, int count)
        where T : unmanaged, INumber<T>
    {
        var i = 0;
        for (; Vector.IsHardwareAccelerated && i <= count - Vector<T>.Count; i += Vector<T>.Count)
        {
            var (a, b) = (Vector.Load(target + i), Vector.Load(other + i));
            Vector.ConditionalSelect(Vector.GreaterThan(b, a) | ~Vector.Equals(b, b), b, a).Store(target + i);
        }
        for (; i < count; i++)
            target[i] = Larger(target[i], other[i]);
    }

    private static void Add<T>(T* target, T* other, int count)
        where T : unmanaged, INumber<T>
    {
        var i = 0;
        for (; i <= count - Vector<T>.Count; i += Vector<T>.Count)
            (Vector.Load(target + i) + Vector.Load(other + i)).Store(target + i);
        for (; i < count; i++)
            target[i] += other[i];
    }
}
