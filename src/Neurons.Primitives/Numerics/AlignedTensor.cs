using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Neurons.Primitives;

/// <summary>
/// Tensors whose first element lies on a cache line, so that no vector load or store straddles two: worth having for
/// large inputs and buffers with 512-bit vectors.
/// </summary>
/// <remarks>
/// The array begins before the tensor. <c>Tensor.GetPinnableReference</c> of .NET 10 points to the array; that of
/// <c>tensor.AsTensorSpan()</c> points to the tensor. The garbage collector may move an array of less than 85 kB; a larger
/// one stays where it is.
/// </remarks>
public static class AlignedTensor
{
    private const int CacheLine = 64;

    /// <summary>A tensor of zeros.</summary>
    /// <param name="lengths">Its shape; lengths must not be negative.</param>
    public static Tensor<T> Create<T>(params ReadOnlySpan<nint> lengths)
    {
        var tensor = CreateUninitialized<T>(lengths);
        tensor.Clear();
        return tensor;
    }

    /// <summary>A tensor whose values are whatever was in memory.</summary>
    /// <param name="lengths">Its shape; lengths must not be negative.</param>
    public static unsafe Tensor<T> CreateUninitialized<T>(params ReadOnlySpan<nint> lengths)
    {
        var size = Unsafe.SizeOf<T>();
        nint count = 1;
        foreach (var length in lengths)
            count = checked(count * length);
        if (lengths.IsEmpty || count <= 0 || RuntimeHelpers.IsReferenceOrContainsReferences<T>())
            return Tensor.CreateFromShape<T>(lengths);
        var spare = Math.Max(1, CacheLine / size);
        var values = GC.AllocateUninitializedArray<T>(checked((int)count + spare));
        var beyond = (int)((nuint)Unsafe.AsPointer(ref values[0]) % CacheLine);
        var start = beyond == 0 ? 0 : (CacheLine - beyond) / size;
        Span<nint> strides = stackalloc nint[lengths.Length];
        nint stride = 1;
        for (var i = lengths.Length - 1; i >= 0; i--)
        {
            strides[i] = lengths[i] == 1 ? 0 : stride;
            stride *= lengths[i];
        }
        return Tensor.Create(values, start, lengths, strides);
    }
}
