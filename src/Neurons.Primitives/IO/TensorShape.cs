namespace Neurons.IO;

/// <summary>The shape of a tensor as a file states it, before anything is allocated for it.</summary>
internal static class TensorShape
{
    /// <summary>
    /// The number of elements, or null if it is more than <paramref name="limit"/>. An axis of length zero makes
    /// the tensor empty, but the other axes count still: a tensor cannot have axes of any length whatever.
    /// </summary>
    public static long? Count(ReadOnlySpan<long> shape, long limit)
    {
        var count = 1L;
        var empty = false;
        foreach (var length in shape)
        {
            if (length == 0)
            {
                empty = true;
                continue;
            }

            // Beyond any array, empty or not: as far as `Tensor` can go.
            if (length > Array.MaxLength / count)
            {
                return null;
            }

            count *= length;
        }

        return empty ? 0 : count <= limit ? count : null;
    }

    /// <summary>The shape for <c>Tensor.Create</c>, which knows no scalar: one becomes a vector of one element.</summary>
    public static nint[] Lengths(ReadOnlySpan<long> shape)
    {
        if (shape.IsEmpty)
        {
            return [1];
        }

        var lengths = new nint[shape.Length];
        for (var axis = 0; axis < shape.Length; axis++)
        {
            lengths[axis] = (nint)shape[axis];
        }

        return lengths;
    }
}
