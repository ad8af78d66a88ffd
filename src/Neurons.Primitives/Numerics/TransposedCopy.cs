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
        if (typeof(T) == typeof(float) || typeof(T) == typeof(double))
        {
            terms = depth & -Vector128<T>.Count;
            if (Avx512F.IsSupported)
                Turn<T, Turned512<T>>(source, sourceStride, lines, depth, target, targetStride, ref turned);
            if (Avx.IsSupported)
                Turn<T, Turned256<T>>(source, sourceStride, lines, depth, target, targetStride, ref turned);
            if (Sse2.IsSupported || AdvSimd.Arm64.IsSupported)
                Turn<T, Turned128<T>>(source, sourceStride, lines, depth, target, targetStride, ref turned);
        }
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

    /// <summary>Copies the next lines that fill vectors, as many of their terms as fill lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Turn<T, TTurned>(T* source, long sourceStride, int lines, int depth, T* target, long targetStride, ref int line)
        where T : unmanaged
        where TTurned : unmanaged, ITurned<TTurned, T>
    {
        for (; line <= lines - sizeof(TTurned) / sizeof(T); line += sizeof(TTurned) / sizeof(T))
        {
            T* from = source + line * sourceStride, to = target + line;
            for (var term = 0; term <= depth - Vector128<T>.Count; term += Vector128<T>.Count, from += Vector128<T>.Count)
            {
                TTurned a = TTurned.Gather(from, sourceStride), b = TTurned.Gather(from + sourceStride, sourceStride);
                if (typeof(T) == typeof(float))
                {
                    TTurned c = TTurned.Gather(from + 2 * sourceStride, sourceStride), d = TTurned.Gather(from + 3 * sourceStride, sourceStride);
                    Pair(TTurned.Low(a, c), TTurned.Low(b, d)); // a0 c0 a1 c1, b0 d0 b1 d1
                    Pair(TTurned.High(a, c), TTurned.High(b, d));
                }
                else
                    Pair(a, b);
            }

            void Pair(TTurned left, TTurned right)
            {
                TTurned.Low(left, right).Store(to);
                TTurned.High(left, right).Store(to + targetStride);
                to += 2 * targetStride;
            }
        }
    }

    /// <summary>A vector of lanes of 128 bits, with the terms of a line in each.</summary>
    private interface ITurned<TSelf, T>
        where T : unmanaged
    {
        /// <summary>A lane's terms of every line that is a multiple of as many from the first.</summary>
        static abstract TSelf Gather(T* at, long stride);

        /// <summary>The first halves of two vectors' lanes, term by term in turn.</summary>
        static abstract TSelf Low(TSelf a, TSelf b);

        /// <summary>The second halves.</summary>
        static abstract TSelf High(TSelf a, TSelf b);

        void Store(T* target);
    }

    private readonly struct Turned512<T>(Vector512<T> lanes) : ITurned<Turned512<T>, T>
        where T : unmanaged
    {
        private readonly Vector512<T> _lanes = lanes;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Turned512<T> Gather(T* at, long stride) => new(Vector512.Create(
            Turned256<T>.Lanes(at, stride), Turned256<T>.Lanes(at + 2 * Vector128<T>.Count * stride, stride)));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Turned512<T> Low(Turned512<T> a, Turned512<T> b) => new(typeof(T) == typeof(float)
            ? Avx512F.UnpackLow(a._lanes.AsSingle(), b._lanes.AsSingle()).As<float, T>()
            : Avx512F.UnpackLow(a._lanes.AsDouble(), b._lanes.AsDouble()).As<double, T>());

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Turned512<T> High(Turned512<T> a, Turned512<T> b) => new(typeof(T) == typeof(float)
            ? Avx512F.UnpackHigh(a._lanes.AsSingle(), b._lanes.AsSingle()).As<float, T>()
            : Avx512F.UnpackHigh(a._lanes.AsDouble(), b._lanes.AsDouble()).As<double, T>());

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Store(T* target) => _lanes.Store(target);
    }

    private readonly struct Turned256<T>(Vector256<T> lanes) : ITurned<Turned256<T>, T>
        where T : unmanaged
    {
        private readonly Vector256<T> _lanes = lanes;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> Lanes(T* at, long stride) =>
            Vector256.Create(Vector128.Load(at), Vector128.Load(at + Vector128<T>.Count * stride));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Turned256<T> Gather(T* at, long stride) => new(Lanes(at, stride));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Turned256<T> Low(Turned256<T> a, Turned256<T> b) => new(typeof(T) == typeof(float)
            ? Avx.UnpackLow(a._lanes.AsSingle(), b._lanes.AsSingle()).As<float, T>()
            : Avx.UnpackLow(a._lanes.AsDouble(), b._lanes.AsDouble()).As<double, T>());

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Turned256<T> High(Turned256<T> a, Turned256<T> b) => new(typeof(T) == typeof(float)
            ? Avx.UnpackHigh(a._lanes.AsSingle(), b._lanes.AsSingle()).As<float, T>()
            : Avx.UnpackHigh(a._lanes.AsDouble(), b._lanes.AsDouble()).As<double, T>());

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Store(T* target) => _lanes.Store(target);
    }

    private readonly struct Turned128<T>(Vector128<T> lanes) : ITurned<Turned128<T>, T>
        where T : unmanaged
    {
        private readonly Vector128<T> _lanes = lanes;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Turned128<T> Gather(T* at, long stride) => new(Vector128.Load(at));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Turned128<T> Low(Turned128<T> a, Turned128<T> b) => new(typeof(T) == typeof(float)
            ? (Sse2.IsSupported ? Sse.UnpackLow(a._lanes.AsSingle(), b._lanes.AsSingle())
                : AdvSimd.Arm64.ZipLow(a._lanes.AsSingle(), b._lanes.AsSingle())).As<float, T>()
            : (Sse2.IsSupported ? Sse2.UnpackLow(a._lanes.AsDouble(), b._lanes.AsDouble())
                : AdvSimd.Arm64.ZipLow(a._lanes.AsDouble(), b._lanes.AsDouble())).As<double, T>());

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Turned128<T> High(Turned128<T> a, Turned128<T> b) => new(typeof(T) == typeof(float)
            ? (Sse2.IsSupported ? Sse.UnpackHigh(a._lanes.AsSingle(), b._lanes.AsSingle())
                : AdvSimd.Arm64.ZipHigh(a._lanes.AsSingle(), b._lanes.AsSingle())).As<float, T>()
            : (Sse2.IsSupported ? Sse2.UnpackHigh(a._lanes.AsDouble(), b._lanes.AsDouble())
                : AdvSimd.Arm64.ZipHigh(a._lanes.AsDouble(), b._lanes.AsDouble())).As<double, T>());

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Store(T* target) => _lanes.Store(target);
    }
}
