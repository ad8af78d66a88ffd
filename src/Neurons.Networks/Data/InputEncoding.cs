namespace Neurons.Networks;

/// <summary>
/// How the samples of a data set are shown to a network. Random spikes are a function of the seed, the epoch and the sample's place in the
/// data: the same in a training that was resumed, new in each epoch, and independent of batches and threads.
/// </summary>
public abstract class InputEncoding
{
    private protected InputEncoding()
    {
    }

    /// <summary>The values themselves as currents, at each step.</summary>
    public static InputEncoding Direct { get; } = new DirectEncoding();

    /// <summary>
    /// Spikes with the probability x, clamped to [0, 1], in each step; in epoch e those that <see cref="Encode.Rate{T}"/> gives for the
    /// steps e·T, e·T + 1, … in the stream that is the sample's place in the data.
    /// </summary>
    public static InputEncoding Rate() => new RateEncoding();

    /// <summary>One spike a value, the earlier the larger it is, as <see cref="Encode.Latency{T}"/> of each sample; for values in [0, 1].</summary>
    /// <param name="options">How time depends on the value; <see cref="LatencyOptions.Steps"/> is that of the batches.</param>
    public static InputEncoding Latency(LatencyOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new LatencyEncoding(options);
    }

    /// <summary>Spikes where a value has risen by the threshold since the last step, as <see cref="Encode.Delta{T}"/>.</summary>
    /// <param name="threshold">&gt; 0.</param>
    /// <param name="padding">Whether the value before the first step is that of the first step; else 0.</param>
    /// <param name="offSpikes">Whether a fall by the threshold is a spike of −1.</param>
    public static InputEncoding Delta(double threshold = 0.1, bool padding = false, bool offSpikes = false) =>
        new DeltaEncoding(threshold, padding, offSpikes);

    /// <summary>An encoding from its text, as <see cref="ToString"/> gives it: <c>direct</c>, <c>rate</c>, <c>latency:steps=25,normalize</c>, ….</summary>
    /// <param name="text">The name, and the options that are not the default.</param>
    /// <exception cref="FormatException">There is no such encoding or option.</exception>
    public static InputEncoding Parse(string text) => EncodingText.Parse(text);

    /// <summary>The name and the options; <see cref="Parse"/> makes the encoding of it again.</summary>
    public abstract override string ToString();

    /// <summary>Checks that data can be encoded in so many steps.</summary>
    internal virtual void Require(Dataset data, int timeSteps)
    {
    }

    /// <summary>Gathers the samples of a batch and encodes them.</summary>
    internal abstract void Fill(Batch batch, EncodingKey key);
}
