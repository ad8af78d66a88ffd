using System.Numerics.Tensors;

namespace Neurons;

/// <summary>The numbers of tensors side by side, as layers compute with them.</summary>
public static class TensorSpans
{
    /// <summary>
    /// The numbers of a contiguous tensor, the last dimension fastest. What a <see cref="Pass"/> and a <see cref="Signal"/> give is contiguous.
    /// </summary>
    /// <exception cref="ArgumentException">The tensor is not contiguous.</exception>
    public static Span<T> Span<T>(this Tensor<T> tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (!tensor.IsDense)
            throw new ArgumentException($"The tensor {Shapes.Text(tensor.Lengths)} is not contiguous; ToDenseTensor makes it so.", nameof(tensor));
        return Run.Shape.span(tensor);
    }

    /// <summary>The numbers of a tensor to be read, the last dimension fastest; where it is not contiguous, those of a copy.</summary>
    public static ReadOnlySpan<T> Numbers<T>(this Tensor<T> tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return Run.Shape.span(tensor.IsDense ? tensor : tensor.ToDenseTensor());
    }
}
