using System.Numerics;
using System.Runtime.CompilerServices;

namespace Neurons.Networks;

/// <summary>Sums over the samples of each channel of [samples, channels, size], and the maps that batch normalisation is made of.</summary>
/// <remarks>Sums are in float64, in an order that follows from the shape.</remarks>
internal static unsafe class ChannelNormalization
{
    /// <summary>For each channel the mean, and the mean of the squared distance from it.</summary>
    public static void Moments<T>(T* x, int samples, int channels, int size, double* mean, double* variance)
        where T : unmanaged, INumber<T>
    {
        var count = Math.Max(1.0, (double)samples * size);
        Sums<T>.Run(x, null, null, samples, channels, size, null, mean);
        for (var c = 0; c < channels; c++)
            mean[c] /= count;
        Sums<T>.Run(x, null, mean, samples, channels, size, null, variance);
        for (var c = 0; c < channels; c++)
            variance[c] /= count;
    }

    /// <summary>For each channel Σ dy, and Σ dy · (x - mean).</summary>
    public static void GradientSums<T>(
        T* x, T* dy, double* mean, int samples, int channels, int size, double* sum, double* product)
        where T : unmanaged, INumber<T> => Sums<T>.Run(x, dy, mean, samples, channels, size, sum, product);

    /// <summary>y = scale · (x - center) + offset + ofDy · dy, with numbers of each channel; dy may be null.</summary>
    public static void Map<T>(
        T* x, T* dy, T* y, int samples, int channels, int size, T* center, T* scale, T* offset, T* ofDy)
        where T : unmanaged, INumber<T>
    {
        var work = new MapWork<T>(x, dy, y, samples, channels, size, center, scale, offset, ofDy);
        Parallelism.Run((samples + work.Together - 1) / work.Together, work);
    }

    /// <summary>
    /// Two sums of some channels: Σ second, and Σ second · (first - center). Without second the latter is Σ (first - center)²; without
    /// center as well, Σ first.
    /// </summary>
    private sealed class Sums<T>(
        T* first, T* second, double* center, int samples, int channels, int size, int together, double* sum, double* product) : IWork
        where T : unmanaged, INumber<T>
    {
        public static void Run(
            T* first, T* second, double* center, int samples, int channels, int size, double* sum, double* product)
        {
            // a cache line of each sample at least
            var together = Math.Max(1, 64 / sizeof(T) / Math.Max(1, size));
            var work = new Sums<T>(first, second, center, samples, channels, size, together, sum, product);
            Parallelism.Run((channels + together - 1) / together, work);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)] // tier 0 would be slow for too long
        void IWork.Run(int worker, int item)
        {
            var (begin, end) = (item * together, Math.Min(channels, (item + 1) * together));
            for (var c = begin; c < end; c++)
            {
                product[c] = 0;
                if (sum != null)
                    sum[c] = 0;
            }
            for (var sample = 0; sample < samples; sample++)
            {
                var at = ((long)sample * channels + begin) * size;
                for (var c = begin; c < end; c++, at += size)
                {
                    var a = first + at;
                    product[c] += center == null ? Sum(a, size)
                        : second == null ? SquaredDistance(a, size, center[c])
                        : Product(second + at, a, size, center[c]);
                    if (sum != null)
                        sum[c] += Sum(second + at, size);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static double Sum(T* a, int count)
        {
            double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
            var i = 0;
            for (; i <= count - 4; i += 4)
            {
                s0 += double.CreateTruncating(a[i]);
                s1 += double.CreateTruncating(a[i + 1]);
                s2 += double.CreateTruncating(a[i + 2]);
                s3 += double.CreateTruncating(a[i + 3]);
            }
            for (; i < count; i++)
                s0 += double.CreateTruncating(a[i]);
            return (s0 + s1) + (s2 + s3);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static double SquaredDistance(T* a, int count, double center)
        {
            double s0 = 0, s1 = 0;
            var i = 0;
            for (; i <= count - 2; i += 2)
            {
                var (d0, d1) = (double.CreateTruncating(a[i]) - center, double.CreateTruncating(a[i + 1]) - center);
                s0 += d0 * d0;
                s1 += d1 * d1;
            }
            for (; i < count; i++)
            {
                var d = double.CreateTruncating(a[i]) - center;
                s0 += d * d;
            }
            return s0 + s1;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static double Product(T* a, T* b, int count, double center)
        {
            double s0 = 0, s1 = 0;
            var i = 0;
            for (; i <= count - 2; i += 2)
            {
                s0 += double.CreateTruncating(a[i]) * (double.CreateTruncating(b[i]) - center);
                s1 += double.CreateTruncating(a[i + 1]) * (double.CreateTruncating(b[i + 1]) - center);
            }
            for (; i < count; i++)
                s0 += double.CreateTruncating(a[i]) * (double.CreateTruncating(b[i]) - center);
            return s0 + s1;
        }
    }

    /// <summary>The map over some samples.</summary>
    private sealed class MapWork<T>(
        T* x, T* dy, T* y, int samples, int channels, int size, T* center, T* scale, T* offset, T* ofDy) : IWork
        where T : unmanaged, INumber<T>
    {
        public int Together { get; } = (int)Math.Max(1, 16384 / Math.Max(1, (long)channels * size));

        [MethodImpl(MethodImplOptions.AggressiveOptimization)] // tier 0 would be slow for too long
        public void Run(int worker, int item)
        {
            var end = Math.Min(samples, (item + 1) * Together);
            for (var sample = item * Together; sample < end; sample++)
            {
                var at = (long)sample * channels * size;
                if (size == 1)
                {
                    Across(at);
                    continue;
                }
                for (var c = 0; c < channels; c++, at += size)
                    Channel(at, center[c], scale[c], offset[c], dy == null ? T.Zero : ofDy[c]);
            }
        }

        private void Channel(long at, T center, T scale, T offset, T ofDy)
        {
            T* from = x + at, to = y + at, outer = dy + at;
            var i = 0;
            if (dy == null)
            {
                for (; i <= size - Vector<T>.Count; i += Vector<T>.Count)
                    ((Vector.Load(from + i) - new Vector<T>(center)) * scale + new Vector<T>(offset)).Store(to + i);
                for (; i < size; i++)
                    to[i] = (from[i] - center) * scale + offset;
                return;
            }
            for (; i <= size - Vector<T>.Count; i += Vector<T>.Count)
            {
                var own = (Vector.Load(from + i) - new Vector<T>(center)) * scale + new Vector<T>(offset);
                (own + Vector.Load(outer + i) * ofDy).Store(to + i);
            }
            for (; i < size; i++)
                to[i] = (from[i] - center) * scale + offset + outer[i] * ofDy;
        }

        /// <summary>All channels of a sample, where each is one number.</summary>
        private void Across(long at)
        {
            T* from = x + at, to = y + at, outer = dy + at;
            var c = 0;
            for (; c <= channels - Vector<T>.Count; c += Vector<T>.Count)
            {
                var own = (Vector.Load(from + c) - Vector.Load(center + c)) * Vector.Load(scale + c) + Vector.Load(offset + c);
                (dy == null ? own : own + Vector.Load(outer + c) * Vector.Load(ofDy + c)).Store(to + c);
            }
            for (; c < channels; c++)
            {
                var own = (from[c] - center[c]) * scale[c] + offset[c];
                to[c] = dy == null ? own : own + outer[c] * ofDy[c];
            }
        }
    }
}
