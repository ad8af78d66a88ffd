using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>
/// The samples of a data set, as they lie in memory or as they are made when they are used. Those of one's own derive from this class;
/// <see cref="Dataset.From"/> makes a data set of them. It is asked for samples from several threads at once.
/// </summary>
/// <param name="features">The features of a sample at a step.</param>
/// <param name="steps">The steps that are stored; 1 where samples stay the same over time.</param>
public abstract class SampleSource(int features, int steps)
{
    /// <summary>The features of a sample at a step.</summary>
    public int Features => features;

    /// <summary>The steps that are stored.</summary>
    public int Steps => steps;

    /// <summary>Whether all values are 0 or 1, so that <see cref="WriteBits"/> can be used. Default false.</summary>
    public virtual bool IsBinary => false;

    /// <summary>Writes a sample's features at step t to offset + t · stride. It follows from its arguments alone.</summary>
    /// <param name="sample">Which.</param>
    /// <param name="draw">What of it is random, if anything is.</param>
    /// <param name="batch">Where to.</param>
    /// <param name="offset">Where the first step begins.</param>
    /// <param name="stride">From a step to the next.</param>
    public abstract void Write(int sample, in SampleDraw draw, Span<float> batch, int offset, int stride);

    /// <summary>Sets the bits firstBit + n of the words at t · wordsPerStep where the sample's feature n is 1 at step t.</summary>
    /// <param name="sample">Which.</param>
    /// <param name="draw">What of it is random, if anything is.</param>
    /// <param name="words">Where to: bits that are 0.</param>
    /// <param name="firstBit">The bit of the first feature.</param>
    /// <param name="wordsPerStep">From a step to the next.</param>
    public virtual void WriteBits(int sample, in SampleDraw draw, Span<ulong> words, long firstBit, int wordsPerStep) =>
        throw new NotSupportedException($"{GetType().Name} does not write bits.");
}

/// <summary>Samples as floats, [samples, steps, features].</summary>
internal sealed class FloatSamples(float[] values, int features, int steps) : SampleSource(features, steps)
{
    public override void Write(int sample, in SampleDraw draw, Span<float> batch, int offset, int stride)
    {
        for (var t = 0; t < Steps; t++)
            values.AsSpan(((sample * Steps) + t) * Features, Features).CopyTo(batch[(offset + (t * stride))..]);
    }
}

/// <summary>Samples as bytes, [samples, steps, features], a quarter of the memory; each byte stands for one of 256 floats.</summary>
internal sealed class ByteSamples(Tensor<byte> values, int features, int steps, float divisor) : SampleSource(features, steps)
{
    private readonly float[] _levels = [.. Enumerable.Range(0, 256).Select(level => level / divisor)];

    public override void Write(int sample, in SampleDraw draw, Span<float> batch, int offset, int stride)
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
