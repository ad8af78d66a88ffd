namespace Neurons.Cli.Simulate;

/// <summary>Counts, rate and intervals of the spikes of all neurons.</summary>
internal sealed record SpikeStatistics(int Count, double Rate, double? MeanInterval, double? IntervalVariation)
{
    /// <summary>The rate is the mean over neurons; intervals are in the unit shown, their variation is standard deviation over mean.</summary>
    public static SpikeStatistics Of(NeuronRun run)
    {
        var times = run.SpikeTimes();
        var count = times.Sum(train => train.Length);
        double[] intervals = [.. times.SelectMany(train => train.Zip(train.Skip(1), (before, after) => after - before))];
        var rate = count / (run.Neurons * run.Time.Steps * run.Time.SecondsPerStep);
        if (intervals.Length == 0)
        {
            return new(count, rate, null, null);
        }

        var mean = intervals.Average();
        return new(count, rate, mean, Math.Sqrt(intervals.Average(interval => (interval - mean) * (interval - mean))) / mean);
    }
}
