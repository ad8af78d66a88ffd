using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Neurons.Networks;

/// <summary>Sums over all numbers of a signal, in an order that neither threads nor the width of vectors change.</summary>
internal static unsafe class Totals
{
    private const int Block = 4096;

    /// <summary>Adds the sums of some numbers to others.</summary>
    /// <param name="values">The numbers.</param>
    /// <param name="wanted">What is summed of each: itself, its square, or 1 unless it is 0.</param>
    /// <param name="into">A sum for each.</param>
    public static void Add(ReadOnlySpan<float> values, Gathering[] wanted, double[] into)
    {
        if (values.Length == 0) return;
        fixed (float* first = values)
        {
            var work = new Work((nint)first, values.Length, wanted);
            Parallelism.Run((values.Length + Block - 1) / Block, work);
            for (var i = 0; i < work.Sums.Length; i++) into[i % wanted.Length] += work.Sums[i];
        }
    }

    private sealed class Work(nint first, int count, Gathering[] wanted) : IWork
    {
        public double[] Sums { get; } = new double[(count + Block - 1) / Block * wanted.Length];

        public void Run(int worker, int item)
        {
            var values = (float*)first + ((long)item * Block);
            var here = Math.Min(Block, count - (item * Block));
            for (var g = 0; g < wanted.Length; g++)
            {
                Sums[(item * wanted.Length) + g] = wanted[g] switch
                {
                    Gathering.Sum => Sum<Itself>(values, here),
                    Gathering.Squares => Sum<Square>(values, here),
                    _ => Sum<NotZero>(values, here),
                };
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // tier 0 would be slow for too long
    private static double Sum<TOf>(float* values, int count) where TOf : struct, IOf
    {
        var (low, high) = (Vector256<float>.Zero, Vector256<float>.Zero);
        var i = 0;
        for (; i <= count - 16; i += 16)
        {
            low += TOf.Of(Vector256.Load(values + i));
            high += TOf.Of(Vector256.Load(values + i + 8));
        }
        var sum = 0.0;
        for (var lane = 0; lane < 8; lane++) sum += (double)low[lane] + high[lane];
        for (; i < count; i++) sum += TOf.Of(Vector256.Create(values[i]))[0];
        return sum;
    }

    private interface IOf
    {
        static abstract Vector256<float> Of(Vector256<float> values);
    }

    private readonly struct Itself : IOf
    {
        public static Vector256<float> Of(Vector256<float> values) => values;
    }

    private readonly struct Square : IOf
    {
        public static Vector256<float> Of(Vector256<float> values) => values * values;
    }

    private readonly struct NotZero : IOf
    {
        public static Vector256<float> Of(Vector256<float> values) =>
            Vector256.ConditionalSelect(Vector256.Equals(values, Vector256<float>.Zero), Vector256<float>.Zero, Vector256<float>.One);
    }
}
