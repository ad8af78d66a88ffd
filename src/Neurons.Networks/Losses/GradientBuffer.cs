using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>The caller's memory for a gradient.</summary>
internal static class GradientBuffer
{
    /// <summary>The numbers of a contiguous tensor in the shape of another.</summary>
    /// <exception cref="ArgumentException">It has another shape, or is not contiguous.</exception>
    public static Span<T> Like<T>(Tensor<T> other, Tensor<T> gradient) =>
        gradient.IsDense && gradient.Lengths.SequenceEqual(other.Lengths)
            ? gradient.Span()
            : throw new ArgumentException(
                $"The buffer gradient has the shape {Shapes.Text(gradient.Lengths)}; contiguous {Shapes.Text(other.Lengths)} is needed.",
                nameof(gradient));
}
