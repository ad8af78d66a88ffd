namespace Neurons.EventData;

/// <summary>Times multiplied and shifted: coefficient · t + offset, rounded towards 0.</summary>
/// <param name="Coefficient">The factor, ≥ 0.</param>
/// <param name="Offset">The shift in µs.</param>
/// <param name="CoefficientTo">Where the factor is drawn, it is one from <paramref name="Coefficient"/> to this; null for that one.</param>
/// <param name="OffsetTo">Where the shift is drawn, it is one from <paramref name="Offset"/> to this; null for that one.</param>
public sealed record TimeSkew(double Coefficient, double Offset = 0, double? CoefficientTo = null, double? OffsetTo = null) : EventTransform
{
    /// <inheritdoc cref="TimeSkew(double, double, double?, double?)" path="/param[@name='Coefficient']"/>
    public double Coefficient { get; } = Require.NotNegative(nameof(TimeSkew), nameof(Coefficient), Coefficient);

    /// <inheritdoc cref="TimeSkew(double, double, double?, double?)" path="/param[@name='Offset']"/>
    public double Offset { get; } = Require.Finite(nameof(TimeSkew), nameof(Offset), Offset);

    /// <inheritdoc cref="TimeSkew(double, double, double?, double?)" path="/param[@name='CoefficientTo']"/>
    public double? CoefficientTo { get; } = CoefficientTo is { } to ? Require.NotNegative(nameof(TimeSkew), nameof(CoefficientTo), to) : null;

    /// <inheritdoc cref="TimeSkew(double, double, double?, double?)" path="/param[@name='OffsetTo']"/>
    public double? OffsetTo { get; } = OffsetTo is { } to ? Require.Finite(nameof(TimeSkew), nameof(OffsetTo), to) : null;

    /// <inheritdoc/>
    public override bool IsRandom => CoefficientTo is not null || OffsetTo is not null;

    /// <inheritdoc/>
    protected internal override Events Apply(Events events, RandomStream random) =>
        Of(events, random.Between(Coefficient, CoefficientTo), random.Between(Offset, OffsetTo));

    internal static Events Of(Events events, double coefficient, double offset) =>
        events.With(events.Sensor, Array.ConvertAll(events.Times.ToArray(), time => (long)((time * coefficient) + offset)));
}

/// <summary>Times from the first event on, which is at 0.</summary>
public sealed record TimeAlignment : EventTransform
{
    /// <inheritdoc/>
    protected internal override Events Apply(Events events, RandomStream random)
    {
        var times = events.Times.ToArray();
        var first = times.Length == 0 ? 0 : times.Min();
        return events.With(events.Sensor, Array.ConvertAll(times, time => time - first));
    }
}

/// <summary>The last event first, with a probability; what became brighter then becomes darker.</summary>
/// <param name="P">The probability, in [0, 1].</param>
/// <param name="FlipPolarities">Whether on and off are exchanged.</param>
public sealed record TimeReversal(double P = 0.5, bool FlipPolarities = true) : EventTransform
{
    /// <inheritdoc cref="TimeReversal(double, bool)" path="/param[@name='P']"/>
    public double P { get; } = Require.That(P is >= 0 and <= 1, nameof(TimeReversal), nameof(P), P, "in [0, 1]");

    /// <inheritdoc/>
    public override bool IsRandom => P is not (0 or 1);

    /// <inheritdoc/>
    protected internal override Events Apply(Events events, RandomStream random)
    {
        if (random.NextDouble() >= P || events.Count == 0) return events;
        var last = long.MinValue;
        foreach (var time in events.Times) last = Math.Max(last, time);
        var turned = new EventColumns(events.Count);
        for (var i = events.Count - 1; i >= 0; i--)
            turned.Add(last - events.Times[i], events.X[i], events.Y[i], events.Polarities[i] != 0);
        return FlipPolarities && events.Sensor.Polarities == 2 ? FlipPolarity.Flip(turned.On(events.Sensor)) : turned.On(events.Sensor);
    }
}

/// <summary>Fewer steps of time, and fewer pixels: times and places multiplied, and rounded towards 0.</summary>
/// <param name="Time">The factor of times, &gt; 0.</param>
/// <param name="Space">The factor of columns and rows, in (0, 1].</param>
/// <param name="Width">The columns that the sensor has in the end, instead of a factor; null for the factor.</param>
/// <param name="Height">The rows that it has in the end, instead of a factor; null for the factor.</param>
public sealed record Downsample(double Time = 1, double Space = 1, int? Width = null, int? Height = null) : EventTransform
{
    /// <inheritdoc cref="Downsample(double, double, int?, int?)" path="/param[@name='Time']"/>
    public double Time { get; } = Require.Positive(nameof(Downsample), nameof(Time), Time);

    /// <inheritdoc cref="Downsample(double, double, int?, int?)" path="/param[@name='Space']"/>
    public double Space { get; } = Require.That(Space is > 0 and <= 1, nameof(Downsample), nameof(Space), Space, "in (0, 1]");

    /// <inheritdoc cref="Downsample(double, double, int?, int?)" path="/param[@name='Width']"/>
    public int? Width { get; } = Width is { } width ? Require.AtLeast(1, nameof(Downsample), nameof(Width), width) : null;

    /// <inheritdoc cref="Downsample(double, double, int?, int?)" path="/param[@name='Height']"/>
    public int? Height { get; } = Height is { } height ? Require.AtLeast(1, nameof(Downsample), nameof(Height), height) : null;

    /// <inheritdoc/>
    protected internal override Events Apply(Events events, RandomStream random)
    {
        var sensor = events.Sensor;
        if (Width > sensor.Width || Height > sensor.Height)
            throw new ArgumentException($"Downsample: {Width}×{Height} is more than the sensor, {sensor}.");
        var (x, y) = ((double?)Width / sensor.Width ?? Space, (double?)Height / sensor.Height ?? Space);
        return TimeSkew.Of(events, Time, 0).With(
            sensor with { Width = Width ?? (int)((sensor.Width - 1) * x) + 1, Height = Height ?? (int)((sensor.Height - 1) * y) + 1 },
            x: Array.ConvertAll(events.X.ToArray(), one => (ushort)(one * x)), y: Array.ConvertAll(events.Y.ToArray(), one => (ushort)(one * y)));
    }
}
