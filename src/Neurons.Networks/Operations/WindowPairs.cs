using System.Numerics;

namespace Neurons.Networks;

/// <summary>How many windows of a convolution each spike lies in.</summary>
/// <param name="windows">The windows.</param>
internal sealed class WindowPairs(Windows windows)
{
    private readonly int[] _of = Of(windows);

    /// <summary>The pairs of spikes and windows of a binary signal of images.</summary>
    public long Count(Signal signal)
    {
        if (signal.Bits is { } bits)
        {
            var counting = new BitCounting(_of, bits);
            Parallelism.Run(bits.Steps, counting);
            return counting.Pairs.Sum();
        }
        var values = signal.Values.ReadOnlySpan();
        var pairs = 0L;
        for (var image = 0; image < values.Length; image += _of.Length)
        {
            for (var pixel = 0; pixel < _of.Length; pixel++) pairs += values[image + pixel] != 0 ? _of[pixel] : 0;
        }
        return pairs;
    }

    /// <summary>The windows over each pixel of a channel.</summary>
    private static int[] Of(Windows windows)
    {
        var (y, x) = (Along(windows.Y), Along(windows.X));
        return [.. y.SelectMany(rows => x.Select(columns => rows * columns))];
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

    private sealed class BitCounting(int[] of, SpikeBits bits) : IWork
    {
        public long[] Pairs { get; } = new long[bits.Steps];

        public void Run(int worker, int item)
        {
            var words = bits.Step(item);
            var (image, pairs) = (0, 0L);
            for (var w = 0; w < words.Length; w++)
            {
                for (var left = words[w]; left != 0; left &= left - 1)
                {
                    var pixel = (w * SpikeBits.WordBits) + BitOperations.TrailingZeroCount(left);
                    while (pixel - image >= of.Length) image += of.Length;
                    pairs += of[pixel - image];
                }
            }
            Pairs[item] = pairs;
        }
    }
}
