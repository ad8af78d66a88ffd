using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Neurons.Primitives;

/// <summary>
/// Copies lines as columns. Vectors of 4, 8 or 16 lines of floats are turned four terms at a time, in lanes of four, and vectors of 2, 4 or 8
/// lines of doubles two terms at a time, in lanes of two; the longest are a line of the cache, which is then written at once.
/// </summary>
internal static unsafe class TransposedCopy
{
    private const int Floats = 4, Doubles = 2; // of a lane

    /// <summary>Copies lines, whose terms lie side by side, so that the lines lie side by side.</summary>
    /// <param name="source">The lines.</param>
    /// <param name="sourceStride">From one line to the next.</param>
    /// <param name="lines">How many lines there are.</param>
    /// <param name="depth">How many terms a line has.</param>
    /// <param name="target">The columns.</param>
    /// <param name="targetStride">From one term to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // tier 0 would be slow for too long
    public static void Copy<T>(T* source, long sourceStride, int lines, int depth, T* target, long targetStride)
        where T : unmanaged
    {
        int turned = 0, terms = 0;
        if (typeof(T) == typeof(float))
            (turned, terms) = (Turn((float*)source, sourceStride, lines, depth, (float*)target, targetStride), depth & -Floats);
        else if (typeof(T) == typeof(double))
            (turned, terms) = (Turn((double*)source, sourceStride, lines, depth, (double*)target, targetStride), depth & -Doubles);
        One(source, sourceStride, turned, terms, depth, target, targetStride);
        One(source + turned * sourceStride, sourceStride, lines - turned, 0, depth, target + turned, targetStride);
    }

    private static void One<T>(T* source, long sourceStride, int lines, int term, int depth, T* target, long targetStride) where T : unmanaged
    {
        for (; lines > 0; lines--, source += sourceStride, target++)
        {
            for (var i = term; i < depth; i++)
                target[i * targetStride] = source[i];
        }
    }

