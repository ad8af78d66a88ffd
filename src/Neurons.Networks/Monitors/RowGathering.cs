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

    /// <summary>Adds rows to what is gathered, one after the other; sums stay in registers from row to row.</summary>
    /// <param name="by">What is gathered.</param>
    /// <param name="row">The first row.</param>
    /// <param name="stride">The bytes from one row to the next; negative where the last comes first.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="count">The elements of a row.</param>
    /// <param name="into">Where each is added.</param>
    public static unsafe void Add(Gathering by, float* row, nint stride, int rows, int count, float* into)
    {
        switch (by)
        {
            case Gathering.Sum: Add<Sums>(row, stride, rows, count, into); break;
            case Gathering.Squares: Add<Squares>(row, stride, rows, count, into); break;
            case Gathering.Largest: Add<Largest>(row, stride, rows, count, into); break;
            case Gathering.Smallest: Add<Smallest>(row, stride, rows, count, into); break;
            default: Add<NonZeros>(row, stride, rows, count, into); break;
        }
    }

    private static unsafe void Add<TGather>(float* row, nint stride, int rows, int count, float* into) where TGather : struct, IGather
    {
        var width = Vector<float>.Count;
        var i = 0;
        for (; i <= count - (4 * width); i += 4 * width)
        {
            var sums = (Vector<float>*)(into + i);
            var (a, b, c, d) = (sums[0], sums[1], sums[2], sums[3]);
            var next = (byte*)(row + i);
            for (var r = 0; r < rows; r++, next += stride)
            {
                var values = (Vector<float>*)next;
                a = TGather.Next(a, values[0]);
                b = TGather.Next(b, values[1]);
                c = TGather.Next(c, values[2]);
                d = TGather.Next(d, values[3]);
            }
            (sums[0], sums[1], sums[2], sums[3]) = (a, b, c, d);
        }
        for (; i < count; i++)
        {
            var sum = new Vector<float>(into[i]);
            var next = (byte*)(row + i);
            for (var r = 0; r < rows; r++, next += stride) sum = TGather.Next(sum, new Vector<float>(*(float*)next));
            into[i] = sum[0];
        }
    }

    private interface IGather
    {
        static abstract Vector<float> Next(Vector<float> sum, Vector<float> value);
    }

    private readonly struct Sums : IGather
    {
        public static Vector<float> Next(Vector<float> sum, Vector<float> value) => sum + value;
    }

    private readonly struct Squares : IGather
    {
        public static Vector<float> Next(Vector<float> sum, Vector<float> value) => sum + (value * value);
    }

    private readonly struct Largest : IGather
    {
        public static Vector<float> Next(Vector<float> sum, Vector<float> value) => Vector.Max(sum, value);
    }

    private readonly struct Smallest : IGather
    {
        public static Vector<float> Next(Vector<float> sum, Vector<float> value) => Vector.Min(sum, value);
    }

    private readonly struct NonZeros : IGather
    {
        public static Vector<float> Next(Vector<float> sum, Vector<float> value) =>
            sum + Vector.ConditionalSelect(Vector.Equals(value, Vector<float>.Zero), Vector<float>.Zero, Vector<float>.One);
    }

    private sealed unsafe class Work(nint values, int width, int rows, Gathering[] wanted, nint[] sums) : IWork
    {
        /// <summary>Rows that are read side by side.</summary>
        private const int Rows = 8;

        public void Run(int worker, int item)
        {
            var (start, count) = (item * Block, Math.Min(Block, width - (item * Block)));
            for (var t = 0; t < rows; t += Rows)
            {
                var row = (float*)values + ((long)t * width) + start;
                for (var g = 0; g < wanted.Length; g++)
                    Add(wanted[g], row, (nint)width * sizeof(float), Math.Min(Rows, rows - t), count, (float*)sums[g] + start);
            }
        }
    }
}
