using System.Numerics;
using System.Runtime.CompilerServices;

namespace Neurons.Networks;

/// <summary>Layer normalisation: each row of a matrix gets mean 0 and variance 1, then a scale and an offset for each column.</summary>
/// <remarks>Means are in float64, and computed again for the gradient. Sums follow from the shape alone.</remarks>
internal static unsafe class RowNormalization
{
    private const int MostPartialSums = 32;

    /// <summary>The parts of the rows whose gradients of scale and offset are added at the end.</summary>
    public static int PartialSums(long rows) => (int)Math.Clamp(rows, 1, MostPartialSums);

    /// <summary>y of x; scale and offset may be null for 1 and 0.</summary>
    public static void Forward<T>(T* x, T* scale, T* offset, T* y, int rows, int width, double epsilon)
        where T : unmanaged, INumber<T>
    {
        var work = new ForwardWork<T>(x, scale, offset, y, rows, width, epsilon);
        Parallelism.Run((rows + work.Together - 1) / work.Together, work);
    }

    /// <summary>The gradients by x, scale and offset, each unless it is null.</summary>
    public static void Gradient<T>(T* x, T* scale, T* dy, T* dx, T* dScale, T* dOffset, int rows, int width, double epsilon)
        where T : unmanaged, INumber<T>
    {
        var parts = PartialSums(rows);
        using var sums = NativeBuffer.Rent((parts + 1L) * 2 * width * sizeof(T));
        var total = (T*)sums.Address;
        var partial = total + 2L * width;
        Parallelism.Run(parts, new GradientWork<T>(x, scale, dy, dx, partial, rows, width, parts, epsilon));
        Matrices.SumRows(new ReadOnlySpan<T>(partial, parts * 2 * width), parts, 2 * width, new Span<T>(total, 2 * width));
        if (dScale != null)
            new Span<T>(total, width).CopyTo(new Span<T>(dScale, width));
        if (dOffset != null)
            new Span<T>(total + width, width).CopyTo(new Span<T>(dOffset, width));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (double Mean, double Inverse) Moments<T>(T* row, int width, double epsilon)
        where T : unmanaged, INumber<T>
    {
        double mean = 0, variance = 0;
        for (var i = 0; i < width; i++)
            mean += double.CreateTruncating(row[i]);
        mean /= width;
        for (var i = 0; i < width; i++)
        {
            var distance = double.CreateTruncating(row[i]) - mean;
            variance += distance * distance;
        }
        return (mean, 1 / Math.Sqrt(variance / width + epsilon));
    }

    private sealed class ForwardWork<T>(T* x, T* scale, T* offset, T* y, int rows, int width, double epsilon) : IWork
        where T : unmanaged, INumber<T>
    {
        public int Together { get; } = Math.Max(1, 16384 / Math.Max(1, width));

        [MethodImpl(MethodImplOptions.AggressiveOptimization)] // tier 0 would be slow for too long
        public void Run(int worker, int item)
        {
            var end = Math.Min(rows, (item + 1) * Together);
            for (var row = item * Together; row < end; row++)
            {
                T* from = x + (long)row * width, to = y + (long)row * width;
                var (mean, inverse) = Moments(from, width, epsilon);
                var (center, factor) = (T.CreateTruncating(mean), T.CreateTruncating(inverse));
                for (var i = 0; i < width; i++)
                {
                    var value = (from[i] - center) * factor;
                    if (scale != null)
                        value *= scale[i];
                    to[i] = offset == null ? value : value + offset[i];
                }
            }
        }
    }

    private sealed class GradientWork<T>(
        T* x, T* scale, T* dy, T* dx, T* sums, int rows, int width, int parts, double epsilon) : IWork
        where T : unmanaged, INumber<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)] // tier 0 would be slow for too long
        public void Run(int worker, int item)
        {
            var dScale = sums + item * 2L * width;
            var dOffset = dScale + width;
            new Span<T>(dScale, 2 * width).Clear();
            var (first, end) = ((int)((long)rows * item / parts), (int)((long)rows * (item + 1) / parts));
            for (var row = first; row < end; row++)
            {
                T* from = x + (long)row * width, outer = dy + (long)row * width;
                var (mean, inverse) = Moments(from, width, epsilon);
                double sum = 0, product = 0;
                for (var i = 0; i < width; i++)
                {
                    var normalized = (double.CreateTruncating(from[i]) - mean) * inverse;
                    var gradient = double.CreateTruncating(outer[i]);
                    dScale[i] += T.CreateTruncating(gradient * normalized);
                    dOffset[i] += outer[i];
                    if (scale != null)
                        gradient *= double.CreateTruncating(scale[i]);
                    sum += gradient;
                    product += gradient * normalized;
                }
                if (dx == null)
                    continue;
                var to = dx + (long)row * width;
                for (var i = 0; i < width; i++)
                {
                    var normalized = (double.CreateTruncating(from[i]) - mean) * inverse;
                    var gradient = double.CreateTruncating(outer[i]);
                    if (scale != null)
                        gradient *= double.CreateTruncating(scale[i]);
                    to[i] = T.CreateTruncating(inverse * (gradient - (sum + normalized * product) / width));
                }
            }
        }
    }
}
