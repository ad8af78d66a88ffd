using System.Collections.Immutable;

namespace Neurons.EventData;

/// <summary>Transforms one after the other, each with random numbers of its own. Two are equal if they have the same ones.</summary>
public sealed record EventPipeline : EventTransform
{
    /// <summary>Transforms one after the other; those of pipelines among them stand for themselves.</summary>
    /// <param name="transforms">The transforms.</param>
    public EventPipeline(params IEnumerable<EventTransform> transforms)
    {
        ArgumentNullException.ThrowIfNull(transforms);
        Transforms = [.. transforms.SelectMany(one => one is EventPipeline pipeline ? pipeline.Transforms : [one])];
    }

    /// <summary>The transforms, none of which is a pipeline.</summary>
    public ImmutableArray<EventTransform> Transforms { get; }

    /// <inheritdoc/>
    public override bool IsRandom => Transforms.Any(one => one.IsRandom);

    /// <inheritdoc/>
    public bool Equals(EventPipeline? other) => other is not null && Transforms.SequenceEqual(other.Transforms);

    /// <inheritdoc/>
    public override int GetHashCode() => Transforms.Aggregate(0, HashCode.Combine);

    private protected override string Text => string.Join(" | ", Transforms);

    /// <inheritdoc/>
    protected internal override Events Apply(Events events, RandomStream random)
    {
        for (var i = 0; i < Transforms.Length; i++) events = Transforms[i].Apply(events, new RandomStream(random.Seed, random.Stream + (uint)i));
        return events;
    }
}
