using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>What is gathered of rows, an element each, in the order of the rows: a block of elements over all rows before the next.</summary>
internal static class RowGathering
{
    /// <summary>The elements of a block: its rows of all steps stay in a cache.</summary>
    private const int Block = 2048;

    /// <summary>What gathering begins with.</summary>
    public static float Start(Gathering by) => by switch
    {
        Gathering.Largest => float.NegativeInfinity,
        Gathering.Smallest => float.PositiveInfinity,
        _ => 0,
    };

    /// <summary>Gathers rows that lie one after the other.</summary>
    /// <param name="values">So many rows.</param>
    /// <param name="width">The elements of a row.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="wanted">What is gathered.</param>
    /// <param name="into">Where each is added, [width].</param>
    public static unsafe void Run(ReadOnlySpan<float> values, int width, int rows, Gathering[] wanted, Tensor<float>[] into)
    {
        if (width == 0 || rows == 0) return;
        using var lease = new Lease();
        var sums = Array.ConvertAll(wanted, _ => (nint)0);
        for (var g = 0; g < sums.Length; g++) sums[g] = lease.Write("into", into[g]);
        fixed (float* first = values) Parallelism.Run((width + Block - 1) / Block, new Work((nint)first, width, rows, wanted, sums));
    }

    /// <summary>Adds a row to what is gathered.</summary>
    public static void Add(Gathering by, ReadOnlySpan<float> row, Span<float> into)
    {
        switch (by)
        {
            case Gathering.Sum: TensorPrimitives.Add(into, row, into); break;
            case Gathering.Squares: TensorPrimitives.MultiplyAdd(row, row, into, into); break;
            case Gathering.Largest: TensorPrimitives.Max(into, row, into); break;
            case Gathering.Smallest: TensorPrimitives.Min(into, row, into); break;
            default: AddNonZero(row, into); break;
        }
    }

    private static void AddNonZero(ReadOnlySpan<float> row, Span<float> into)
    {
        var i = 0;
        for (; i <= row.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var isZero = Vector.Equals(new Vector<float>(row[i..]), Vector<float>.Zero);
            (new Vector<float>(into[i..]) + Vector.ConditionalSelect(isZero, Vector<float>.Zero, Vector<float>.One)).CopyTo(into[i..]);
        }
        for (; i < row.Length; i++) into[i] += row[i] != 0 ? 1 : 0;
    }

    private sealed unsafe class Work(nint values, int width, int rows, Gathering[] wanted, nint[] sums) : IWork
    {
        public void Run(int worker, int item)
        {
            var (start, count) = (item * Block, Math.Min(Block, width - (item * Block)));
            for (var t = 0; t < rows; t++)
            {
                var row = new ReadOnlySpan<float>((float*)values + ((long)t * width) + start, count);
                for (var g = 0; g < wanted.Length; g++) Add(wanted[g], row, new Span<float>((float*)sums[g] + start, count));
            }
        }
    }
}
