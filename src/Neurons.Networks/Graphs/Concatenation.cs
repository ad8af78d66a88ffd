using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>Signals one after the other along the first dimension of the features.</summary>
internal static class Concatenation
{
    /// <summary>Writes signals, at every step where some of them stay the same.</summary>
    public static void Write(Signal[] signals, int[] sources, Tensor<float> merged)
    {
        var begin = 0;
        foreach (var source in sources)
        {
            var (values, width) = (signals[source].Values, Width(signals[source]));
            var (from, all) = (new Rowwise(values, 0, width, width), new Rowwise(merged, begin, width, Stride(signals, sources)));
            for (var row = 0; row < all.Count; row++) from[row].CopyTo(all[row]);
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
        var (begin, width) = (sources.Take(place).Sum(source => Width(signals[source])), Width(signals[sources[place]]));
        var (all, into) = (new Rowwise(mergedGradient, begin, width, Stride(signals, sources)), new Rowwise(gradient, 0, width, width));
        gradient.Span().Clear();
        for (var row = 0; row < all.Count; row++) TensorPrimitives.Add(into[row], all[row], into[row]);
    }

    private static int Width(Signal signal) => (int)TensorPrimitives.Product(signal.Shape[1..]);

    private static int Stride(Signal[] signals, int[] sources) => sources.Sum(source => Width(signals[source]));

    /// <summary>Runs of numbers, as far apart as the rows of a sample; after the last one comes the first.</summary>
    private readonly struct Rowwise(Tensor<float> values, int begin, int width, int stride)
    {
        public int Count { get; } = (int)values.FlattenedLength / Math.Max(1, stride);

        public Span<float> this[int row] => values.Span().Slice(row % Count * stride + begin, width);
    }
}
