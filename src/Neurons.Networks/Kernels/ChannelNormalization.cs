using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Neurons.Networks;

/// <summary>Sums over the samples of each channel of [samples, channels, size], and the maps that batch normalisation is made of.</summary>
/// <remarks>Sums are in float64, four numbers at a time on every processor, in an order that follows from the shape.</remarks>
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
    /// Two sums of each channel over some of the samples: Σ second, and Σ second · (first - center). Without second the latter is
    /// Σ (first - center)²; without center as well, Σ first. Samples are read as they lie in memory; the parts follow from the shape.
    /// </summary>
    private sealed class Sums<T>(
        T* first, T* second, double* center, int samples, int channels, int size, int parts, double* partial) : IWork
        where T : unmanaged, INumber<T>
    {
        private const int PartSize = 1 << 15, MostParts = 64;

        public static void Run(
            T* first, T* second, double* center, int samples, int channels, int size, double* sum, double* product)
        {
            var parts = (int)Math.Clamp((long)samples * channels * size / PartSize, 1, Math.Min(MostParts, Math.Max(1, samples)));
            using var scratch = NativeBuffer.Rent(2L * parts * channels * sizeof(double));
            var partial = (double*)scratch.Address;
            Parallelism.Run(parts, new Sums<T>(first, second, center, samples, channels, size, parts, partial));
            for (var c = 0; c < channels; c++)
            {
                double products = 0, sums = 0;
                for (var part = 0; part < parts; part++)
                {
                    products += partial[(2L * part * channels) + c];
                    sums += partial[(((2L * part) + 1) * channels) + c];
                }
                product[c] = products;
                if (sum != null)
                    sum[c] = sums;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)] // tier 0 would be slow for too long
        void IWork.Run(int worker, int item)
        {
            var product = partial + (2L * item * channels);
            var sum = product + channels;
            new Span<double>(product, 2 * channels).Clear();
            var (begin, end) = ((long)samples * item / parts, (long)samples * (item + 1) / parts);
            for (var sample = begin; sample < end; sample++)
            {
                var at = sample * channels * size;
                for (var c = 0; c < channels; c++, at += size)
                {
                    var a = first + at;
                    product[c] += center == null ? Sum(a, size)
                        : second == null ? SquaredDistance(a, size, center[c])
                        : Product(second + at, a, size, center[c]);
                    if (second != null)
                        sum[c] += Sum(second + at, size);
                }
            }
        }

        /// <summary>Four numbers in float64.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector256<double> Wide(T* numbers)
        {
            if (typeof(T) == typeof(double)) return Vector256.Load((double*)numbers);
            if (typeof(T) == typeof(float)) return Vector256.WidenLower(Vector128.Load((float*)numbers).ToVector256Unsafe());
            return Vector256.Create(
                double.CreateTruncating(numbers[0]), double.CreateTruncating(numbers[1]),
                double.CreateTruncating(numbers[2]), double.CreateTruncating(numbers[3]));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static double Across(Vector256<double> lanes, Vector256<double> others)
        {
            lanes += others;
            return (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static double Sum(T* a, int count)
        {
            Vector256<double> s0 = Vector256<double>.Zero, s1 = Vector256<double>.Zero;
            var i = 0;
            for (; i <= count - 8; i += 8)
            {
                s0 += Wide(a + i);
                s1 += Wide(a + i + 4);
            }
            var sum = i == 0 ? 0 : Across(s0, s1);
            for (; i < count; i++)
                sum += double.CreateTruncating(a[i]);
            return sum;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static double SquaredDistance(T* a, int count, double center)
        {
            Vector256<double> s0 = Vector256<double>.Zero, s1 = Vector256<double>.Zero, c = Vector256.Create(center);
            var i = 0;
            for (; i <= count - 8; i += 8)
            {
                var (d0, d1) = (Wide(a + i) - c, Wide(a + i + 4) - c);
                s0 += d0 * d0;
                s1 += d1 * d1;
            }
            var sum = i == 0 ? 0 : Across(s0, s1);
            for (; i < count; i++)
            {
                var d = double.CreateTruncating(a[i]) - center;
                sum += d * d;
            }
            return sum;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static double Product(T* a, T* b, int count, double center)
        {
            Vector256<double> s0 = Vector256<double>.Zero, s1 = Vector256<double>.Zero, c = Vector256.Create(center);
            var i = 0;
            for (; i <= count - 8; i += 8)
            {
                s0 += Wide(a + i) * (Wide(b + i) - c);
                s1 += Wide(a + i + 4) * (Wide(b + i + 4) - c);
            }
            var sum = i == 0 ? 0 : Across(s0, s1);
            for (; i < count; i++)
                sum += double.CreateTruncating(a[i]) * (double.CreateTruncating(b[i]) - center);
            return sum;
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
