using System.Numerics;
using System.Numerics.Tensors;
using Neurons.Primitives;

namespace Neurons.Networks.Tests;

/// <summary>Sequences for the functions of layers.</summary>
internal static class Sequences
{
    /// <summary>A buffer in the shape of a tensor, with numbers that show where it is not written.</summary>
    public static Tensor<T> Like<T>(Tensor<T> tensor)
        where T : IFloatingPointIeee754<T>
    {
        var buffer = Tensor.CreateFromShape<T>(tensor.Lengths);
        buffer.Fill(T.NaN);
        return buffer;
    }

    /// <summary>A sequence that stays the same, written out.</summary>
    public static T[] Repeated<T>(T[] once, int steps) => [.. Enumerable.Repeat(once, steps).SelectMany(step => step)];

    /// <summary>The sum of a sequence over time.</summary>
    public static Tensor<double> SumOverTime(Tensor<double> sequence)
    {
        var steps = Samples.Flat(sequence).Chunk((int)(sequence.FlattenedLength / sequence.Lengths[0]));
        return Tensor.Create(steps.Aggregate((sum, step) => [.. sum.Zip(step, (a, b) => a + b)]), sequence.Lengths[1..]);
    }

    /// <summary>The bits of zeros and ones [T, …].</summary>
    public static SpikeBits Pack<T>(Tensor<T> sequence)
        where T : unmanaged, INumber<T>
    {
        var (all, steps) = (Samples.Flat(sequence), (int)sequence.Lengths[0]);
        var bits = new SpikeBits(steps, all.Length / steps);
        for (var t = 0; t < steps; t++) bits.Pack<T>(t, all.AsSpan(t * bits.PerStep, bits.PerStep));
        return bits;
    }

    public static InputSequence<T> EachStep<T>(Tensor<T> sequence) => InputSequence<T>.NewEachStep(sequence);

    public static InputSequence<T> Unchanged<T>(int steps, Tensor<T> constant) => InputSequence<T>.NewUnchanged(steps, constant);
}
