using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>Sums of signals, of which some may stay the same over time.</summary>
internal static class Sums
{
    /// <summary>The tensor, or a contiguous copy of it.</summary>
    public static Tensor<float> Dense(Tensor<float> tensor) => tensor.IsDense ? tensor : tensor.ToDenseTensor();

    /// <summary>The sum over the first dimension, in order.</summary>
    public static Tensor<float> OverTime(Tensor<float> sequence, Tensor<float> into)
    {
        WriteGradient(sequence, into, add: false);
        return into;
    }

    /// <summary>A signal written out step by step.</summary>
    public static Tensor<float> Repeated(Signal signal, Tensor<float> into)
    {
        Write(signal, into, add: false);
        return into;
    }

    /// <summary>Writes a signal, or adds it, at every step that the target has.</summary>
    public static void Write(Signal signal, Tensor<float> target, bool add)
    {
        var source = signal.Values.ReadOnlySpan();
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
        var source = gradient.ReadOnlySpan();
        var into = target.Span();
        if (!add) into.Clear();
        for (var at = 0; at < source.Length; at += into.Length) TensorPrimitives.Add(into, source.Slice(at, into.Length), into);
    }
}
