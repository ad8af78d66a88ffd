using System.Numerics.Tensors;

namespace Neurons;

internal static class TensorCopies
{
    /// <summary>The same values, contiguous, in memory of their own.</summary>
    public static Tensor<T> ToDenseCopy<T>(this Tensor<T> tensor)
    {
        var copy = Tensor.CreateFromShapeUninitialized<T>(tensor.Lengths);
        tensor.CopyTo(copy);
        return copy;
    }
}
