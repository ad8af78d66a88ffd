using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>What layers of whole sequences go on from.</summary>
internal static class SequenceStates
{
    /// <summary>Keeps the last step of a sequence, in memory of its own; what it went on from where it has none.</summary>
    public static void KeepLast(Layer layer, Tensor<float>? before, Tensor<float> sequence, Pass pass)
    {
        var shape = sequence.Lengths[1..].ToArray();
        var last = Tensor.CreateFromShape<float>(shape);
        if (sequence.Lengths[0] > 0) sequence.ReadOnlySpan()[^last.ReadOnlySpan().Length..].CopyTo(last.Span());
        else before?.ReadOnlySpan().CopyTo(last.Span());
        pass.Keep(layer, last, shape);
    }
}
