using Neurons.Networks;

namespace Neurons.EventData;

/// <summary>
/// A function of recordings, as a value: two with the same options are equal, and <see cref="ToString"/> is the text that
/// <see cref="Parse"/> reads. What is random follows from the seed alone. Definitions and names are those of tonic where it has them.
/// </summary>
/// <remarks>One of one's own derives from this record, and is registered with <see cref="Kinds"/> to stand in files.</remarks>
public abstract record EventTransform
{
    /// <summary>The transforms by name.</summary>
    public static Registry<EventTransform> Kinds { get; } = BuiltIn();

    /// <summary>Whether the result depends on the seed. Default false.</summary>
    public virtual bool IsRandom => false;

    /// <summary>One from its text, or several with bars between them: <c>denoise:filter_time=10000 | flip_x</c>.</summary>
    /// <param name="text">The names, each with its options that are not the default.</param>
    /// <exception cref="FormatException">There is no such transform or option.</exception>
    public static EventTransform Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        EventTransform[] parts = [.. text.Split('|', StringSplitOptions.TrimEntries).Select(Kinds.Parse)];
        return parts.Length == 1 ? parts[0] : new EventPipeline(parts);
    }

    /// <summary>The result for a recording.</summary>
    /// <param name="events">The recording.</param>
    /// <param name="seed">What is random follows from it.</param>
    public Events Apply(Events events, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(events);
        return Apply(events, new RandomStream(seed, 0));
    }

    /// <summary>This, and then another: the same as one after the other, each with random numbers of its own.</summary>
    /// <param name="next">What follows.</param>
    public EventTransform Then(EventTransform next) => new EventPipeline(this, next);

    /// <summary>The name and the options; <see cref="Parse"/> makes the same of it.</summary>
    public sealed override string ToString() => Text;

    private protected virtual string Text => Kinds.TextOf(this);

    /// <summary>The result for a recording.</summary>
    /// <param name="events">The recording.</param>
    /// <param name="random">What is drawn.</param>
    protected internal abstract Events Apply(Events events, RandomStream random);

    private static Registry<EventTransform> BuiltIn()
    {
        var kinds = new Registry<EventTransform>("transform");
        Add<CenterCrop>(kinds, "center_crop");
        Add<RandomCrop>(kinds, "random_crop");
        Add<CropTime>(kinds, "crop_time");
        Add<FlipX>(kinds, "flip_x");
        Add<FlipY>(kinds, "flip_y");
        Add<FlipPolarity>(kinds, "flip_polarity");
        Add<MergePolarities>(kinds, "merge_polarities");
        Add<SpatialJitter>(kinds, "spatial_jitter");
        Add<TimeJitter>(kinds, "time_jitter");
        Add<TimeSkew>(kinds, "time_skew");
        Add<TimeAlignment>(kinds, "time_alignment");
        Add<TimeReversal>(kinds, "time_reversal");
        Add<UniformNoise>(kinds, "uniform_noise");
        Add<DropEvents>(kinds, "drop_events");
        Add<DropTime>(kinds, "drop_time");
        Add<DropArea>(kinds, "drop_area");
        Add<EventDrop>(kinds, "event_drop");
        Add<DropPixels>(kinds, "drop_pixels");
        Add<DropHotPixels>(kinds, "drop_hot_pixels");
        Add<Refractory>(kinds, "refractory");
        Add<Denoise>(kinds, "denoise");
        Add<Decimate>(kinds, "decimate");
        Add<Downsample>(kinds, "downsample");
        return kinds;

        static void Add<[System.Diagnostics.CodeAnalysis.DynamicallyAccessedMembers(
            System.Diagnostics.CodeAnalysis.DynamicallyAccessedMemberTypes.PublicConstructors
            | System.Diagnostics.CodeAnalysis.DynamicallyAccessedMemberTypes.PublicProperties)] T>(Registry<EventTransform> kinds, string name)
            where T : EventTransform => kinds.Register<T, T>(name, one => one, one => one);
    }
}
