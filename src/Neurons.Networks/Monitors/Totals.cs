namespace Neurons.Networks;

/// <summary>Sums over all numbers of a signal, in an order that neither threads nor the width of vectors change.</summary>
internal static unsafe class Totals
{
    private const int Block = 4096;

    /// <summary>The sum of some numbers.</summary>
    public static double Of(ReadOnlySpan<float> values)
    {
        var sum = new double[1];
        Add(values, [Gathering.Sum], sum);
        return sum[0];
    }

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
            var values = new ReadOnlySpan<float>((float*)first + ((long)item * Block), Math.Min(Block, count - (item * Block)));
            for (var g = 0; g < wanted.Length; g++)
            {
                Sums[(item * wanted.Length) + g] = wanted[g] switch
                {
                    Gathering.Sum => FixedSum.Of(values),
                    Gathering.Squares => FixedSum.OfSquares(values),
                    _ => values.Length - SignalScan.ZerosAndOnes(values).Zeros,
                };
            }
        }
    }
}
