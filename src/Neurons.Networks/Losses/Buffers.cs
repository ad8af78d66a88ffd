using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>Buffers that a caller may give for a gradient.</summary>
internal static class Buffers
{
    /// <summary>The caller's buffer if it has the shape of another tensor and is contiguous; a new tensor where there is none.</summary>
    /// <exception cref="ArgumentException">It has not.</exception>
    public static Tensor<T> Like<T>(string name, Tensor<T> other, Tensor<T>? given)
        where T : unmanaged
    {
        if (given is null) return AlignedTensor.CreateUninitialized<T>(other.Lengths);
        return given.IsDense && given.Lengths.SequenceEqual(other.Lengths)
            ? given
            : throw new ArgumentException(
                $"The buffer {name} has the shape {Shapes.Text(given.Lengths)}; contiguous {Shapes.Text(other.Lengths)} is needed.", name);
    }
}
