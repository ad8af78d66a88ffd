using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons.Primitives;

/// <summary>Where numbers are NaN or infinite.</summary>
internal static class Finite
{
    /// <summary>The place of the first number that is NaN or infinite; −1 where all are finite.</summary>
    public static int FirstNot<T>(ReadOnlySpan<T> values)
        where T : INumberBase<T>
    {
        if (TensorPrimitives.IsFiniteAll(values)) return -1;
        var place = 0;
        while (T.IsFinite(values[place])) place++;
        return place;
    }
}
