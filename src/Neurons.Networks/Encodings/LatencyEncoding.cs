using Neurons.Encoders;

namespace Neurons.Networks;

/// <summary>
/// One spike a value, the earlier the larger it is, as <see cref="Neurons.Encode.Latency{T}"/> of each sample; for values in [0, 1].
/// </summary>
public sealed class LatencyEncoding : InputEncoding, IBatchEncoding
{
    private readonly LatencyModule.Options _core;

    /// <summary>The encoding with these options.</summary>
    /// <param name="options">How time depends on the value; <see cref="LatencyOptions.Steps"/> is that of the batches.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not allowed.</exception>
    public LatencyEncoding(LatencyOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        (Options, _core) = (options, LatencyModule.prepared<float>(options.ToCore()));
    }

    /// <summary>The options.</summary>
    public LatencyOptions Options { get; }

    /// <inheritdoc/>
    public override void Check(Dataset data, int timeSteps)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.TimeSteps is not null)
            throw new ArgumentException($"Latency: the samples change over {data.TimeSteps} steps; latency encodes samples that stay the same.",
                nameof(data));
        if (timeSteps != Options.Steps)
            throw new ArgumentException($"Latency: Steps is {Options.Steps}; the batches have {timeSteps} time steps, and it must be the same.",
                nameof(timeSteps));
    }

    /// <inheritdoc/>
    public override void Encode(in SampleSequence sample)
    {
        var (values, steps) = (new double[sample.Features], new int[sample.Features]);
        for (var n = 0; n < values.Length; n++) values[n] = sample.Values[n];
        LatencyModule.stepsInto(_core, values, steps);
        for (var n = 0; n < steps.Length; n++)
        {
            if (steps[n] >= 0) sample.At(steps[n])[n] = 1;
        }
    }

    void IBatchEncoding.Fill(Batch batch, EncodingKey key)
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

public partial class InputEncoding
{
    /// <inheritdoc cref="LatencyEncoding" path="/summary"/>
    /// <param name="options">How time depends on the value; <see cref="LatencyOptions.Steps"/> is that of the batches.</param>
    public static InputEncoding Latency(LatencyOptions options) => new LatencyEncoding(options);
}
