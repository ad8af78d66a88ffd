using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Neurons.Networks;

/// <summary>
/// The pooling of <see cref="ImagePooling"/> for windows that are two pixels wide and lie side by side, in vectors of four windows: the
/// same operations in the same order, so the same bits. Few rows have more windows than that, so wider vectors would not pay.
/// </summary>
internal static unsafe class PairPooling
{
    private const int Lanes = 4;

    /// <summary>Whether these windows are such, and the processor has vectors.</summary>
    public static bool Takes<T>(in Windows windows) =>
        typeof(T) == typeof(float) && Vector128.IsHardwareAccelerated && windows.X is { Kernel: 2, Stride: 2, Padding: 0, Count: >= Lanes };

    /// <summary>Whether, besides, no pixel is in two windows: then its gradient is written, and need not be added up.</summary>
    public static bool TakesGradient<T>(in Windows windows) => Takes<T>(windows) && windows.Y.Stride >= windows.Y.Kernel;

    /// <summary>A row of y of the rows of x from <paramref name="top"/> on: the largest numbers, or sums that are divided.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // tier 0 would be slow for too long
    public static void Forward(bool isMax, float divisor, float* x, int width, int top, int bottom, float* y, int count)
    {
        for (var at = 0; at < count; at += Lanes)
        {
            // the last vector ends with the row, and repeats some windows
            var window = Math.Min(at, count - Lanes);
            var pixel = x + (long)top * width + 2 * window;
            var (near, far) = (Vector128.Load(pixel), Vector128.Load(pixel + Lanes));
            for (var row = top + 1; row < bottom; row++)
            {
                pixel += width;
                near = isMax ? Larger(near, Vector128.Load(pixel)) : near + Vector128.Load(pixel);
                far = isMax ? Larger(far, Vector128.Load(pixel + Lanes)) : far + Vector128.Load(pixel + Lanes);
            }
            var (left, right) = Apart(near, far);
            (isMax ? Larger(left, right) : (left + right) / divisor).Store(y + window);
        }
    }

    /// <summary>The gradient by the rows of x under a row of windows, where the largest numbers y are known.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MaxGradient(float* x, int width, int top, int bottom, float* y, float* dy, float* dx, int count)
    {
        for (var at = 0; at < count; at += Lanes)
        {
            var window = Math.Min(at, count - Lanes);
            var first = (long)top * width + 2 * window;
            var (largest, gradient) = (Vector128.Load(y + window), Sum(Vector128.Load(dy + window)));
            var open = Vector128<float>.AllBitsSet; // where it has not been found yet
            for (var (row, place) = (top, first); row < bottom; row++, place += width)
            {
                var (left, right) = Apart(Vector128.Load(x + place), Vector128.Load(x + place + Lanes));
                var isLeft = Vector128.Equals(left, largest) & open;
                open = Vector128.AndNot(open, isLeft);
                var isRight = Vector128.Equals(right, largest) & open;
                open = Vector128.AndNot(open, isRight);
                Together(gradient & isLeft, gradient & isRight, dx + place);
            }
            if (open == Vector128<float>.Zero)
                continue;
            for (var i = 0; i < Lanes; i++) // NaN equals nothing: the first pixel
            {
                if (BitConverter.SingleToInt32Bits(open[i]) != 0)
                    dx[first + 2 * i] = gradient[i];
            }
        }
    }

    /// <summary>The gradient by the rows of x under a row of windows, all pixels of which have the same share of it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SharedGradient(float divisor, int width, int top, int bottom, float* dy, float* dx, int count)
    {
        for (var at = 0; at < count; at += Lanes)
        {
            var window = Math.Min(at, count - Lanes);
            var share = Sum(Vector128.Load(dy + window) / divisor);
            for (var row = top; row < bottom; row++)
                Together(share, share, dx + (long)row * width + 2 * window);
        }
    }

    /// <summary>What the sum of one number is: −0 becomes 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Sum(Vector128<float> value) => Vector128<float>.Zero + value;

    /// <summary>The larger numbers, the first of equals; NaN, once met, stays.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Larger(Vector128<float> a, Vector128<float> b) =>
        Vector128.ConditionalSelect(Vector128.GreaterThan(b, a) | Vector128.IsNaN(b), b, a);

    /// <summary>The first and the second of each pair.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<float> Left, Vector128<float> Right) Apart(Vector128<float> near, Vector128<float> far) =>
        (Vector128.Narrow(near.AsUInt64(), far.AsUInt64()).AsSingle(),
            Vector128.Narrow(near.AsUInt64() >>> 32, far.AsUInt64() >>> 32).AsSingle());

    /// <summary>Writes pairs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Together(Vector128<float> left, Vector128<float> right, float* to)
    {
        var (near, far) = Vector128.Widen(left.AsUInt32());
        var (nearRight, farRight) = Vector128.Widen(right.AsUInt32());
        (near | nearRight << 32).AsSingle().Store(to);
        (far | farRight << 32).AsSingle().Store(to + Lanes);
    }
}
