namespace Neurons.Simulation.Tests;

public sealed class PopulationSpikesTests
{
    private const double Rate = 50;

    /// <summary>Independent Poisson processes of 50 Hz over 20 s, in steps of 0.1 ms.</summary>
    private static readonly PopulationSpikes _poisson = Poisson(100, 20_000, _ => Rate);

    [Fact]
    public void APoissonProcessHasAVariationAndAFanoFactorOfOneAndNoCorrelation()
    {
        Assert.Equal(Rate, _poisson.Rate, 0.5);
        Assert.Equal(Math.Sqrt(Rate / 20), _poisson.RateDeviation, 0.4);
        Assert.Equal(0, _poisson.SilentFraction);
        Assert.Equal(1, _poisson.IntervalVariations().Average(), 0.02);
        Assert.Equal(1, _poisson.PairwiseVariations().Average(), 0.02);
        Assert.Equal(1, _poisson.LocalVariations().Average(), 0.02);
        Assert.Equal(1, _poisson.FanoFactors(5).Average(), 0.02);
        Assert.Equal(1, _poisson.PopulationFano(5), 0.1);
        Assert.Equal(0, _poisson.CountCorrelation(5), 0.005);
    }

    [Fact]
    public void ARegularTrainVariesInNothing()
    {
        var steps = Enumerable.Range(0, 100).Select(i => 50 + 100 * i).ToArray();
        var trains = new PopulationSpikes(steps, new int[100], 2, 0.1, 0, 1000);
        Assert.Equal(100, trains.Rates[0], 9);
        Assert.Equal(0.5, trains.SilentFraction);
        Assert.Equal([0, double.NaN], trains.IntervalVariations());
        Assert.Equal([0, double.NaN], trains.PairwiseVariations());
        Assert.Equal([0, double.NaN], trains.LocalVariations());
        Assert.Equal([0, double.NaN], trains.FanoFactors(10));
        Assert.All(trains.Intervals(0), interval => Assert.Equal(10, interval, 9));
        Assert.Equal(5, trains.Times(0)[0], 9);
    }

    [Fact]
    public void IntervalsThatAlternateHaveTheirKnownVariations()
    {
        // intervals of 10 and 30 ms by turns: mean 20, deviation 10; |30 − 10| / 20 = 1; 3 (20 / 40)² = 0.75
        int[] steps = [.. Enumerable.Range(0, 101).Select(i => i / 2 * 400 + i % 2 * 100)];
        var trains = new PopulationSpikes(steps, new int[101], 1, 0.1, 0, 2100);
        Assert.Equal(0.5, trains.IntervalVariations()[0], 12);
        Assert.Equal(1, trains.PairwiseVariations()[0], 12);
        Assert.Equal(0.75, trains.LocalVariations()[0], 12);
    }

    [Fact]
    public void CopiesOfATrainCorrelateWhollyAndShiftedOnesAtTheirShift()
    {
        var one = _poisson[0].ToArray();
        int[] steps = [.. one, .. one, .. one.Select(step => step + 70)];
        int[] neurons = [.. one.Select(_ => 0), .. one.Select(_ => 1), .. one.Select(_ => 2)];
        var trains = new PopulationSpikes(steps, neurons, 3, 0.1, 0, 20_000);
        var correlations = trains.CountCorrelations(5);
        Assert.Equal(1, correlations[0, 1], 12);
        Assert.Equal(1, correlations[2, 2], 12);
        Assert.InRange(correlations[0, 2], -0.1, 0.5);

        var correlogram = trains.CrossCorrelogram(0, 2, lag: 20, bin: 1);
        Assert.Equal(41, correlogram.Lags.Length);
        Assert.Equal((-20.0, 20.0), (correlogram.Lags[0], correlogram.Lags[^1]));
        Assert.Equal(7, correlogram.Lags[Array.IndexOf(correlogram.Counts, correlogram.Counts.Max())], 9);
        Assert.Equal(Rate, correlogram.Rates.Where((_, i) => i != 27).Average(), 5.0);
        // every spike has its copy, at a rate of one a bin
        Assert.InRange(correlogram.Rates[27], 1000, 1100);
    }

    [Fact]
    public void AnAutocorrelogramOfPoissonProcessesIsFlatAtTheRate()
    {
        var correlogram = _poisson.AutoCorrelogram(lag: 50, bin: 2);
        Assert.All(correlogram.Rates.Where((_, i) => i != 25), rate => Assert.Equal(Rate, rate, 2.0));
        // in the middle one step of twenty is that of the spike itself
        Assert.Equal(Rate * 19 / 20, correlogram.Rates[25], 2.0);
        Assert.Equal(correlogram.Counts[20], correlogram.Counts[30], 0.03 * correlogram.Counts[20]);
    }

