using System.Text.Json.Nodes;

namespace Neurons.Networks;

/// <summary>
/// How the samples of a data set are shown to a network. Random spikes are a function of the seed, the epoch and the sample's place in the
/// data: the same in a training that was resumed, new in each epoch, and independent of batches and threads.
/// </summary>
/// <remarks>An encoding of one's own derives from this class, and is registered with <see cref="Kinds"/> to be saved with a training.</remarks>
public abstract partial class InputEncoding
{
    /// <summary>The encodings by name; one's own are registered here, to be saved with a training and read of a file.</summary>
    public static Registry<InputEncoding> Kinds { get; } = BuiltIn();

    /// <summary>
    /// An encoding from its text, as <see cref="ToString"/> gives it: <c>direct</c>, <c>rate</c>, <c>latency:steps=25,normalize</c>, ….
    /// </summary>
    /// <param name="text">The name, and the options that are not the default.</param>
    /// <exception cref="FormatException">There is no such encoding or option.</exception>
    public static InputEncoding Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Kinds.Parse(text);
    }

    /// <summary>Makes the sequence of a sample. It follows from the sample and the options alone.</summary>
    /// <param name="sample">The sample, and room for its sequence, which holds zeros.</param>
    public abstract void Encode(in SampleSequence sample);

    /// <summary>Checks that data can be encoded in so many steps. Default: any can.</summary>
    /// <param name="data">The data.</param>
    /// <param name="timeSteps">T, the steps for which the samples are shown.</param>
    /// <exception cref="ArgumentException">It cannot; the message says why.</exception>
    public virtual void Check(Dataset data, int timeSteps)
    {
    }

    /// <summary>The name and the options; <see cref="Parse"/> makes an encoding that is registered of it again.</summary>
    public override string ToString() => Kinds.TextOf(this);

    /// <summary>An encoding as text, or as named values.</summary>
    internal static InputEncoding Read(JsonNode node, string path) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) ? Parse(text) : Kinds.Read(node, path);

    /// <summary>Gathers the samples of a batch and encodes them, one after the other.</summary>
    internal void Fill(Batch batch, EncodingKey key)
    {
        if (this is IBatchEncoding whole)
        {
            whole.Fill(batch, key);
            return;
        }
        var (features, steps) = (batch.Data.FeatureCount, batch.TimeSteps);
        var inputs = batch.Gather(steps);
        var width = inputs.Length / steps;
        var (sample, sequence) = ((float[], float[]))(
            batch.Scratch ??= (new float[(batch.Data.TimeSteps ?? 1) * features], new float[steps * features]));
        for (var i = 0; i < batch.Count; i++)
        {
            // What was gathered, and perhaps mixed; each sample is written over only when it has been read.
            for (var t = 0; t < sample.Length / features; t++)
                inputs.Slice((t * width) + (i * features), features).CopyTo(sample.AsSpan(t * features));
            sequence.AsSpan().Clear();
            Encode(new(sample, sequence, steps, key.Seed, batch.Streams[i], key.FirstStep));
            for (var t = 0; t < steps; t++) sequence.AsSpan(t * features, features).CopyTo(inputs[((t * width) + (i * features))..]);
        }
        batch.SetValues(isConstant: false);
    }

    private static Registry<InputEncoding> BuiltIn()
    {
        var kinds = new Registry<InputEncoding>("encoding", "name");
        kinds.Register<DirectEncoding, DirectEncodingOptions>("direct", o => new(o), encoding => encoding.Options);
        kinds.Register<RateEncoding, RateEncodingOptions>("rate", o => new(o), encoding => encoding.Options);
        kinds.Register<LatencyEncoding, LatencyOptions>("latency", o => new(o), encoding => encoding.Options);
        kinds.Register<DeltaEncoding, DeltaEncodingOptions>("delta", o => new(o), encoding => encoding.Options);
        return kinds;
    }
}
