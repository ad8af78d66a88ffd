using Neurons.Encoders;

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
        var bits = new SpikeBits(sample.TimeSteps, sample.Features);
        new RandomSpikes().Fill(
            bits.Words, sample.Values, sample.Features, [sample.Place], sample.TimeSteps,
            new(sample.Seed, sample.FirstStep, RandomKeyModule.Draw), workers: 1);
        for (var t = 0; t < sample.TimeSteps; t++) bits.Unpack(t, sample.At(t));
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
