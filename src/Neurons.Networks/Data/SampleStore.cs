using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>The samples of a data set as they lie in memory.</summary>
/// <param name="features">The features of a sample at a step.</param>
/// <param name="steps">The steps that are stored; 1 where samples stay the same over time.</param>
internal abstract class SampleStore(int features, int steps)
{
    /// <summary>The features of a sample at a step.</summary>
    public int Features => features;

    /// <summary>The steps that are stored.</summary>
    public int Steps => steps;

    /// <summary>Whether all values are 0 or 1, so that <see cref="WriteBits"/> can be used.</summary>
    public virtual bool IsBinary => false;

    /// <summary>Writes a sample's features at step t to offset + t · stride.</summary>
    public abstract void Write(int sample, Span<float> batch, int offset, int stride);

    /// <summary>Sets the bits firstBit + n of the words at t · wordsPerStep where the sample's feature n is 1 at step t.</summary>
    public virtual void WriteBits(int sample, Span<ulong> words, long firstBit, int wordsPerStep) => throw new NotSupportedException();
}

/// <summary>Samples as floats, [samples, steps, features].</summary>
internal sealed class FloatSamples(float[] values, int features, int steps) : SampleStore(features, steps)
{
    public override void Write(int sample, Span<float> batch, int offset, int stride)
    {
        for (var t = 0; t < Steps; t++)
            values.AsSpan(((sample * Steps) + t) * Features, Features).CopyTo(batch[(offset + (t * stride))..]);
    }
}

/// <summary>Samples as bytes, [samples, steps, features], a quarter of the memory; each byte stands for one of 256 floats.</summary>
internal sealed class ByteSamples(Tensor<byte> values, int features, int steps, float divisor) : SampleStore(features, steps)
{
    private readonly float[] _levels = [.. Enumerable.Range(0, 256).Select(level => level / divisor)];

    public override void Write(int sample, Span<float> batch, int offset, int stride)
    {
        var all = values.Span();
        for (var t = 0; t < Steps; t++)
        {
            var from = all.Slice(((sample * Steps) + t) * Features, Features);
            var to = batch.Slice(offset + (t * stride), Features);
            for (var n = 0; n < from.Length; n++) to[n] = _levels[from[n]];
        }
    }
}

/// <summary>Samples as events: of each sample the places in [steps, features] where something happened, ascending.</summary>
internal sealed class EventSamples(int[][] places, int features, int steps, bool isBinary) : SampleStore(features, steps)
{
    public override bool IsBinary => isBinary;

    public override void Write(int sample, Span<float> batch, int offset, int stride)
    {
        for (var t = 0; t < Steps; t++) batch.Slice(offset + (t * stride), Features).Clear();
        foreach (var place in places[sample])
        {
            var (t, n) = Math.DivRem(place, Features);
            ref var value = ref batch[offset + (t * stride) + n];
            value = isBinary ? 1 : value + 1;
        }
    }

    public override void WriteBits(int sample, Span<ulong> words, long firstBit, int wordsPerStep)
    {
        foreach (var place in places[sample])
        {
            var (t, n) = Math.DivRem(place, Features);
            var bit = firstBit + n;
            words[(t * wordsPerStep) + (int)(bit >> 6)] |= 1UL << (int)(bit & 63);
        }
    }
}
