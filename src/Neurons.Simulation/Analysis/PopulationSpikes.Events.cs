namespace Neurons.Simulation;

/// <summary>How often spikes follow others.</summary>
/// <param name="Lags">The middle of each bin in ms, [bins]; negative where it is before the spike.</param>
/// <param name="Counts">The spikes in each bin, [bins].</param>
/// <param name="Rates">The rate in Hz at a lag from a spike, [bins].</param>
public sealed record Correlogram(double[] Lags, long[] Counts, double[] Rates);

/// <summary>The activity around events: a peristimulus time histogram.</summary>
/// <param name="Times">The middle of each bin in ms from the event, [bins].</param>
/// <param name="Counts">The spikes of all neurons around all events, [bins].</param>
/// <param name="Rates">Spikes a neuron and second, [bins].</param>
public sealed record EventHistogram(double[] Times, long[] Counts, double[] Rates);

/// <summary>The mean of a signal around spikes.</summary>
/// <param name="Times">The time from the spike in ms, [samples].</param>
/// <param name="Means">The mean of the signal, [samples].</param>
/// <param name="Spikes">Over how many spikes it is taken: those around which there is all of the signal.</param>
public sealed record TriggeredAverage(double[] Times, double[] Means, int Spikes);

/// <content>Spikes and signals around spikes and events.</content>
public sealed partial class PopulationSpikes
{
    /// <summary>How often one neuron fires at a lag from the spikes of another. It is flat, at the rate, where they are independent.</summary>
    /// <param name="neuron">Whose spikes are at 0: those that are as far from the ends of the window as bins reach.</param>
    /// <param name="other">Whose spikes are counted.</param>
    /// <param name="lag">The middle of the last bin, in ms: a whole number of bins.</param>
    /// <param name="bin">The length of a bin in ms, a whole number of steps: from its beginning up to, but without, its end.</param>
    public Correlogram CrossCorrelogram(int neuron, int other, double lag, double bin) => Correlated([(neuron, other)], lag, bin, withoutOwn: false);

    /// <summary>How often neurons fire at a lag from their own spikes, the spikes themselves not counted; all neurons together.</summary>
    /// <inheritdoc cref="CrossCorrelogram"/>
    public Correlogram AutoCorrelogram(double lag, double bin) =>
        Correlated(Enumerable.Range(0, Size).Select(n => (n, n)), lag, bin, withoutOwn: true);

    /// <summary>The rate of the population around events.</summary>
    /// <param name="events">When they are, in ms, [events].</param>
    /// <param name="before">How long before an event it begins, in ms; a whole number of steps.</param>
    /// <param name="after">How long after it it ends, in ms; the two together are a whole number of bins.</param>
    /// <param name="bin">The length of a bin in ms, a whole number of steps.</param>
    /// <exception cref="ArgumentException">There is no event, or the window does not hold all that is around one.</exception>
    public EventHistogram EventHistogram(ReadOnlySpan<double> events, double before, double after, double bin)
    {
        var (length, start) = (Steps(nameof(bin), bin, 1), Steps(nameof(before), before, 0));
        var whole = start + Steps(nameof(after), after, 0);
        Require.That(
            whole > 0 && whole % length == 0, nameof(PopulationSpikes), nameof(after), after,
            $"such that with before, {before} ms, it is whole bins");
        Require.AtLeast(1, nameof(PopulationSpikes), "the number of events", events.Length);
        var counts = new long[whole / length];
        foreach (var time in events)
        {
            var first = Math.Round(time / Dt) - start;
            Require.That(
                first >= _from && first + whole <= _until, nameof(PopulationSpikes), nameof(events), time,
                $"in {From + before} .. {Until - after} ms");
            foreach (var step in _steps)
            {
                if (step >= first && step < first + whole) counts[(step - (int)first) / length]++;
            }
        }
        var perRate = events.Length * (double)Size * length * Dt / 1000;
        return new([.. counts.Select((_, i) => ((i + 0.5) * length - start) * Dt)], counts, [.. counts.Select(count => count / perRate)]);
    }

    /// <summary>The mean of a signal around spikes of all neurons, or of one.</summary>
    /// <param name="signal">The signal, [samples]: a number at the end of step start, start + every and so on.</param>
    /// <param name="every">The time between two numbers of the signal in ms, a whole number of steps.</param>
    /// <param name="before">How long before a spike it begins, in ms; a multiple of <paramref name="every"/>.</param>
    /// <param name="after">How long after it it ends, in ms; a multiple of <paramref name="every"/>.</param>
    /// <param name="neuron">Whose spikes; null for those of all neurons.</param>
    /// <param name="start">When the step of the first number begins, in ms.</param>
    public TriggeredAverage TriggeredAverage(
        ReadOnlySpan<double> signal, double every, double before, double after, int? neuron = null, double start = 0)
    {
        var (interval, first) = (Steps(nameof(every), every, 1), Steps(nameof(start), start, 0));
        var (back, ahead) = (Steps(nameof(before), before, 0), Steps(nameof(after), after, 0));
        Require.That(back % interval == 0, nameof(PopulationSpikes), nameof(before), before, $"a multiple of {every} ms");
        Require.That(ahead % interval == 0, nameof(PopulationSpikes), nameof(after), after, $"a multiple of {every} ms");
        var (sums, spikes) = (new double[(back + ahead) / interval + 1], 0);
        foreach (var step in neuron is { } one ? this[one] : _steps)
        {
            // the number that is the last one at the spike
            var at = (int)Math.Floor((step - first) / (double)interval) - back / interval;
            if (at < 0 || at + sums.Length > signal.Length) continue;
            for (var i = 0; i < sums.Length; i++) sums[i] += signal[at + i];
            spikes++;
        }
        return new([.. sums.Select((_, i) => (i * interval - back) * Dt)], [.. sums.Select(sum => sum / spikes)], spikes);
    }

    /// <param name="pairs">Whose spikes are at 0, and whose are counted.</param>
    /// <param name="lag">The middle of the last bin.</param>
    /// <param name="bin">The length of a bin.</param>
    /// <param name="withoutOwn">Whether the spike itself is not counted.</param>
    private Correlogram Correlated(IEnumerable<(int, int)> pairs, double lag, double bin, bool withoutOwn)
    {
        var (length, reach) = (Steps(nameof(bin), bin, 1), Steps(nameof(lag), lag, 0));
        Require.That(reach % length == 0, nameof(PopulationSpikes), nameof(lag), lag, $"a whole number of bins of {bin} ms");
        var counts = new long[2 * (reach / length) + 1];
        var low = -reach - length / 2;
        var high = low + counts.Length * length;
        long references = 0;
        foreach (var (neuron, other) in pairs)
        {
            var others = this[other];
            var begin = 0;
            foreach (var spike in this[neuron])
            {
                if (spike + low < _from || spike + high > _until) continue;
                references++;
                while (begin < others.Length && others[begin] < spike + low) begin++;
                for (var i = begin; i < others.Length && others[i] < spike + high; i++)
                {
                    if (!withoutOwn || others[i] != spike) counts[(others[i] - spike - low) / length]++;
                }
            }
        }
        return new(
            [.. counts.Select((_, i) => (i * length - reach) * Dt)], counts, [.. counts.Select(count => count / (references * length * Dt / 1000))]);
    }
}
