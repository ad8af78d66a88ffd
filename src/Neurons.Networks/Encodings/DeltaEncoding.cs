using Neurons.Encoders;

namespace Neurons.Networks;

/// <summary>The options of <see cref="DeltaEncoding"/>.</summary>
/// <param name="Threshold">&gt; 0.</param>
/// <param name="Padding">Whether the value before the first step is that of the first step; else 0.</param>
/// <param name="OffSpikes">Whether a fall by the threshold is a spike of −1.</param>
public sealed record DeltaEncodingOptions(double Threshold = 0.1, bool Padding = false, bool OffSpikes = false);

/// <summary>Spikes where a value has risen by the threshold since the last step, as <see cref="Neurons.Encode.Delta{T}"/>.</summary>
public sealed class DeltaEncoding : InputEncoding, IBatchEncoding
{
    private readonly DeltaModule.Options _core;

    /// <summary>The encoding with these options.</summary>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentOutOfRangeException">The threshold is not &gt; 0.</exception>
    public DeltaEncoding(DeltaEncodingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        (Options, _core) = (options, DeltaModule.prepared<float>(new(options.Threshold, options.Padding, options.OffSpikes)));
    }

    /// <summary>The options.</summary>
    public DeltaEncodingOptions Options { get; }

    /// <inheritdoc/>
    public override void Encode(in SampleSequence sample)
    {
        for (var t = 0; t < (sample.IsConstant ? 1 : sample.TimeSteps); t++)
        {
            var now = sample.ValuesAt(t);
            var spikes = sample.At(t);
            for (var n = 0; n < now.Length; n++)
            {
                var before = t > 0 ? sample.ValuesAt(t - 1)[n] : _core.Padding ? now[n] : 0;
                spikes[n] = (float)DeltaModule.spike(_core, now[n] - before);
            }
        }
    }

    void IBatchEncoding.Fill(Batch batch, EncodingKey key)
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

public partial class InputEncoding
{
    /// <inheritdoc cref="DeltaEncoding" path="/summary"/>
    /// <param name="threshold">&gt; 0.</param>
    /// <param name="padding">Whether the value before the first step is that of the first step; else 0.</param>
    /// <param name="offSpikes">Whether a fall by the threshold is a spike of −1.</param>
    public static InputEncoding Delta(double threshold = 0.1, bool padding = false, bool offSpikes = false) =>
        new DeltaEncoding(new(threshold, padding, offSpikes));
}
