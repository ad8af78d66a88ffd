namespace Neurons.EventData;

/// <summary>Left and right exchanged, with a probability.</summary>
/// <param name="P">The probability, in [0, 1].</param>
public sealed record FlipX(double P = 0.5) : EventTransform
{
    /// <inheritdoc cref="FlipX(double)" path="/param[@name='P']"/>
    public double P { get; } = Require.That(P is >= 0 and <= 1, nameof(FlipX), nameof(P), P, "in [0, 1]");

    /// <inheritdoc/>
    public override bool IsRandom => P is not (0 or 1);

    /// <inheritdoc/>
    protected internal override Events Apply(Events events, RandomStream random) => random.NextDouble() >= P ? events
        : events.With(events.Sensor, x: Array.ConvertAll(events.X.ToArray(), x => (ushort)(events.Sensor.Width - 1 - x)));
}

/// <summary>Up and down exchanged, with a probability.</summary>
/// <param name="P">The probability, in [0, 1].</param>
public sealed record FlipY(double P = 0.5) : EventTransform
{
    /// <inheritdoc cref="FlipY(double)" path="/param[@name='P']"/>
    public double P { get; } = Require.That(P is >= 0 and <= 1, nameof(FlipY), nameof(P), P, "in [0, 1]");

    /// <inheritdoc/>
    public override bool IsRandom => P is not (0 or 1);

    /// <inheritdoc/>
    protected internal override Events Apply(Events events, RandomStream random) => random.NextDouble() >= P ? events
        : events.With(events.Sensor, y: Array.ConvertAll(events.Y.ToArray(), y => (ushort)(events.Sensor.Height - 1 - y)));
}

/// <summary>On and off exchanged, with a probability, where there are both.</summary>
/// <param name="P">The probability, in [0, 1].</param>
public sealed record FlipPolarity(double P = 0.5) : EventTransform
{
    /// <inheritdoc cref="FlipPolarity(double)" path="/param[@name='P']"/>
    public double P { get; } = Require.That(P is >= 0 and <= 1, nameof(FlipPolarity), nameof(P), P, "in [0, 1]");

    /// <inheritdoc/>
    public override bool IsRandom => P is not (0 or 1);

    /// <inheritdoc/>
    protected internal override Events Apply(Events events, RandomStream random) =>
        random.NextDouble() >= P || events.Sensor.Polarities == 1 ? events : Flip(events);

    internal static Events Flip(Events events) =>
        events.With(events.Sensor, on: Array.ConvertAll(events.Polarities.ToArray(), on => (byte)(1 - on)));
}

/// <summary>All events of one polarity.</summary>
public sealed record MergePolarities : EventTransform
{
    /// <inheritdoc/>
    protected internal override Events Apply(Events events, RandomStream random) =>
        events.With(events.Sensor with { Polarities = 1 }, on: new byte[events.Count]);
}
