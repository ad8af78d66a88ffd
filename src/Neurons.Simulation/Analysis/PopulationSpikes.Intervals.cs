namespace Neurons.Simulation;

/// <content>How irregular the intervals between spikes are.</content>
public sealed partial class PopulationSpikes
{
    /// <summary>The intervals between the spikes of a neuron in ms, [spikes − 1].</summary>
    /// <param name="neuron">Its number, from 0.</param>
    public double[] Intervals(int neuron)
    {
        var steps = this[neuron];
        var intervals = new double[Math.Max(0, steps.Length - 1)];
        for (var i = 0; i < intervals.Length; i++) intervals[i] = (steps[i + 1] - steps[i]) * Dt;
        return intervals;
    }

    /// <summary>
    /// The coefficient of variation of each neuron's intervals, standard deviation over mean: 0 where it fires regularly, 1 on average for a
    /// Poisson process. Of few spikes it is too low.
    /// </summary>
    /// <param name="leastSpikes">How many spikes a neuron must have, else it is NaN; at least 3.</param>
    /// <returns>[neurons].</returns>
    public double[] IntervalVariations(int leastSpikes = 4) => OfIntervals(leastSpikes, intervals =>
    {
        var mean = intervals.Average();
        return Math.Sqrt(intervals.Average(interval => (interval - mean) * (interval - mean))) / mean;
    });

    /// <summary>CV₂ of each neuron: the mean of 2 |b − a| / (a + b) over intervals a and b in a row. Source: Holt et al. 1996.</summary>
    /// <inheritdoc cref="IntervalVariations"/>
    public double[] PairwiseVariations(int leastSpikes = 4) => OfIntervals(
        leastSpikes, intervals => intervals.Zip(intervals.Skip(1), (a, b) => 2 * Math.Abs(b - a) / (a + b)).Average());

    /// <summary>
    /// The local variation of each neuron: the mean of 3 ((b − a) / (a + b))² over intervals a and b that follow each other. Source: Shinomoto et
    /// al. 2003.
    /// </summary>
    /// <inheritdoc cref="IntervalVariations"/>
    public double[] LocalVariations(int leastSpikes = 4) => OfIntervals(
        leastSpikes, intervals => intervals.Zip(intervals.Skip(1), (a, b) => 3 * (b - a) * (b - a) / ((a + b) * (a + b))).Average());

    private double[] OfIntervals(int leastSpikes, Func<double[], double> measure)
    {
        Require.AtLeast(3, nameof(PopulationSpikes), nameof(leastSpikes), leastSpikes);
        return [.. Enumerable.Range(0, Size).Select(n => _first[n + 1] - _first[n] < leastSpikes ? double.NaN : measure(Intervals(n)))];
    }
}
