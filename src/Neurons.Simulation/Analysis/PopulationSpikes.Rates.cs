namespace Neurons.Simulation;

/// <summary>Rates in bins of time.</summary>
/// <param name="Times">The middle of each bin in ms, [bins].</param>
/// <param name="Rates">Spikes a neuron and second, [bins].</param>
public sealed record RateCourse(double[] Times, double[] Rates);

/// <summary>What is said of the activity of a population.</summary>
/// <param name="Rate">Spikes a neuron and second.</param>
/// <param name="RateDeviation">Standard deviation of that over neurons, in Hz.</param>
/// <param name="SilentFraction">The part of the neurons without a spike.</param>
/// <param name="IntervalVariation">Coefficient of variation of intervals, the mean over neurons with four spikes or more.</param>
/// <param name="CountCorrelation">Correlation of spike counts, the mean over pairs of the first 200 neurons with a spike.</param>
/// <param name="PopulationFano">Fano factor of the spike counts of all neurons together.</param>
public sealed record PopulationStatistics(
    double Rate, double RateDeviation, double SilentFraction, double IntervalVariation, double CountCorrelation, double PopulationFano);

/// <content>Rates.</content>
public sealed partial class PopulationSpikes
{
    /// <summary>The rate of each neuron in Hz, [neurons].</summary>
    public double[] Rates => [.. Enumerable.Range(0, Size).Select(neuron => (_first[neuron + 1] - _first[neuron]) / Duration * 1000)];

    /// <summary>Spikes a neuron and second.</summary>
    public double Rate => Count / (double)Size / Duration * 1000;

    /// <summary>The standard deviation of rates over neurons, in Hz.</summary>
    public double RateDeviation => Math.Sqrt(Rates.Average(rate => (rate - Rate) * (rate - Rate)));

    /// <summary>The part of the neurons without a spike, from 0 to 1.</summary>
    public double SilentFraction => Enumerable.Range(0, Size).Count(neuron => _first[neuron + 1] == _first[neuron]) / (double)Size;

    /// <summary>The rate of the population over time.</summary>
    /// <param name="bin">The length of a bin in ms, a whole number of steps; what the last whole bin leaves of the window is not in it.</param>
    public RateCourse RateCourse(double bin)
    {
        var steps = Steps(nameof(bin), bin, 1);
        var counts = PopulationCounts(bin);
        return new(
            [.. counts.Select((_, i) => (_from + (i + 0.5) * steps) * Dt)],
            [.. counts.Select(count => count / (double)Size / (steps * Dt) * 1000)]);
    }

    /// <summary>The usual numbers.</summary>
    /// <param name="bin">The bins of spike counts in ms, a whole number of steps.</param>
    public PopulationStatistics Statistics(double bin = 5) => new(
        Rate, RateDeviation, SilentFraction, Mean(IntervalVariations(4)), CountCorrelation(bin), PopulationFano(bin));
}
