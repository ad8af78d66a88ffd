namespace Neurons.Networks;

/// <summary>
/// What all numbers of a signal give together: sums, in an order that neither threads nor the width of vectors change, or the largest and smallest.
/// </summary>
internal static unsafe class Totals
{
    private const int Block = 4096;

    /// <summary>So many sums go side by side: an addition takes some cycles.</summary>
    private const int Columns = 32;

    /// <summary>The total of what neurons have gathered each.</summary>
    public static double Of(ReadOnlySpan<float> gathered, Gathering by)
    {
        var join = by is Gathering.Largest or Gathering.Smallest ? by : Gathering.Sum;
        double[] total = [RowGathering.Start(join)];
        Add(gathered, [join], total);
        return total[0];
    }

    /// <summary>Two totals in one.</summary>
    public static double Join(Gathering by, double one, double other) => by switch
    {
        Gathering.Largest => Math.Max(one, other),
        Gathering.Smallest => Math.Min(one, other),
        _ => one + other,
    };

    /// <summary>Adds some numbers to totals.</summary>
    /// <param name="values">The numbers.</param>
    /// <param name="wanted">What is gathered of them.</param>
    /// <param name="into">A total for each, which begins with <see cref="RowGathering.Start"/>.</param>
    public static void Add(ReadOnlySpan<float> values, Gathering[] wanted, double[] into)
    {
        if (values.Length == 0) return;
        fixed (float* first = values)
        {
            var work = new Work((nint)first, values.Length, wanted);
            Parallelism.Run((values.Length + Block - 1) / Block, work);
            for (var i = 0; i < work.Totals.Length; i++)
                into[i % wanted.Length] = Join(wanted[i % wanted.Length], into[i % wanted.Length], work.Totals[i]);
        }
    }

    private sealed class Work(nint first, int count, Gathering[] wanted) : IWork
    {
        public double[] Totals { get; } = new double[(count + Block - 1) / Block * wanted.Length];

        public void Run(int worker, int item)
        {
            var values = (float*)first + ((long)item * Block);
            var (rows, rest) = Math.DivRem(Math.Min(Block, count - (item * Block)), Columns);
            var columns = stackalloc float[Columns];
            for (var g = 0; g < wanted.Length; g++)
            {
                new Span<float>(columns, Columns).Fill(RowGathering.Start(wanted[g]));
                RowGathering.Add(wanted[g], values, Columns * sizeof(float), rows, Columns, columns);
                RowGathering.Add(wanted[g], values + (rows * Columns), 0, 1, rest, columns);
                double total = columns[0];
                for (var c = 1; c < Columns; c++) total = Join(wanted[g], total, columns[c]);
                Totals[(item * wanted.Length) + g] = total;
            }
        }
    }
}
