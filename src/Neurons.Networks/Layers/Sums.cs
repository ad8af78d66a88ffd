using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>Sums of signals, of which some may stay the same over time.</summary>
internal static unsafe class Sums
{
    /// <summary>Larger sums would be written past the caches, where what comes next would look for them.</summary>
    private const int Chunk = 1 << 14;

    /// <summary>Writes a signal, or adds it, at every step that the target has.</summary>
    public static void Write(Signal signal, Tensor<float> target, bool add)
    {
        var source = signal.Values.ReadOnlySpan();
        var all = target.Span();
        for (var at = 0; at < all.Length; at += source.Length)
        {
            var into = all.Slice(at, source.Length);
            if (add) Add(into, source, into);
            else source.CopyTo(into);
        }
    }

    /// <summary>Writes the sum of several signals, at every step that the target has.</summary>
    public static void Write(Signal[] signals, int[] sources, Tensor<float> target)
    {
        var (first, second) = (signals[sources[0]], signals[sources[1]]);
        var isPair = first.IsOf(target) && second.IsOf(target);
        if (isPair) Add(first.Values.ReadOnlySpan(), second.Values.ReadOnlySpan(), target.Span());
        for (var s = isPair ? 2 : 0; s < sources.Length; s++) Write(signals[sources[s]], target, add: s > 0);
    }

    /// <summary>The values at each step: written out, to memory of the layer's, where they stay the same.</summary>
    public static Tensor<float> EachStep(Layer layer, Signal signal, Pass pass, string role = "each step")
    {
        if (!signal.IsConstant) return signal.Values;
        var whole = pass.Take(layer, role, [signal.Steps, .. signal.Shape]);
        Write(signal, whole, add: false);
        return whole;
    }

    /// <summary>Writes the gradient of a sum as that of one of its parts, or adds it: of a part that stays the same, the sum over time.</summary>
    public static void WriteGradient(Tensor<float> gradient, Tensor<float> target, bool add)
    {
        var source = gradient.ReadOnlySpan();
        var into = target.Span();
        if (!add) source[..into.Length].CopyTo(into);
        for (var at = add ? 0 : into.Length; at < source.Length; at += into.Length) Add(into, source.Slice(at, into.Length), into);
    }

    /// <summary>The sum of two rows, to a third, which may be one of them.</summary>
    private static void Add(ReadOnlySpan<float> first, ReadOnlySpan<float> second, Span<float> target)
    {
        fixed (float* x = first, y = second, to = target)
            Parallelism.Run((target.Length + Chunk - 1) / Chunk, new Work(x, y, to, target.Length));
    }

    private sealed class Work(float* first, float* second, float* target, int count) : IWork
    {
        public void Run(int worker, int item)
        {
            var at = item * Chunk;
            var length = Math.Min(Chunk, count - at);
            TensorPrimitives.Add(
                new ReadOnlySpan<float>(first + at, length), new ReadOnlySpan<float>(second + at, length), new Span<float>(target + at, length));
        }
    }
}
