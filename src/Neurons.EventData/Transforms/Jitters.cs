namespace Neurons.EventData;

/// <summary>Each event is moved on the sensor by numbers of a normal distribution, rounded towards 0; what leaves the sensor is dropped.</summary>
/// <param name="VarX">The variance along a row, ≥ 0.</param>
/// <param name="VarY">The variance along a column, ≥ 0.</param>
/// <param name="SigmaXY">The covariance, of which the square is at most the product of the variances.</param>
public sealed record SpatialJitter(double VarX = 1, double VarY = 1, double SigmaXY = 0) : EventTransform
{
    /// <inheritdoc cref="SpatialJitter(double, double, double)" path="/param[@name='VarX']"/>
    public double VarX { get; } = Require.NotNegative(nameof(SpatialJitter), nameof(VarX), VarX);

    /// <inheritdoc cref="SpatialJitter(double, double, double)" path="/param[@name='VarY']"/>
    public double VarY { get; } = Require.NotNegative(nameof(SpatialJitter), nameof(VarY), VarY);

    /// <inheritdoc cref="SpatialJitter(double, double, double)" path="/param[@name='SigmaXY']"/>
    public double SigmaXY { get; } = Require.That(
        SigmaXY * SigmaXY <= VarX * VarY, nameof(SpatialJitter), nameof(SigmaXY), SigmaXY, "such that its square is at most VarX · VarY");

    /// <inheritdoc/>
    public override bool IsRandom => true;

    /// <inheritdoc/>
    protected internal override Events Apply(Events events, RandomStream random)
    {
        // The lower triangle whose square is the covariance.
        var xx = Math.Sqrt(VarX);
        var xy = xx > 0 ? SigmaXY / xx : 0;
        var yy = Math.Sqrt(Math.Max(0, VarY - (xy * xy)));
        var moved = new EventColumns(events.Count);
        var sensor = events.Sensor;
        for (var i = 0; i < events.Count; i++)
        {
            var (one, other) = (random.NextNormal(), random.NextNormal());
            var (x, y) = ((long)(events.X[i] + (xx * one)), (long)(events.Y[i] + (xy * one) + (yy * other)));
            if (x >= 0 && x < sensor.Width && y >= 0 && y < sensor.Height)
                moved.Add(events.Times[i], (ushort)x, (ushort)y, events.Polarities[i] != 0);
        }

        return moved.On(sensor);
    }
}

/// <summary>Each event is moved in time by a number of a normal distribution, rounded towards 0.</summary>
/// <param name="Std">The standard deviation in µs, ≥ 0.</param>
/// <param name="ClipNegative">Whether events before 0 are dropped.</param>
/// <param name="Sort">Whether events are put in the order of their times again.</param>
public sealed record TimeJitter(double Std, bool ClipNegative = true, bool Sort = false) : EventTransform
{
    /// <inheritdoc cref="TimeJitter(double, bool, bool)" path="/param[@name='Std']"/>
    public double Std { get; } = Require.NotNegative(nameof(TimeJitter), nameof(Std), Std);

    /// <inheritdoc/>
    public override bool IsRandom => true;

    /// <inheritdoc/>
    protected internal override Events Apply(Events events, RandomStream random)
    {
        var times = events.Times.ToArray();
        for (var i = 0; i < times.Length; i++) times[i] = (long)(times[i] + (Std * random.NextNormal()));
        var moved = events.With(events.Sensor, times);
        if (ClipNegative) moved = moved.Keep(i => times[i] >= 0);
        return Sort ? moved.Sorted() : moved;
    }
}

/// <summary>
/// Events at random: times between the first and the last, anywhere on the sensor, of any polarity; the result is in the order of times.
/// </summary>
/// <param name="Count">How many, ≥ 0.</param>
/// <param name="CountTo">How many at the most, where the number is drawn, from <paramref name="Count"/> to below this; null for Count.</param>
public sealed record UniformNoise(int Count, int? CountTo = null) : EventTransform
{
    /// <inheritdoc cref="UniformNoise(int, int?)" path="/param[@name='Count']"/>
    public int Count { get; } = Require.AtLeast(0, nameof(UniformNoise), nameof(Count), Count);

    /// <inheritdoc cref="UniformNoise(int, int?)" path="/param[@name='CountTo']"/>
    public int? CountTo { get; } = CountTo is { } to ? Require.AtLeast(Count, nameof(UniformNoise), nameof(CountTo), to) : null;

    /// <inheritdoc/>
    public override bool IsRandom => true;

    /// <inheritdoc/>
    protected internal override Events Apply(Events events, RandomStream random)
    {
        if (events.Count == 0) return events;
        var (first, last) = (long.MaxValue, long.MinValue);
        foreach (var time in events.Times) (first, last) = (Math.Min(first, time), Math.Max(last, time));
        var (sensor, count) = (events.Sensor, (int)random.Between(Count, CountTo));
        var all = new EventColumns(events.Count + count);
        for (var i = 0; i < events.Count; i++) all.Add(events.Times[i], events.X[i], events.Y[i], events.Polarities[i] != 0);
        for (var i = 0; i < count; i++)
        {
            all.Add(
                first + (long)((last - first) * random.NextDouble()), (ushort)random.NextInt(sensor.Width), (ushort)random.NextInt(sensor.Height),
                random.NextInt(sensor.Polarities) == 1);
        }

        return all.On(sensor).Sorted();
    }
}
