namespace Neurons.EventData;

/// <summary>
/// A refractory period of each pixel: an event is kept if more time has passed since the one before, kept or not. As in tonic, pixels have had
/// an event one period before 0.
/// </summary>
/// <param name="Period">The period in µs, ≥ 0.</param>
/// <param name="PeriodTo">Where the period is drawn, it is one from <paramref name="Period"/> to this, rounded down; null for that one.</param>
public sealed record Refractory(double Period, double? PeriodTo = null) : EventTransform
{
    /// <inheritdoc cref="Refractory(double, double?)" path="/param[@name='Period']"/>
    public double Period { get; } = Require.NotNegative(nameof(Refractory), nameof(Period), Period);

    /// <inheritdoc cref="Refractory(double, double?)" path="/param[@name='PeriodTo']"/>
    public double? PeriodTo { get; } = PeriodTo is { } to ? Require.NotNegative(nameof(Refractory), nameof(PeriodTo), to) : null;

    /// <inheritdoc/>
    public override bool IsRandom => PeriodTo is not null;

    /// <inheritdoc/>
    protected internal override Events Apply(Events events, RandomStream random)
    {
        var period = PeriodTo is null ? Period : Math.Floor(random.Between(Period, PeriodTo));
        var (last, width, _) = events.Pixels<double>(nameof(Refractory));
        last.AsSpan().Fill(-period);
        var kept = new EventColumns(events.Count);
        events.Columns(out var times, out var x, out var y, out var on);
        for (var i = 0; i < times.Length; i++)
        {
            ref var before = ref last[(y[i] * width) + x[i]];
            if (times[i] - before > period) kept.Add(times[i], x[i], y[i], on[i] != 0);
            before = times[i];
        }

        return kept.On(events.Sensor);
    }
}

/// <summary>
/// A filter of background activity: an event is kept if one of the four pixels beside its own had one within a time. As in tonic, every pixel
/// up to the last column and row with events has had one at 0.
/// </summary>
/// <param name="FilterTime">The time in µs, ≥ 0.</param>
public sealed record Denoise(double FilterTime = 10000) : EventTransform
{
    /// <inheritdoc cref="Denoise(double)" path="/param[@name='FilterTime']"/>
    public double FilterTime { get; } = Require.NotNegative(nameof(Denoise), nameof(FilterTime), FilterTime);

    /// <inheritdoc/>
    protected internal override Events Apply(Events events, RandomStream random)
    {
        // Until when the last event of a pixel counts.
        var (until, width, height) = events.Pixels<double>(nameof(Denoise));
        until.AsSpan().Fill(FilterTime);
        var kept = new EventColumns(events.Count);
        events.Columns(out var times, out var xs, out var ys, out var on);
        for (var i = 0; i < times.Length; i++)
        {
            var (time, x, y) = (times[i], xs[i], ys[i]);
            var pixel = (y * width) + x;
            until[pixel] = time + FilterTime;
            if ((x > 0 && until[pixel - 1] > time) || (x < width - 1 && until[pixel + 1] > time)
                || (y > 0 && until[pixel - width] > time) || (y < height - 1 && until[pixel + width] > time))
                kept.Add(time, x, y, on[i] != 0);
        }

        return kept.On(events.Sensor);
    }
}

/// <summary>Of each pixel, every so many events one.</summary>
/// <param name="N">Every how many, ≥ 1.</param>
public sealed record Decimate(int N) : EventTransform
{
    /// <inheritdoc cref="Decimate(int)" path="/param[@name='N']"/>
    public int N { get; } = Require.AtLeast(1, nameof(Decimate), nameof(N), N);

    /// <inheritdoc/>
    protected internal override Events Apply(Events events, RandomStream random)
    {
        var (counts, width, _) = events.Pixels<int>(nameof(Decimate));
        return events.Keep(i =>
        {
            ref var count = ref counts[(events.Y[i] * width) + events.X[i]];
            if (++count < N) return false;
            count = 0;
            return true;
        });
    }
}
