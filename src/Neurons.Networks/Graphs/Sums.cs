using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>Sums of signals, of which some may stay the same over time.</summary>
internal static class Sums
{
    /// <summary>Writes a signal, or adds it, at every step that the target has.</summary>
    public static void Write(Signal signal, Tensor<float> target, bool add)
    {
        var source = signal.Values.Numbers();
        var all = target.Span();
        for (var at = 0; at < all.Length; at += source.Length)
        {
            var into = all.Slice(at, source.Length);
            if (add) TensorPrimitives.Add(into, source, into);
            else source.CopyTo(into);
        }
    }

    /// <summary>Writes the gradient of a sum as that of one of its parts, or adds it: of a part that stays the same, the sum over time.</summary>
    public static void WriteGradient(Tensor<float> gradient, Tensor<float> target, bool add)
    {
        var source = gradient.Numbers();
        var into = target.Span();
        if (!add) into.Clear();
        for (var at = 0; at < source.Length; at += into.Length) TensorPrimitives.Add(into, source.Slice(at, into.Length), into);
    }
}
