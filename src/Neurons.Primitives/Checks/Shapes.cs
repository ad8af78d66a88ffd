using System.Numerics;

namespace Neurons.Primitives;

/// <summary>Shapes: the lengths of tensors and features, counted, checked and written out.</summary>
public static class Shapes
{
    /// <summary>A shape as messages write it, [2, 3], the same in every culture.</summary>
    /// <param name="shape">The lengths.</param>
    public static string Text(ReadOnlySpan<int> shape) => Written(shape);

    /// <inheritdoc cref="Text(ReadOnlySpan{int})"/>
    public static string Text(ReadOnlySpan<nint> shape) => Written(shape);

    /// <inheritdoc cref="Text(ReadOnlySpan{int})"/>
    public static string Text(ReadOnlySpan<long> shape) => Written(shape);

    /// <summary>The number of elements, whether or not an array can hold them.</summary>
    /// <param name="shape">The lengths, none below 0.</param>
    /// <exception cref="ArgumentException">They are more than 64 bits can count.</exception>
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

    /// <summary>The number of elements of a tensor.</summary>
    /// <param name="lengths">The lengths, none below 0.</param>
    /// <exception cref="ArgumentException">They are more than an array can hold.</exception>
    public static int Elements(ReadOnlySpan<nint> lengths)
    {
        var count = 1L;
        foreach (var length in lengths)
        {
            // both factors are at most 2³¹
            count *= Math.Min(length, int.MaxValue + 1L);
            if (count > Array.MaxLength)
                throw new ArgumentException($"A tensor of shape {Text(lengths)} has too many elements; {Array.MaxLength} are allowed.");
        }
        return (int)count;
    }

    /// <summary>A copy of a shape of which every length is at least 1, and which an array can hold.</summary>
    /// <param name="owner">Whose shape it is, for the message.</param>
    /// <param name="shape">The lengths.</param>
    /// <exception cref="ArgumentException">The shape is not possible.</exception>
    public static int[] Checked(string owner, int[] shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        foreach (var length in shape)
        {
            if (length < 1)
                throw new ArgumentException($"{owner}: the shape is {Text(shape)}; every length must be at least 1.", nameof(shape));
        }
        RequirePossible(owner, shape);
        return (int[])shape.Clone();
    }

    /// <summary>Refuses a shape of more numbers than an array can hold.</summary>
    /// <param name="owner">Whose shape it is, for the message.</param>
    /// <param name="shape">The lengths.</param>
    /// <exception cref="ArgumentException">There are more.</exception>
    public static void RequirePossible(string owner, ReadOnlySpan<int> shape)
    {
        // in floating point, no product overflows
        var count = 1.0;
        foreach (var length in shape) count *= length;
        if (count > Array.MaxLength)
            throw new ArgumentException(
                $"{owner}: the shape {Text(shape)} has {count} numbers; at most {Array.MaxLength} are possible.", nameof(shape));
    }

    /// <summary>A shape as tensors take it.</summary>
    /// <param name="shape">The lengths.</param>
    public static nint[] Native(ReadOnlySpan<int> shape)
    {
        var native = new nint[shape.Length];
        for (var d = 0; d < shape.Length; d++) native[d] = shape[d];
        return native;
    }

    private static string Written<T>(ReadOnlySpan<T> lengths)
        where T : struct, IBinaryInteger<T> => $"[{string.Join(", ", lengths.ToArray().Select(length => $"{length}"))}]";
}
