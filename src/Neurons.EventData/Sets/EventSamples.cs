using Neurons.Networks;

namespace Neurons.EventData;

/// <summary>Samples as events: of each the places in [steps, features] where something happened, ascending.</summary>
internal class EventSamples(int[][] places, EventFrames frames) : SampleSource(frames.Features, frames.Steps)
{
    protected EventFrames Frames => frames;

    public override bool IsBinary => frames.Binary;

    public override void Write(int sample, in SampleDraw draw, Span<float> batch, int offset, int stride)
    {
        for (var t = 0; t < Steps; t++) batch.Slice(offset + (t * stride), Features).Clear();
        foreach (var place in Places(sample, draw))
        {
            var (t, n) = Math.DivRem(place, Features);
            ref var value = ref batch[offset + (t * stride) + n];
            value = frames.Binary ? 1 : value + 1;
        }
    }

    public override void WriteBits(int sample, in SampleDraw draw, Span<ulong> words, long firstBit, int wordsPerStep)
    {
        foreach (var place in Places(sample, draw))
        {
            var (t, n) = Math.DivRem(place, Features);
            var bit = firstBit + n;
            words[(t * wordsPerStep) + (int)(bit >> 6)] |= 1UL << (int)(bit & 63);
        }
    }

    protected virtual int[] Places(int sample, in SampleDraw draw) => places[sample];
}

/// <summary>Samples whose events are changed when they are trained with.</summary>
internal sealed class AugmentedSamples(int[][] places, Events[] recordings, EventFrames frames, EventTransform augmentation)
    : EventSamples(places, frames)
{
    protected override int[] Places(int sample, in SampleDraw draw) => !draw.IsTraining ? base.Places(sample, draw)
        : Frames.Places(
            augmentation.Apply(recordings[sample], draw.SampleSeed),
            problem => new ArgumentException($"The augmentation {augmentation} of recording {sample}: {problem}."));
}

/// <summary>Samples as numbers, [steps, features], cut off or with zeros at the end.</summary>
internal sealed class PaddedSamples(float[][] samples, int features, int steps) : SampleSource(features, steps)
{
    public override void Write(int sample, in SampleDraw draw, Span<float> batch, int offset, int stride)
    {
        for (var t = 0; t < Steps; t++)
        {
            var to = batch.Slice(offset + (t * stride), Features);
            if ((t + 1) * Features <= samples[sample].Length) samples[sample].AsSpan(t * Features, Features).CopyTo(to);
            else to.Clear();
        }
    }
}
