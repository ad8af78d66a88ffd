using System.Globalization;
using Neurons.IO;
using Neurons.Networks;

namespace Neurons.EventData;

/// <summary>
/// Recordings with a class each, which are read when they are asked for: from files, from a cache, or from memory. A set never changes; its
/// methods give others.
/// </summary>
public sealed class EventSet
{
    private readonly IRecordings _recordings;
    private readonly int[] _places;
    private readonly int[] _labels;

    internal EventSet(IRecordings recordings, int[] labels, IReadOnlyList<string> classes)
        : this(recordings, [.. Enumerable.Range(0, labels.Length)], labels, classes)
    {
    }

    private EventSet(IRecordings recordings, int[] places, int[] labels, IReadOnlyList<string> classes) =>
        (_recordings, _places, _labels, Classes) = (recordings, places, labels, classes);

    /// <summary>The number of recordings.</summary>
    public int Count => _labels.Length;

    /// <summary>The class of each recording.</summary>
    public ReadOnlySpan<int> Labels => _labels;

    /// <summary>The names of the classes.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>A recording; from a file, it is read each time.</summary>
    /// <param name="index">Which, 0 .. Count − 1.</param>
    /// <exception cref="FormatError">A file is malformed.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such recording.</exception>
    public Events this[int index] => _recordings.Read(_places[Checked(index)]);

    /// <summary>A set of recordings in memory.</summary>
    /// <param name="recordings">The recordings.</param>
    /// <param name="labels">The class of each, at least 0.</param>
    /// <param name="classes">The names of the classes; null for their numbers.</param>
    /// <exception cref="ArgumentException">There are not as many labels, or one is not of a class.</exception>
    public static EventSet From(IReadOnlyList<Events> recordings, int[] labels, IReadOnlyList<string>? classes = null)
    {
        ArgumentNullException.ThrowIfNull(recordings);
        ArgumentNullException.ThrowIfNull(labels);
        if (recordings.Count != labels.Length)
            throw new ArgumentException($"There are {recordings.Count} recordings and {labels.Length} labels; they must be as many.", nameof(labels));
        classes ??= Numbers(labels.DefaultIfEmpty(-1).Max() + 1);
        if (Array.FindIndex(labels, label => label < 0 || label >= classes.Count) is >= 0 and var bad)
            throw new ArgumentException($"Label {bad} is {labels[bad]}; it must be in 0 .. {classes.Count - 1}.", nameof(labels));
        return new(new InMemory([.. recordings]), [.. labels], classes);
    }

    /// <summary>The recordings at these places.</summary>
    /// <param name="indices">Each in 0 .. Count − 1.</param>
    public EventSet Take(params ReadOnlySpan<int> indices)
    {
        var (places, labels) = (new int[indices.Length], new int[indices.Length]);
        for (var i = 0; i < indices.Length; i++) (places[i], labels[i]) = (_places[Checked(indices[i])], _labels[indices[i]]);
        return new(_recordings, places, labels, Classes);
    }

    /// <summary>Two sets that share the recordings between them, in an order drawn from a seed; as <see cref="Dataset.Split"/>.</summary>
    /// <param name="fraction">The share of the first, in [0, 1].</param>
    /// <param name="seed">What the order is drawn from.</param>
    public (EventSet First, EventSet Second) Split(double fraction, ulong seed)
    {
        Require.That(fraction is >= 0 and <= 1, nameof(EventSet), nameof(fraction), fraction, "in [0, 1]");
        var order = Enumerable.Range(0, Count).ToArray();
        new RandomStream(seed, RandomStreams.Split).Shuffle<int>(order);
        var first = (int)Math.Round(fraction * Count);
        return (Take(order.AsSpan(0, first)), Take(order.AsSpan(first)));
    }

    /// <summary>The recordings transformed, each time they are asked for; what is random follows from the seed and the recording's place.</summary>
    /// <param name="transform">The transform.</param>
    /// <param name="seed">What its randomness follows from.</param>
    public EventSet Transformed(EventTransform transform, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(transform);
        return new(new Transformed(_recordings, transform, seed), _places, _labels, Classes);
    }

    /// <summary>The recordings by way of a cache: what it does not have is read and kept there.</summary>
    /// <param name="cache">The cache.</param>
    public EventSet Cached(EventCache cache)
    {
        ArgumentNullException.ThrowIfNull(cache);
        return new(new Cached(_recordings, cache), _places, _labels, Classes);
    }

    /// <summary>The same with all recordings in memory.</summary>
    public EventSet Load() => new(new InMemory([.. Enumerable.Range(0, Count).Select(i => this[i])]), _labels, Classes);

    /// <summary>A data set of frames; a sample is [T, polarities, height, width].</summary>
    /// <param name="frames">How events become frames.</param>
    /// <param name="augmentation">
    /// What changes recordings when they are trained with, each time anew, as the seed of the training, the epoch and the place say; the
    /// recordings are then kept in memory, 13 bytes an event. Null for nothing: events are kept as places in frames, 4 bytes each.
    /// </param>
    /// <exception cref="FormatError">A file is malformed, or an event is not in the frames.</exception>
    public Dataset ToDataset(EventFrames frames, EventTransform? augmentation = null)
    {
        ArgumentNullException.ThrowIfNull(frames);
        frames.Check();
        var (places, kept) = (new int[Count][], augmentation is null ? null : new Events[Count]);
        for (var i = 0; i < Count; i++)
        {
            var (events, name) = (this[i], _recordings.Name(_places[i]));
            places[i] = frames.Places(events, problem => new FormatError(name, problem));
            if (kept is not null) kept[i] = events;
        }

        SampleSource source = kept is null
            ? new EventSamples(places, frames) : new AugmentedSamples(places, kept, frames, augmentation!);
        return Dataset.From(source, _labels, frames.Shape, overTime: true, Classes.Count);
    }

    /// <summary>A data set of another representation; a sample is [T, polarities, height, width].</summary>
    /// <param name="representation">The representation.</param>
    /// <param name="steps">T: what is longer is cut off at the end, and what is shorter has zeros there.</param>
    /// <exception cref="ArgumentException">The sensors of the recordings differ, or there are none.</exception>
    public Dataset ToDataset(EventRepresentation representation, int steps)
    {
        ArgumentNullException.ThrowIfNull(representation);
        Require.AtLeast(1, nameof(EventSet), nameof(steps), steps);
        if (Count == 0) throw new ArgumentException("There are no recordings; at least one is needed.");
        int[]? shape = null;
        var samples = new float[Count][];
        for (var i = 0; i < Count; i++)
        {
            var values = representation.Of(this[i]);
            int[] found = [.. values.Lengths[1..].ToArray().Select(length => (int)length)];
            shape ??= found;
            if (!shape.AsSpan().SequenceEqual(found))
                throw new ArgumentException(
                    $"{_recordings.Name(_places[i])}: the shape is {Shapes.Text(found)}; the first recording has {Shapes.Text(shape)}.");
            samples[i] = values.ReadOnlySpan().ToArray();
        }

        return Dataset.From(new PaddedSamples(samples, (int)Shapes.Count(shape!), steps), _labels, shape!, overTime: true, Classes.Count);
    }

    private int Checked(int index) => (uint)index < (uint)Count ? index
        : throw new ArgumentOutOfRangeException(nameof(index), index, $"index is {index}; it must be in 0 .. {Count - 1}.");

    /// <summary>The numbers of classes as their names.</summary>
    internal static string[] Numbers(int count) =>
        [.. Enumerable.Range(0, count).Select(number => number.ToString(CultureInfo.InvariantCulture))];
}
