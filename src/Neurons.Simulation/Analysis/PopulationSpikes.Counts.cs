namespace Neurons.Simulation;

/// <content>Spike counts in bins: Fano factors and correlations.</content>
public sealed partial class PopulationSpikes
{
    /// <summary>The spikes of all neurons together in bins of time, [bins].</summary>
    /// <inheritdoc cref="RateCourse(double)"/>
    public int[] PopulationCounts(double bin) => Counted(_steps, bin);

    /// <summary>The spikes of a neuron in bins of time, [bins].</summary>
    /// <param name="neuron">Its number, from 0.</param>
    /// <param name="bin">The length of a bin in ms, a whole number of steps; what the last whole bin leaves of the window is not in it.</param>
    public int[] Counts(int neuron, double bin) => Counted(this[neuron], bin);

    /// <summary>The Fano factor of each neuron's spike counts, variance over mean: 0 where it fires regularly, 1 for a Poisson process.</summary>
    /// <inheritdoc cref="RateCourse(double)"/>
    /// <returns>[neurons]; NaN for one without spikes.</returns>
    public double[] FanoFactors(double bin) => [.. Enumerable.Range(0, Size).Select(neuron => Fano(Counts(neuron, bin)))];

    /// <summary>The Fano factor of the spike counts of all neurons together: 1 where they are independent Poisson processes.</summary>
    /// <inheritdoc cref="RateCourse(double)"/>
    public double PopulationFano(double bin) => Fano(PopulationCounts(bin));

    /// <summary>
    /// Pearson's correlation of the spike counts of pairs of neurons. Of which neurons: the first with a spike. It is NaN where counts are the same
    /// in all bins.
    /// </summary>
    /// <param name="bin">The length of a bin in ms, a whole number of steps; what the last whole bin leaves of the window is not in it.</param>
    /// <param name="most">How many neurons at most; at least 2.</param>
    /// <returns>[neurons, neurons].</returns>
    public double[,] CountCorrelations(double bin, int most = 200)
    {
        Require.AtLeast(2, nameof(PopulationSpikes), nameof(most), most);
        double[][] scores = [.. Enumerable.Range(0, Size).Where(n => _first[n + 1] > _first[n]).Take(most).Select(n => Standard(Counts(n, bin)))];
        var correlations = new double[scores.Length, scores.Length];
        for (var i = 0; i < scores.Length; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                double sum = 0;
                for (var k = 0; k < scores[i].Length; k++) sum += scores[i][k] * scores[j][k];
                correlations[i, j] = correlations[j, i] = sum;
            }
        }
        return correlations;
    }

    /// <summary>The mean of <see cref="CountCorrelations"/> over all pairs that have one.</summary>
    /// <inheritdoc cref="CountCorrelations"/>
    /// <returns>From −1 to 1; NaN where there is no pair.</returns>
    public double CountCorrelation(double bin, int most = 200)
    {
        var all = CountCorrelations(bin, most);
        return Mean(Enumerable.Range(0, all.GetLength(0)).SelectMany(i => Enumerable.Range(0, i).Select(j => all[i, j])));
    }

    private int[] Counted(ReadOnlySpan<int> steps, double bin)
    {
        var length = Steps(nameof(bin), bin, 1);
        var counts = new int[Bins(bin, length)];
        foreach (var step in steps)
        {
            var at = (step - _from) / length;
            if (at < counts.Length) counts[at]++;
        }
        return counts;
    }

    private static double Fano(int[] counts)
    {
        var mean = counts.Average();
        return counts.Average(count => (count - mean) * (count - mean)) / mean;
    }

    /// <summary>Counts less their mean, of which the squares sum up to 1.</summary>
    private static double[] Standard(int[] counts)
    {
        var mean = counts.Average();
        var length = Math.Sqrt(counts.Sum(count => (count - mean) * (count - mean)));
        return [.. counts.Select(count => length > 0 ? (count - mean) / length : double.NaN)];
    }
}
