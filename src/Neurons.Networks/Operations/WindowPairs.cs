using System.Buffers;
using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>How many windows of a convolution each spike lies in.</summary>
/// <param name="windows">The windows.</param>
internal sealed class WindowPairs(Windows windows)
{
    private readonly float[] _of = Of(windows);
    private readonly int _most = windows.Y.Kernel * windows.X.Kernel;

    /// <summary>The pairs of spikes and windows of a binary signal of images.</summary>
    public long Count(Signal signal)
    {
        if (signal.Bits is not { } bits) return Count(signal.Values.ReadOnlySpan(), 1);
        var counts = ArrayPool<float>.Shared.Rent(bits.PerStep);
        try
        {
            var all = counts.AsSpan(0, bits.PerStep);
            bits.Counts(all);
            return Count(all, bits.Steps);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(counts);
        }
    }

    /// <summary>The pairs of images whose pixels have up to so many spikes.</summary>
    private unsafe long Count(ReadOnlySpan<float> images, int most)
    {
        // sums of whole numbers below 2^24 are exact in float32
        var piece = (int)Math.Clamp((1L << 24) / ((long)Math.Max(1, _most) * Math.Max(1, most)), 1, _of.Length);
        fixed (float* first = images)
        {
            var counting = new Counting((nint)first, images.Length / _of.Length, piece, _of);
            Parallelism.Run(counting.Items, counting);
            return counting.Pairs.Sum();
        }
    }

    /// <summary>The windows over each pixel of a channel.</summary>
    private static float[] Of(Windows windows)
    {
        var (y, x) = (Along(windows.Y), Along(windows.X));
        return [.. y.SelectMany(rows => x.Select(columns => (float)(rows * columns)))];
    }

    private static int[] Along(WindowsAlong along)
    {
        var over = new int[along.Length];
        for (var tap = 0; tap < along.Kernel; tap++)
        {
            for (var window = along.FirstInside(tap); window < along.EndInside(tap); window++) over[along.Start(window) + (tap * along.Dilation)]++;
        }
        return over;
    }

    /// <summary>The pairs of some images.</summary>
    private sealed unsafe class Counting(nint first, int images, int piece, float[] of) : IWork
    {
        private const int Block = 1 << 14;

        private readonly int _each = Each(of);

        public int Items => Pairs.Length;

        public long[] Pairs { get; } = new long[(images + Each(of) - 1) / Each(of)];

        /// <summary>The images of an item.</summary>
        private static int Each(float[] of) => Math.Max(1, Block / of.Length);

        public void Run(int worker, int item)
        {
            var pairs = 0L;
            for (var image = item * _each; image < Math.Min(images, (item + 1) * _each); image++)
            {
                var pixels = new ReadOnlySpan<float>((float*)first + ((long)image * of.Length), of.Length);
                for (var at = 0; at < of.Length; at += piece)
                {
                    var count = Math.Min(piece, of.Length - at);
                    pairs += (long)TensorPrimitives.Dot(pixels.Slice(at, count), of.AsSpan(at, count));
                }
            }
            Pairs[item] = pairs;
        }
    }
}
