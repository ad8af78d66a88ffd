using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Neurons.Primitives;

namespace Neurons;

/// <summary>Tensors of one number, of random numbers, and of arrays; large ones begin on a cache line, which is faster.</summary>
/// <remarks>Random tensors follow from seed and stream alone: the same on every machine.</remarks>
public static class Tensors
{
    /// <summary>So many random numbers are drawn at a time.</summary>
    private const int Chunk = 512;

    /// <summary>A tensor of zeros.</summary>
    /// <param name="shape">Its lengths, ≥ 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A length is negative.</exception>
    public static Tensor<T> Zeros<T>(params ReadOnlySpan<int> shape) => AlignedTensor.Create<T>(Lengths(shape));

    /// <summary>A tensor of one number.</summary>
    /// <param name="value">The number.</param>
    /// <param name="shape">Its lengths, ≥ 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A length is negative.</exception>
    public static Tensor<T> Full<T>(T value, params ReadOnlySpan<int> shape)
    {
        var tensor = AlignedTensor.CreateUninitialized<T>(Lengths(shape));
        tensor.Span().Fill(value);
        return tensor;
    }

    /// <summary>Numbers that are uniformly distributed in [low, high).</summary>
    /// <param name="shape">The lengths, ≥ 0.</param>
    /// <param name="low">The least number.</param>
    /// <param name="high">What all of them are below, &gt; low.</param>
    /// <param name="seed">What the numbers are drawn from.</param>
    /// <param name="stream">Other numbers of the same seed.</param>
    /// <exception cref="ArgumentOutOfRangeException">A length is negative, or a bound is not as said.</exception>
    public static Tensor<T> Uniform<T>(ReadOnlySpan<int> shape, double low = 0, double high = 1, ulong seed = 0, uint stream = 0)
        where T : IFloatingPointIeee754<T>
    {
        Require.Finite(nameof(Tensors), nameof(low), low);
        Require.That(double.IsFinite(high - low) && high > low, nameof(Tensors), nameof(high), high, $"> {low}, at a distance that is finite");
        var random = new RandomStream(seed, stream);
        var tensor = AlignedTensor.CreateUninitialized<T>(Lengths(shape));
        // rounding must not reach `high`
        var below = T.CreateTruncating(high);
        if (double.CreateTruncating(below) >= high) below = T.BitDecrement(below);
        Span<double> numbers = stackalloc double[Chunk];
        for (var rest = tensor.Span(); rest.Length > 0; rest = rest[Math.Min(Chunk, rest.Length)..])
        {
            var part = numbers[..Math.Min(Chunk, rest.Length)];
            random.FillUniform(part, low, high);
            for (var i = 0; i < part.Length; i++) rest[i] = T.Min(T.CreateTruncating(part[i]), below);
        }
        return tensor;
    }

    /// <summary>Numbers that are normally distributed.</summary>
    /// <param name="shape">The lengths, ≥ 0.</param>
    /// <param name="mean">Their mean.</param>
    /// <param name="deviation">Their standard deviation, ≥ 0.</param>
    /// <param name="seed">What the numbers are drawn from.</param>
    /// <param name="stream">Other numbers of the same seed.</param>
    /// <exception cref="ArgumentOutOfRangeException">A length is negative, or a number is not as said.</exception>
    public static Tensor<T> Normal<T>(ReadOnlySpan<int> shape, double mean = 0, double deviation = 1, ulong seed = 0, uint stream = 0)
        where T : IFloatingPointIeee754<T>
    {
        Require.Finite(nameof(Tensors), nameof(mean), mean);
        Require.NotNegative(nameof(Tensors), nameof(deviation), deviation);
        var random = new RandomStream(seed, stream);
        var tensor = AlignedTensor.CreateUninitialized<T>(Lengths(shape));
        foreach (ref var value in tensor.Span()) value = T.CreateTruncating(mean + deviation * random.NextNormal());
        return tensor;
    }

    /// <summary>A copy of an array, in its shape.</summary>
    /// <param name="values">The numbers.</param>
    public static Tensor<T> From<T>(T[] values) => Copy<T>(values, values);

    /// <inheritdoc cref="From{T}(T[])"/>
    public static Tensor<T> From<T>(T[,] values) => Copy<T>(values, Numbers<T>(values));

    /// <inheritdoc cref="From{T}(T[])"/>
    public static Tensor<T> From<T>(T[,,] values) => Copy<T>(values, Numbers<T>(values));

    /// <inheritdoc cref="From{T}(T[])"/>
    public static Tensor<T> From<T>(T[,,,] values) => Copy<T>(values, Numbers<T>(values));

    private static ReadOnlySpan<T> Numbers<T>(Array? values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(values)), values.Length);
    }

    private static Tensor<T> Copy<T>(Array? values, ReadOnlySpan<T> numbers)
    {
        ArgumentNullException.ThrowIfNull(values);
        var lengths = new nint[values.Rank];
        for (var d = 0; d < lengths.Length; d++) lengths[d] = values.GetLength(d);
        var tensor = AlignedTensor.CreateUninitialized<T>(lengths);
        numbers.CopyTo(tensor.Span());
        return tensor;
    }

    private static nint[] Lengths(ReadOnlySpan<int> shape)
    {
        var lengths = new nint[shape.Length];
        for (var d = 0; d < lengths.Length; d++)
        {
            lengths[d] = Require.AtLeast(0, nameof(Tensors), $"shape[{d}]", shape[d]);
        }
        return lengths;
    }
}
