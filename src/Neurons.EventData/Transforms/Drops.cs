namespace Neurons.EventData;

/// <summary>A part of all events is dropped, each equally likely.</summary>
/// <param name="Share">The share, in [0, 1].</param>
/// <param name="ShareTo">Where the share is drawn, it is one from <paramref name="Share"/> to this; null for that one.</param>
public sealed record DropEvents(double Share, double? ShareTo = null) : EventTransform
{
    /// <inheritdoc cref="DropEvents(double, double?)" path="/param[@name='Share']"/>
    public double Share { get; } = Require.That(Share is >= 0 and <= 1, nameof(DropEvents), nameof(Share), Share, "in [0, 1]");

    /// <inheritdoc cref="DropEvents(double, double?)" path="/param[@name='ShareTo']"/>
    public double? ShareTo { get; } = Require.That(ShareTo is null or (>= 0 and <= 1), nameof(DropEvents), nameof(ShareTo), ShareTo, "in [0, 1]");

    /// <inheritdoc/>
    public override bool IsRandom => true;

    /// <inheritdoc/>
    protected internal override Events Apply(Events events, RandomStream random) => Drop(events, random.Between(Share, ShareTo), random);

    internal static Events Drop(Events events, double share, RandomStream random)
    {
        // Of those that are left to look at, so many are left to drop.
        var (left, drop) = (events.Count, (int)((share * events.Count) + 0.5));
        return events.Keep(_ =>
        {
            if (random.NextInt(left--) >= drop) return true;
            drop--;
            return false;
        });
    }
}

/// <summary>The events of a random part of the time are dropped.</summary>
/// <param name="Ratio">How long it is, as a share of the time from 0 to the last event, in [0, 1).</param>
/// <param name="RatioTo">Where the share is drawn, it is one from <paramref name="Ratio"/> to this; null for that one.</param>
public sealed record DropTime(double Ratio = 0.2, double? RatioTo = null) : EventTransform
{
    /// <inheritdoc cref="DropTime(double, double?)" path="/param[@name='Ratio']"/>
    public double Ratio { get; } = Require.Fraction(nameof(DropTime), nameof(Ratio), Ratio);

    /// <inheritdoc cref="DropTime(double, double?)" path="/param[@name='RatioTo']"/>
    public double? RatioTo { get; } = Require.That(RatioTo is null or (>= 0 and < 1), nameof(DropTime), nameof(RatioTo), RatioTo, "in [0, 1)");

    /// <inheritdoc/>
    public override bool IsRandom => true;

    /// <inheritdoc/>
    protected internal override Events Apply(Events events, RandomStream random) => Drop(events, random.Between(Ratio, RatioTo), random.NextDouble());

    /// <summary>Drops what is from a place on, which is a share of where it can begin.</summary>
    internal static Events Drop(Events events, double ratio, double place)
    {
        var last = 0L;
        foreach (var time in events.Times) last = Math.Max(last, time);
        var length = last * ratio;
        var start = (last - length) * place;
        return events.Keep(i => events.Times[i] < start || events.Times[i] > start + length);
    }
}

/// <summary>The events of a rectangle at a random place are dropped.</summary>
/// <param name="Ratio">Its width and height as a share of those of the sensor, in [0, 1).</param>
/// <param name="RatioTo">Where the share is drawn, it is one from <paramref name="Ratio"/> to this; null for that one.</param>
public sealed record DropArea(double Ratio = 0.2, double? RatioTo = null) : EventTransform
{
    /// <inheritdoc cref="DropArea(double, double?)" path="/param[@name='Ratio']"/>
    public double Ratio { get; } = Require.Fraction(nameof(DropArea), nameof(Ratio), Ratio);

    /// <inheritdoc cref="DropArea(double, double?)" path="/param[@name='RatioTo']"/>
    public double? RatioTo { get; } = Require.That(RatioTo is null or (>= 0 and < 1), nameof(DropArea), nameof(RatioTo), RatioTo, "in [0, 1)");

