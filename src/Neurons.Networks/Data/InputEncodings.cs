using Neurons.Encoders;
using Neurons.Primitives;

namespace Neurons.Networks;

internal sealed class DirectEncoding : InputEncoding
{
    public override string ToString() => EncodingText.Direct;

    internal override void Fill(Batch batch, EncodingKey key)
    {
        if (batch.Data.IsBinary)
        {
            batch.GatherBits();
            return;
        }

        var isConstant = batch.Data.TimeSteps is null;
        batch.Gather(isConstant ? 1 : batch.TimeSteps);
        batch.SetValues(isConstant);
    }
}

internal sealed class RateEncoding : InputEncoding
{
    public override string ToString() => EncodingText.Rate;

    internal override void Fill(Batch batch, EncodingKey key)
    {
        var probabilities = batch.Gather(batch.Data.TimeSteps ?? 1);
        var spikes = (RandomSpikes)(batch.Scratch ??= new RandomSpikes());
        spikes.Fill(
            batch.BeginBits(), probabilities, batch.Data.FeatureCount, batch.Streams, batch.TimeSteps,
            new(key.Seed, key.FirstStep, RandomKeyModule.Draw), key.Workers);
    }
}

internal sealed class LatencyEncoding : InputEncoding
{
    private readonly LatencyOptions _options;
    private readonly LatencyModule.Options _core;

    public LatencyEncoding(LatencyOptions options)
    {
        (_options, _core) = (options, LatencyModule.prepared<float>(options.ToCore()));
    }

    public override string ToString() => EncodingText.Latency(_options);

    internal override void Require(Dataset data, int timeSteps)
    {
        if (data.TimeSteps is not null)
            throw new ArgumentException($"Latency: the samples change over {data.TimeSteps} steps; latency encodes samples that stay the same.", nameof(data));
        if (timeSteps != _options.Steps)
            throw new ArgumentException($"Latency: Steps is {_options.Steps}; the batches have {timeSteps} time steps, and it must be the same.", nameof(timeSteps));
    }

    internal override void Fill(Batch batch, EncodingKey key)
    {
        var features = batch.Data.FeatureCount;
        var (values, steps) = ((double[], int[]))(batch.Scratch ??= (new double[features], new int[features]));
        var inputs = batch.Gather(1);
        var words = batch.BeginBits();
        var wordsPerStep = words.Length / batch.TimeSteps;
        words.Clear();
        for (var sample = 0; sample < batch.Count; sample++)
        {
            for (var n = 0; n < features; n++) values[n] = inputs[(sample * features) + n];
            LatencyModule.stepsInto(_core, values, steps);
            for (var n = 0; n < features; n++)
            {
                var bit = ((long)sample * features) + n;
                if (steps[n] >= 0) words[(steps[n] * wordsPerStep) + (int)(bit >> 6)] |= 1UL << (int)(bit & 63);
            }
        }
    }
}

internal sealed class DeltaEncoding : InputEncoding
{
    private readonly DeltaModule.Options _options, _core;

    public DeltaEncoding(double threshold, bool padding, bool offSpikes)
    {
        _options = new(threshold, padding, offSpikes);
        _core = DeltaModule.prepared<float>(_options);
    }

    public override string ToString() => EncodingText.Delta(_options.Threshold, _options.Padding, _options.OffSpikes);

    internal override void Fill(Batch batch, EncodingKey key)
    {
        var values = batch.Gather(batch.TimeSteps);
        var width = values.Length / batch.TimeSteps;
        // Backwards, so that each step still finds the value before it.
        for (var t = batch.TimeSteps - 1; t >= 0; t--)
        {
            var now = values.Slice(t * width, width);
            if (batch.Data.TimeSteps is null && t > 0)
            {
                now.Clear();
                continue;
            }

            for (var n = 0; n < width; n++)
            {
                var before = t > 0 ? values[((t - 1) * width) + n] : _core.Padding ? now[n] : 0;
                now[n] = (float)DeltaModule.spike(_core, now[n] - before);
            }
        }
        batch.SetValues(isConstant: false);
    }
}
