using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>What there is in a signal: whether all numbers are 0 or 1, and how many are not 0.</summary>
/// <param name="IsBinary">Whether all numbers are 0 or 1.</param>
/// <param name="NonZero">How many are not 0.</param>
/// <param name="Count">How many numbers there are; one row of a signal that stays the same.</param>
internal readonly record struct SignalScan(bool IsBinary, long NonZero, long Count)
{
    private const int Block = 1 << 14;

    public static SignalScan Of(Signal signal)
    {
        if (signal.IsNone) return new(true, 0, 0);
        if (signal.Bits is { } bits) return new(true, bits.Count(), (long)bits.Steps * bits.PerStep);
        return Of(signal.Values);
    }

    public static unsafe SignalScan Of(Tensor<float> values)
    {
        var all = values.ReadOnlySpan();
        if (all.Length == 0) return new(true, 0, 0);
        fixed (float* first = all)
        {
            var work = new Scan((nint)first, all.Length);
            Parallelism.Run(work.Items, work);
            return new(work.IsBinary, work.NonZero.Sum(), all.Length);
        }
    }

    /// <summary>How many of some numbers are 0, and 1.</summary>
    public static (int Zeros, int Ones) ZerosAndOnes(ReadOnlySpan<float> values)
    {
        var (zeros, ones) = (Vector<int>.Zero, Vector<int>.Zero);
        var i = 0;
        for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var some = new Vector<float>(values[i..]);
            zeros -= Vector.Equals(some, Vector<float>.Zero);
            ones -= Vector.Equals(some, Vector<float>.One);
        }
        var (zero, one) = (Vector.Sum(zeros), Vector.Sum(ones));
        for (; i < values.Length; i++)
        {
            zero += values[i] == 0 ? 1 : 0;
            one += values[i] == 1 ? 1 : 0;
        }
        return (zero, one);
    }

    private sealed unsafe class Scan(nint first, int count) : IWork
    {
        private int _notBinary;

        public int Items { get; } = (count + Block - 1) / Block;

        public long[] NonZero { get; } = new long[(count + Block - 1) / Block];

        public bool IsBinary => _notBinary == 0;

        public void Run(int worker, int item)
        {
            var start = item * Block;
            var values = new ReadOnlySpan<float>((float*)first + start, Math.Min(Block, count - start));
            var (zeros, ones) = ZerosAndOnes(values);
            NonZero[item] = values.Length - zeros;
            if (zeros + ones < values.Length) Interlocked.Exchange(ref _notBinary, 1);
        }
    }
}
