using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Neurons.Primitives;

namespace Neurons;

/// <summary>The numbers of tensors side by side, as layers compute with them.</summary>
public static class TensorSpans
{
    /// <summary>
    /// The numbers of a contiguous tensor, the last dimension fastest. What a network's pass and signals give is contiguous.
    /// </summary>
    /// <param name="tensor">The tensor, whose memory it is.</param>
    /// <exception cref="ArgumentException">The tensor is not contiguous.</exception>
    public static Span<T> Span<T>(this Tensor<T> tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (!tensor.IsDense)
            throw new ArgumentException($"The tensor {Shapes.Text(tensor.Lengths)} is not contiguous; ToDenseTensor makes it so.", nameof(tensor));
        if (tensor.FlattenedLength == 0) return [];
        var whole = tensor.AsTensorSpan();
        return MemoryMarshal.CreateSpan(ref whole.GetPinnableReference(), (int)tensor.FlattenedLength);
    }

    /// <summary>The numbers of a tensor, the last dimension fastest, to be read. Those of one that is not contiguous are a copy.</summary>
    /// <param name="tensor">The tensor.</param>
    public static ReadOnlySpan<T> ReadOnlySpan<T>(this Tensor<T> tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return (tensor.IsDense ? tensor : tensor.ToDenseTensor()).Span();
    }

    /// <summary>Copies a tensor to another of its shape; where both are contiguous, as one span, which is many times as fast.</summary>
    /// <param name="source">What is copied.</param>
    /// <param name="target">Where to.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static void CopyNumbersTo<T>(this Tensor<T> source, Tensor<T> target)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        if (source.IsDense && target.IsDense && source.Lengths.SequenceEqual(target.Lengths)) source.Span().CopyTo(target.Span());
        else source.CopyTo(target.AsTensorSpan());
    }

    /// <summary>The place of the first number that is NaN or infinite; −1 where all are finite.</summary>
    /// <param name="numbers">The numbers.</param>
    public static int FirstNotFinite<T>(ReadOnlySpan<T> numbers)
        where T : INumberBase<T>
    {
        if (TensorPrimitives.IsFiniteAll(numbers)) return -1;
        var place = 0;
        while (T.IsFinite(numbers[place])) place++;
        return place;
    }
}
