using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>Signals one after the other along the first dimension of the features.</summary>
internal static class Concatenation
{
    /// <summary>Writes signals, at every step where some of them stay the same.</summary>
    public static void Write(Signal[] signals, int[] sources, Tensor<float> merged)
    {
        var all = merged.Span();
        var (begin, stride) = (0, Begin(signals, sources, sources.Length));
        foreach (var source in sources)
        {
            var (from, width) = (signals[source].Values, Width(signals[source]));
            var values = from.ReadOnlySpan();
            for (int at = begin, row = 0; at < all.Length; at += stride, row = (row + width) % values.Length)
                values.Slice(row, width).CopyTo(all.Slice(at, width));
            begin += width;
        }
    }

    /// <summary>The gradient of one of the signals: summed over time where it stays the same and others do not.</summary>
    /// <param name="signals">All signals.</param>
    /// <param name="sources">Those that are concatenated.</param>
    /// <param name="place">Which of them.</param>
    /// <param name="mergedGradient">The gradient of all.</param>
    /// <param name="gradient">Takes that of the one.</param>
    public static void Read(Signal[] signals, int[] sources, int place, Tensor<float> mergedGradient, Tensor<float> gradient)
    {
        var all = mergedGradient.ReadOnlySpan();
        var into = gradient.Span();
        into.Clear();
        var (width, stride) = (Width(signals[sources[place]]), Begin(signals, sources, sources.Length));
        for (int at = Begin(signals, sources, place), row = 0; at < all.Length; at += stride, row = (row + width) % into.Length)
        {
            var target = into.Slice(row, width);
            TensorPrimitives.Add(target, all.Slice(at, width), target);
        }
    }

    private static int Width(Signal signal) => (int)TensorPrimitives.Product(signal.Shape[1..]);

    /// <summary>Where the numbers of a source begin in a row of all.</summary>
    private static int Begin(Signal[] signals, int[] sources, int place)
    {
        var begin = 0;
        for (var s = 0; s < place; s++) begin += Width(signals[sources[s]]);
        return begin;
    }
}