    /// <inheritdoc/>
    public override bool IsRandom => true;

    /// <inheritdoc/>
    protected internal override Events Apply(Events events, RandomStream random) => Drop(events, random.Between(Ratio, RatioTo), random);

    internal static Events Drop(Events events, double ratio, RandomStream random)
    {
        var (width, height) = ((int)(events.Sensor.Width * ratio), (int)(events.Sensor.Height * ratio));
        return Drop(events, random.NextInt(events.Sensor.Width - width), random.NextInt(events.Sensor.Height - height), width, height);
    }

    internal static Events Drop(Events events, int left, int top, int width, int height) => events.Keep(i =>
        events.X[i] < left || events.X[i] >= left + width || events.Y[i] < top || events.Y[i] >= top + height);
}

/// <summary>
/// Nothing, or one of three kinds of dropping, each with a probability of a quarter: a tenth to nine tenths of the time, a twentieth to a quarter
/// of the sensor's width and height, a tenth to nine tenths of the events (Gu et al., "EventDrop: data augmentation for event-based learning", 2021).
/// </summary>
public sealed record EventDrop : EventTransform
{
    /// <inheritdoc/>
    public override bool IsRandom => true;

    /// <inheritdoc/>
    protected internal override Events Apply(Events events, RandomStream random) => random.NextInt(4) switch
    {
        1 => DropTime.Drop(events, (1 + random.NextInt(9)) / 10.0, random.NextDouble()),
        2 => DropArea.Drop(events, (1 + random.NextInt(5)) / 20.0, random),
        3 => DropEvents.Drop(events, (1 + random.NextInt(9)) / 10.0, random),
        _ => events,
    };
}

/// <summary>Pixels whose events are all dropped, each with a probability.</summary>
/// <param name="P">The probability, in [0, 1].</param>
public sealed record DropPixels(double P) : EventTransform
{
    /// <inheritdoc cref="DropPixels(double)" path="/param[@name='P']"/>
    public double P { get; } = Require.That(P is >= 0 and <= 1, nameof(DropPixels), nameof(P), P, "in [0, 1]");

    /// <inheritdoc/>
    public override bool IsRandom => true;

    /// <inheritdoc/>
    protected internal override Events Apply(Events events, RandomStream random)
    {
        var (isDropped, width, _) = events.Pixels<bool>(nameof(DropPixels));
        // The number of a pixel does not depend on which others have events.
        for (var pixel = 0; pixel < isDropped.Length; pixel++)
        {
            random.Position = ((ulong)(uint)(pixel / width) * (uint)events.Sensor.Width) + (uint)(pixel % width);
            isDropped[pixel] = random.NextDouble() < P;
        }

        return events.Keep(i => !isDropped[(events.Y[i] * width) + events.X[i]]);
    }
}

/// <summary>Pixels with more events than a frequency are faulty, and all of their events are dropped.</summary>
/// <param name="Frequency">The events a second from the first event to the last, ≥ 0.</param>
public sealed record DropHotPixels(double Frequency) : EventTransform
{
    /// <inheritdoc cref="DropHotPixels(double)" path="/param[@name='Frequency']"/>
    public double Frequency { get; } = Require.NotNegative(nameof(DropHotPixels), nameof(Frequency), Frequency);

    /// <inheritdoc/>
    protected internal override Events Apply(Events events, RandomStream random)
    {
        if (events.Count == 0) return events;
        var (counts, width, _) = events.Pixels<int>(nameof(DropHotPixels));
        for (var i = 0; i < events.Count; i++) counts[(events.Y[i] * width) + events.X[i]]++;
        var most = Frequency * (events.Times[^1] - events.Times[0]) * 1e-6;
        return events.Keep(i => counts[(events.Y[i] * width) + events.X[i]] <= most);
    }
}
