using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>Sums of signals, of which some may stay the same over time.</summary>
internal static class Sums
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
            if (add) Add(into, source);
            else source.CopyTo(into);
        }
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
        if (!add) into.Clear();
        for (var at = 0; at < source.Length; at += into.Length) Add(into, source.Slice(at, into.Length));
    }

    private static void Add(Span<float> into, ReadOnlySpan<float> addend)
    {
        for (var at = 0; at < into.Length; at += Chunk)
        {
            var part = into.Slice(at, Math.Min(Chunk, into.Length - at));
            TensorPrimitives.Add(part, addend.Slice(at, part.Length), part);
        }
    }
}
