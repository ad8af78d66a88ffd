using Neurons.Encoders;
using Neurons.Primitives;

namespace Neurons.Networks;

/// <summary>The options of <see cref="RateEncoding"/>.</summary>
public sealed record RateEncodingOptions();

/// <summary>
/// Spikes with the probability x, clamped to [0, 1], in each step; in epoch e those that <see cref="Neurons.Encode.Rate{T}"/> gives for the
/// steps e·T, e·T + 1, … in the stream that is the sample's place in the data.
/// </summary>
public sealed class RateEncoding : InputEncoding, IBatchEncoding
{
    /// <summary>The encoding with these options.</summary>
    /// <param name="options">The options.</param>
    public RateEncoding(RateEncodingOptions options) => Options = options;

    /// <summary>The options.</summary>
    public RateEncodingOptions Options { get; }

    /// <inheritdoc/>
    public override void Encode(in SampleSequence sample)
    {
        var words = new uint[sample.Features];
        for (var t = 0; t < sample.TimeSteps; t++)
        {
            PhiloxWords.Fill(words, sample.Seed, sample.Place, sample.FirstStep + (uint)t, RandomKeyModule.Draw);
            var probabilities = sample.ValuesAt(t);
            var spikes = sample.At(t);
            for (var n = 0; n < words.Length; n++) spikes[n] = words[n] < PhiloxWords.Threshold(probabilities[n]) ? 1 : 0;
        }
    }

    void IBatchEncoding.Fill(Batch batch, EncodingKey key)
    {
        var probabilities = batch.Gather(batch.Data.TimeSteps ?? 1);
        var spikes = (RandomSpikes)(batch.Scratch ??= new RandomSpikes());
        spikes.Fill(
            batch.BeginBits(), probabilities, batch.Data.FeatureCount, batch.Streams, batch.TimeSteps,
            new(key.Seed, key.FirstStep, RandomKeyModule.Draw), key.Workers);
    }
}

public partial class InputEncoding
{
    /// <inheritdoc cref="RateEncoding" path="/summary"/>
    public static InputEncoding Rate() => new RateEncoding(new());
}