    /// <summary>Copies what whole lanes hold, if the processor can interleave vectors; returns of how many lines.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Turn(float* source, long sourceStride, int lines, int depth, float* target, long targetStride)
    {
        var line = 0;
        for (; Avx512F.IsSupported && line <= lines - 16; line += 16)
            Sixteen(source + line * sourceStride, sourceStride, depth, target + line, targetStride);
        for (; Avx.IsSupported && line <= lines - 8; line += 8)
            Eight(source + line * sourceStride, sourceStride, depth, target + line, targetStride);
        for (; (Sse.IsSupported || AdvSimd.Arm64.IsSupported) && line <= lines - 4; line += 4)
            Four(source + line * sourceStride, sourceStride, depth, target + line, targetStride);
        return line;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sixteen(float* source, long stride, int depth, float* target, long targetStride)
    {
        for (var term = 0; term <= depth - Floats; term += Floats, source += Floats, target += Floats * targetStride)
        {
            Vector512<float> a = Lanes(source), b = Lanes(source + stride), c = Lanes(source + 2 * stride), d = Lanes(source + 3 * stride);
            Vector512<float> ac = Avx512F.UnpackLow(a, c), bd = Avx512F.UnpackLow(b, d);
            Avx512F.UnpackLow(ac, bd).Store(target);
            Avx512F.UnpackHigh(ac, bd).Store(target + targetStride);
            (ac, bd) = (Avx512F.UnpackHigh(a, c), Avx512F.UnpackHigh(b, d));
            Avx512F.UnpackLow(ac, bd).Store(target + 2 * targetStride);
            Avx512F.UnpackHigh(ac, bd).Store(target + 3 * targetStride);
        }

        Vector512<float> Lanes(float* at) => Vector512.Create(
            Vector256.Create(Vector128.Load(at), Vector128.Load(at + 4 * stride)),
            Vector256.Create(Vector128.Load(at + 8 * stride), Vector128.Load(at + 12 * stride)));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Eight(float* source, long stride, int depth, float* target, long targetStride)
    {
        for (var term = 0; term <= depth - Floats; term += Floats, source += Floats, target += Floats * targetStride)
        {
            Vector256<float> a = Lanes(source), b = Lanes(source + stride), c = Lanes(source + 2 * stride), d = Lanes(source + 3 * stride);
            Vector256<float> ac = Avx.UnpackLow(a, c), bd = Avx.UnpackLow(b, d);
            Avx.UnpackLow(ac, bd).Store(target);
            Avx.UnpackHigh(ac, bd).Store(target + targetStride);
            (ac, bd) = (Avx.UnpackHigh(a, c), Avx.UnpackHigh(b, d));
            Avx.UnpackLow(ac, bd).Store(target + 2 * targetStride);
            Avx.UnpackHigh(ac, bd).Store(target + 3 * targetStride);
        }

        Vector256<float> Lanes(float* at) => Vector256.Create(Vector128.Load(at), Vector128.Load(at + 4 * stride));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four(float* source, long stride, int depth, float* target, long targetStride)
    {
        for (var term = 0; term <= depth - Floats; term += Floats, source += Floats, target += Floats * targetStride)
        {
            Vector128<float> a = Vector128.Load(source), b = Vector128.Load(source + stride);
            Vector128<float> c = Vector128.Load(source + 2 * stride), d = Vector128.Load(source + 3 * stride);
            Vector128<float> ac = Low(a, c), bd = Low(b, d); // a0 c0 a1 c1, b0 d0 b1 d1
            Low(ac, bd).Store(target);
            High(ac, bd).Store(target + targetStride);
            (ac, bd) = (High(a, c), High(b, d));
            Low(ac, bd).Store(target + 2 * targetStride);
            High(ac, bd).Store(target + 3 * targetStride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Turn(double* source, long sourceStride, int lines, int depth, double* target, long targetStride)
    {
        var line = 0;
        for (; Avx512F.IsSupported && line <= lines - 8; line += 8)
            Eight(source + line * sourceStride, sourceStride, depth, target + line, targetStride);
        for (; Avx.IsSupported && line <= lines - 4; line += 4)
            Four(source + line * sourceStride, sourceStride, depth, target + line, targetStride);
        for (; (Sse2.IsSupported || AdvSimd.Arm64.IsSupported) && line <= lines - 2; line += 2)
            Two(source + line * sourceStride, sourceStride, depth, target + line, targetStride);
        return line;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Eight(double* source, long stride, int depth, double* target, long targetStride)
    {
        for (var term = 0; term <= depth - Doubles; term += Doubles, source += Doubles, target += Doubles * targetStride)
        {
            Vector512<double> a = Lanes(source), b = Lanes(source + stride);
            Avx512F.UnpackLow(a, b).Store(target);
            Avx512F.UnpackHigh(a, b).Store(target + targetStride);
        }

        Vector512<double> Lanes(double* at) => Vector512.Create(
            Vector256.Create(Vector128.Load(at), Vector128.Load(at + 2 * stride)),
            Vector256.Create(Vector128.Load(at + 4 * stride), Vector128.Load(at + 6 * stride)));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four(double* source, long stride, int depth, double* target, long targetStride)
    {
        for (var term = 0; term <= depth - Doubles; term += Doubles, source += Doubles, target += Doubles * targetStride)
        {
            Vector256<double> a = Lanes(source), b = Lanes(source + stride);
            Avx.UnpackLow(a, b).Store(target);
            Avx.UnpackHigh(a, b).Store(target + targetStride);
        }

        Vector256<double> Lanes(double* at) => Vector256.Create(Vector128.Load(at), Vector128.Load(at + 2 * stride));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Two(double* source, long stride, int depth, double* target, long targetStride)
    {
        for (var term = 0; term <= depth - Doubles; term += Doubles, source += Doubles, target += Doubles * targetStride)
        {
            Vector128<double> a = Vector128.Load(source), b = Vector128.Load(source + stride);
            (Sse2.IsSupported ? Sse2.UnpackLow(a, b) : AdvSimd.Arm64.ZipLow(a, b)).Store(target);
            (Sse2.IsSupported ? Sse2.UnpackHigh(a, b) : AdvSimd.Arm64.ZipHigh(a, b)).Store(target + targetStride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Low(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.UnpackLow(a, b) : AdvSimd.Arm64.ZipLow(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> High(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.UnpackHigh(a, b) : AdvSimd.Arm64.ZipHigh(a, b);
}
