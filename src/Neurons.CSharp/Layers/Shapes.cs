using System.Numerics.Tensors;
using Neurons.Primitives;

namespace Neurons;

/// <summary>Shapes of features: what follows time and batch.</summary>
internal static class Shapes
{
    public static string Text(ReadOnlySpan<int> shape) => ShapeText.Of(shape);

    public static string Text(ReadOnlySpan<nint> shape) => ShapeText.Of(shape);

    public static long Count(ReadOnlySpan<int> shape)
    {
        var count = 1L;
        foreach (var length in shape)
        {
            if (length > 0 && count > long.MaxValue / length)
                throw new ArgumentException($"has the shape {Text(shape)}, with more elements than can be counted");
            count *= length;
        }
        return count;
    }

    public static int[] Checked(string layer, int[] shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        foreach (var length in shape)
        {
            if (length < 1)
                throw new ArgumentException($"{layer}: the shape is {Text(shape)}; every length must be at least 1.", nameof(shape));
        }
        RequirePossible(layer, shape);
        return (int[])shape.Clone();
    }

    /// <summary>Refuses a shape of more numbers than an array can hold.</summary>
    public static void RequirePossible(string owner, ReadOnlySpan<int> shape)
    {
        // in floating point, no product overflows
        var count = 1.0;
        foreach (var length in shape) count *= length;
        if (count > Array.MaxLength)
            throw new ArgumentException(
                $"{owner}: the shape {Text(shape)} has {count} numbers; at most {Array.MaxLength} are possible.", nameof(shape));
    }

    public static nint[] Native(ReadOnlySpan<int> shape)
    {
        var native = new nint[shape.Length];
        for (var d = 0; d < shape.Length; d++) native[d] = shape[d];
        return native;
    }
}
