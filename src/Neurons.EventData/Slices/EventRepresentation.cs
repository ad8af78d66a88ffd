using System.Numerics.Tensors;

namespace Neurons.EventData;

/// <summary>How a recording becomes numbers, as a value. Definitions are those of tonic.</summary>
public abstract record EventRepresentation
{
    /// <summary>The numbers of a recording: of each step, [polarities, height, width].</summary>
    /// <param name="events">The recording.</param>
    /// <returns>[T, polarities, height, width]</returns>
    public abstract Tensor<float> Of(Events events);

    private protected static float[] Memory(string owner, int steps, long size) => steps * size <= Array.MaxLength ? new float[steps * size]
        : throw new ArgumentException($"{owner}: {steps} steps of {size} values are more than {Array.MaxLength}.");

    private protected static Tensor<float> Shaped(float[] values, int steps, EventSensor sensor) =>
        Tensor.Create(values, [steps, sensor.Polarities, sensor.Height, sensor.Width]);

    /// <summary>The place of an event in a frame.</summary>
    private protected static int Place(Events events, int i) =>
        (((events.Polarities[i] * events.Sensor.Height) + events.Y[i]) * events.Sensor.Width) + events.X[i];
}

/// <summary>Frames: of each part of a recording the number of events of each pixel and polarity.</summary>
/// <param name="Slicer">What the parts are.</param>
public sealed record SlicedFrames(EventSlicer Slicer) : EventRepresentation
{
    /// <inheritdoc/>
    public override Tensor<float> Of(Events events)
    {
        ArgumentNullException.ThrowIfNull(events);
        var ranges = Slicer.Ranges(events);
        var size = events.Sensor.Size;
        var frames = Memory(nameof(SlicedFrames), ranges.Count, size);
        for (var t = 0; t < ranges.Count; t++)
        {
            var frame = frames.AsSpan((int)(t * size), (int)size);
            for (var i = ranges[t].Start; i < ranges[t].End; i++) frame[Place(events, i)]++;
        }

        return Shaped(frames, ranges.Count, events.Sensor);
    }
}

/// <summary>
/// Time surfaces: at the end of each window, exp(−age/τ) of each pixel's last event (Lagorce et al., "HOTS: a hierarchy of event-based
/// time-surfaces for pattern recognition", 2016), of the whole sensor.
/// </summary>
/// <param name="Dt">The width of a window in µs, &gt; 0.</param>
/// <param name="Tau">τ in µs, &gt; 0.</param>
public sealed record TimeSurfaces(double Dt, double Tau) : EventRepresentation
{
    /// <inheritdoc cref="TimeSurfaces(double, double)" path="/param[@name='Dt']"/>
    public double Dt { get; } = Require.Positive(nameof(TimeSurfaces), nameof(Dt), Dt);

    /// <inheritdoc cref="TimeSurfaces(double, double)" path="/param[@name='Tau']"/>
    public double Tau { get; } = Require.Positive(nameof(TimeSurfaces), nameof(Tau), Tau);

    /// <inheritdoc/>
    public override Tensor<float> Of(Events events)
    {
        ArgumentNullException.ThrowIfNull(events);
        var ranges = new SliceByTime(Dt).Ranges(events);
        var size = (int)Math.Min(events.Sensor.Size, int.MaxValue);
        var surfaces = Memory(nameof(TimeSurfaces), ranges.Count, events.Sensor.Size);
        var last = new double[size];
        last.AsSpan().Fill(double.NegativeInfinity);
        for (var t = 0; t < ranges.Count; t++)
        {
            for (var i = ranges[t].Start; i < ranges[t].End; i++) last[Place(events, i)] = events.Times[i];
            var end = ((t + 1) * Dt) + events.Times[0];
            var surface = surfaces.AsSpan(t * size, size);
            for (var n = 0; n < size; n++)
                if (!double.IsNegativeInfinity(last[n])) surface[n] = (float)Math.Exp(-(end - last[n]) / Tau);
        }

        return Shaped(surfaces, ranges.Count, events.Sensor);
    }
}

/// <summary>
/// A voxel grid, [bins, 1, height, width]: each event counts 1 or −1, shared between the two bins beside its time (Zhu et al., "Unsupervised
/// event-based learning of optical flow, depth, and egomotion", 2019).
/// </summary>
/// <param name="Bins">The number of bins, ≥ 1.</param>
public sealed record VoxelGrid(int Bins) : EventRepresentation
{
    /// <inheritdoc cref="VoxelGrid(int)" path="/param[@name='Bins']"/>
    public int Bins { get; } = Require.AtLeast(1, nameof(VoxelGrid), nameof(Bins), Bins);

    /// <inheritdoc/>
    public override Tensor<float> Of(Events events)
    {
        ArgumentNullException.ThrowIfNull(events);
        var sensor = events.Sensor with { Polarities = 1 };
        var voxels = Memory(nameof(VoxelGrid), Bins, sensor.Size);
        var sums = new double[voxels.Length];
        var span = events.Count == 0 ? 0 : events.Times[^1] - events.Times[0];
        for (var side = 0; side < 2; side++)
        {
            // First all shares of the earlier bins, then those of the later ones.
            for (var i = 0; i < events.Count; i++)
            {
                var time = span == 0 ? 0 : Bins * (double)(events.Times[i] - events.Times[0]) / span;
                var bin = (int)time;
                var share = side == 0 ? 1 - (time - bin) : time - bin;
                if (bin + side >= Bins || bin < 0) continue;
                var place = ((((long)(bin + side) * sensor.Height) + events.Y[i]) * sensor.Width) + events.X[i];
                sums[place] += events.Polarities[i] != 0 ? share : -share;
            }
        }

        for (var i = 0; i < sums.Length; i++) voxels[i] = (float)sums[i];
        return Shaped(voxels, Bins, sensor);
    }
}
