namespace Neurons.EventData;

/// <summary>The middle of the sensor. What is larger than the sensor has it in its middle.</summary>
/// <param name="Width">The columns, ≥ 1.</param>
/// <param name="Height">The rows, ≥ 1.</param>
public sealed record CenterCrop(int Width, int Height) : EventTransform
{
    /// <inheritdoc cref="CenterCrop(int, int)" path="/param[@name='Width']"/>
    public int Width { get; } = Require.AtLeast(1, nameof(CenterCrop), nameof(Width), Width);

    /// <inheritdoc cref="CenterCrop(int, int)" path="/param[@name='Height']"/>
    public int Height { get; } = Require.AtLeast(1, nameof(CenterCrop), nameof(Height), Height);

    /// <inheritdoc/>
    protected internal override Events Apply(Events events, RandomStream random)
    {
        var sensor = events.Sensor;
        // rounded down, also below 0
        var (left, top) = ((sensor.Width - Width) >> 1, (sensor.Height - Height) >> 1);
        return events.Crop(Math.Max(left, 0), Math.Max(top, 0), left, top, sensor with { Width = Width, Height = Height });
    }
}

/// <summary>A part of the sensor at a random place.</summary>
/// <param name="Width">The columns, 1 to those of the sensor.</param>
/// <param name="Height">The rows, 1 to those of the sensor.</param>
public sealed record RandomCrop(int Width, int Height) : EventTransform
{
    /// <inheritdoc cref="RandomCrop(int, int)" path="/param[@name='Width']"/>
    public int Width { get; } = Require.AtLeast(1, nameof(RandomCrop), nameof(Width), Width);

    /// <inheritdoc cref="RandomCrop(int, int)" path="/param[@name='Height']"/>
    public int Height { get; } = Require.AtLeast(1, nameof(RandomCrop), nameof(Height), Height);

    /// <inheritdoc/>
    public override bool IsRandom => true;

    /// <inheritdoc/>
    protected internal override Events Apply(Events events, RandomStream random)
    {
        var sensor = events.Sensor;
        if (Width > sensor.Width || Height > sensor.Height)
            throw new ArgumentException($"RandomCrop: {Width}×{Height} is more than the sensor, {sensor}.");
        return At(events, (int)(random.NextDouble() * (sensor.Width - Width)), (int)(random.NextDouble() * (sensor.Height - Height)));
    }

    internal Events At(Events events, int left, int top) =>
        events.Crop(left, top, left, top, events.Sensor with { Width = Width, Height = Height });
}

/// <summary>The events of a part of the time, ends included.</summary>
/// <param name="Min">The first time in µs.</param>
/// <param name="Max">The last time in µs; null for all that follow.</param>
public sealed record CropTime(long Min = 0, long? Max = null) : EventTransform
{
    /// <inheritdoc/>
    protected internal override Events Apply(Events events, RandomStream random) =>
        events.Keep(i => events.Times[i] >= Min && !(events.Times[i] > Max));
}