    [Fact]
    public void ACorrelogramIsThatOfAllPairsOfSpikes()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            var spikes = Enumerable.Range(0, 2).Select(_ => Enumerable.Range(0, 300).Where(_ => random.Next(4) == 0).ToArray()).ToArray();
            var (length, bins) = (random.Next(1, 6), random.Next(0, 8));
            var trains = new PopulationSpikes(
                [.. spikes[0], .. spikes[1]], [.. spikes[0].Select(_ => 0), .. spikes[1].Select(_ => 1)], 2, 1, 0, 300);
            var counts = new long[2 * bins + 1];
            foreach (var a in spikes[0])
            {
                if (a - bins * length - length / 2 < 0 || a + bins * length + length - length / 2 > 300) continue;
                foreach (var b in spikes[1])
                {
                    var at = (int)Math.Floor((b - a + length / 2) / (double)length) + bins;
                    if (at >= 0 && at < counts.Length) counts[at]++;
                }
            }
            Assert.True(counts.SequenceEqual(trains.CrossCorrelogram(0, 1, bins * length, length).Counts), $"seed {seed}");
        }
    }

    [Fact]
    public void TheSpectrumOfPoissonProcessesIsFlatAndThatOfASineRateHasItsPeak()
    {
        var flat = _poisson.PowerSpectrum(bin: 1, length: 128);
        Assert.Equal(2 * Rate / 100, flat.Power[1..^1].Average(), 0.03);
        Assert.InRange(flat.Power[1..^1].Max() / flat.Power[1..^1].Min(), 1, 2);

        var sine = Poisson(100, 20_000, time => Rate * (1 + 0.8 * Math.Sin(2 * Math.PI * 40 * time / 1000)));
        var spectrum = sine.PowerSpectrum(bin: 1, length: 1024);
        Assert.Equal(40, spectrum.Frequencies[Array.IndexOf(spectrum.Power, spectrum.Power.Max())], 1.0);
        // the variance of a sine is half the square of its amplitude
        var peak = Enumerable.Range(0, spectrum.Power.Length).Where(k => Math.Abs(spectrum.Frequencies[k] - 40) < 5);
        Assert.Equal(40 * 40 / 2.0, peak.Sum(k => spectrum.Power[k] - 1) * spectrum.Frequencies[1], 40.0);
    }

    [Fact]
    public void TheIntegralOfASpectrumIsTheVariance()
    {
        var random = new Random(1);
        double[] signal = [.. Enumerable.Range(0, 1 << 14).Select(_ => 3 + random.NextDouble())];
        var spectrum = PowerSpectrum.Of(signal, every: 0.5, length: 64);
        Assert.Equal(1000, spectrum.Frequencies[^1], 9);
        Assert.Equal(1 / 12.0, spectrum.Power.Sum() * spectrum.Frequencies[1], 0.002);
    }

    [Fact]
    public void AHistogramOfEventsShowsWhatFollowsThem()
    {
        // two neurons fire 3 ms after each event, and one of them 1 ms before it
        double[] events = [100, 200, 300];
        int[] steps = [.. events.SelectMany(time => new[] { (int)time * 10 - 10, (int)time * 10 + 30, (int)time * 10 + 30 })];
        var trains = new PopulationSpikes(steps, [0, 0, 1, 0, 0, 1, 0, 0, 1], 2, 0.1, 50, 400);
        var histogram = trains.EventHistogram(events, before: 5, after: 10, bin: 1);
        Assert.Equal(15, histogram.Rates.Length);
        Assert.Equal(-4.5, histogram.Times[0], 9);
        Assert.Equal((3L, 6L, 9L), (histogram.Counts[4], histogram.Counts[8], histogram.Counts.Sum()));
        Assert.Equal(1000, histogram.Rates[8], 9);
    }

    [Fact]
    public void ATriggeredAverageIsWhatTheSignalIsAroundSpikes()
    {
        // the number of step k is k; at every second step
        double[] signal = [.. Enumerable.Range(0, 500).Select(i => 2.0 * i)];
        var trains = new PopulationSpikes([1, 100, 300, 998], [0, 0, 1, 1], 2, 0.1, 0, 100);
        var all = trains.TriggeredAverage(signal, every: 0.2, before: 1, after: 1);
        Assert.Equal((2, 11), (all.Spikes, all.Means.Length));
        Assert.Equal(-1, all.Times[0], 9);
        Assert.Equal(200, all.Means[5], 9);
        Assert.Equal(190, all.Means[0], 9);
        Assert.Equal(100, trains.TriggeredAverage(signal, 0.2, 1, 1, neuron: 0).Means[5], 9);
    }

    [Fact]
    public void OnlySpikesOfTheWindowCount()
    {
        var trains = new PopulationSpikes([5, 20, 10, 19], [0, 0, 1, 0], 3, 1, 10, 20);
        Assert.Equal(2, trains.Count);
        Assert.Equal([19], trains[0].ToArray());
        Assert.Equal([1, 0, 0], trains.PopulationCounts(3));
        Assert.Equal(1 / 3.0, trains.SilentFraction, 12);
    }

    [Fact]
    public void WhatARecorderHasIsCountedFromItsFirstNeuron()
    {
        using var net = new Simulator<float>();
        var source = net.Add("source", 10, new Simulation.SpikeTimes(steps: [0, 30, 50], neurons: [2, 7, 8]));
        var spikes = net.RecordSpikes(source[5..]);
        net.Run(10);
        var trains = spikes.Window(1, 10);
        Assert.Equal(("source[5..10]", 5, 2), (trains.Name, trains.Size, trains.Count));
        Assert.Equal([30], trains[2].ToArray());
        Assert.Contains("at most 10", Assert.ThrowsAny<ArgumentException>(() => spikes.Window(0, 20)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.25, "bin is 0.25")]
    [InlineData(0, "bin is 0")]
    [InlineData(double.NaN, "bin is NaN")]
    [InlineData(30_000, "at most 20000 ms")]
    public void BinsAreWholeStepsWithinTheWindow(double bin, string message) => Assert.Contains(
        message, Assert.Throws<ArgumentOutOfRangeException>(() => _poisson.PopulationCounts(bin)).Message, StringComparison.Ordinal);

    [Fact]
    public void WhatCannotBeIsAnError()
    {
        static string Problem(Action action) => Assert.ThrowsAny<ArgumentException>(action).Message;
        Assert.Contains("neurons is 3", Problem(() => _ = new PopulationSpikes([1], [3], 3, 0.1, 0, 1)), StringComparison.Ordinal);
        Assert.Contains("fires twice", Problem(() => _ = new PopulationSpikes([1, 1], [0, 0], 3, 0.1, 0, 1)), StringComparison.Ordinal);
        Assert.Contains("until is 1", Problem(() => _ = new PopulationSpikes([1], [0], 3, 0.1, 1, 1)), StringComparison.Ordinal);
        Assert.Contains("1 steps and 2 neurons", Problem(() => _ = new PopulationSpikes([1], [0, 1], 3, 0.1, 0, 1)), StringComparison.Ordinal);
        Assert.Contains("length is 100", Problem(() => _poisson.PowerSpectrum(1, 100)), StringComparison.Ordinal);
        Assert.Contains("samples is 100", Problem(() => _poisson.PowerSpectrum(200, 128)), StringComparison.Ordinal);
        Assert.Contains("events is 3", Problem(() => _poisson.EventHistogram([3], 5, 5, 1)), StringComparison.Ordinal);
        Assert.Contains("lag is 5", Problem(() => _poisson.AutoCorrelogram(5, 2)), StringComparison.Ordinal);
        Assert.Contains("neuron is 100", Problem(() => _poisson.Times(100)), StringComparison.Ordinal);
        Assert.Contains("leastSpikes is 2", Problem(() => _poisson.IntervalVariations(2)), StringComparison.Ordinal);
    }

    /// <summary>The rate is made of many small probabilities, as steps are short.</summary>
    private static PopulationSpikes Poisson(int size, int duration, Func<double, double> rate)
    {
        var random = new Random(7);
        var (steps, neurons) = (new List<int>(), new List<int>());
        for (var step = 0; step < 10 * duration; step++)
        {
            var probability = rate(step * 0.1) * 0.0001;
            for (var neuron = 0; neuron < size; neuron++)
            {
                if (random.NextDouble() >= probability) continue;
                steps.Add(step);
                neurons.Add(neuron);
            }
        }
        return new([.. steps], [.. neurons], size, 0.1, 0, duration);
    }
}
