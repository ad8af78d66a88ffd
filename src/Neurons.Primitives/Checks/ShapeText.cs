using System.Numerics;

namespace Neurons.Primitives;

/// <summary>Shapes as messages write them: [2, 3].</summary>
internal static class ShapeText
{
    /// <summary>The lengths in brackets, the same in every culture.</summary>
    public static string Of<T>(ReadOnlySpan<T> lengths)
        where T : struct, IBinaryInteger<T> => $"[{string.Join(", ", lengths.ToArray().Select(length => $"{length}"))}]";
}
