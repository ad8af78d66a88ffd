namespace Neurons.Simulation.Tests;

/// <summary>The code of docs/simulation.md on analysis.</summary>
public sealed class AnalysisGuideTests
{
    [Fact]
    public void Analysis()
    {
        using var net = new Simulator<float>(dt: 0.1, seed: 1);
        var start = new Dictionary<string, SimulationParameter> { ["V"] = Distribution.Uniform(-60, -50) };
        var neurons = net.Add("neurons", new PscExpLif(4000, new() { VRest = -49, Inhibition = true }), start);
        var (e, i) = (neurons[..3200], neurons[3200..]);
        net.Connect(e, neurons, "excitatory", new FixedProbability(0.02), weight: 1.62, delay: 0.1);
        net.Connect(i, neurons, "inhibitory", new FixedProbability(0.02), weight: -9, delay: 0.1);
        var (ofE, ofI) = (net.RecordSpikes(e), net.RecordSpikes(i));
        net.Run(1200);

        // Mean and standard deviation over runs of Brian2 2.9; what one run gives lies within five standard deviations.
        PopulationSpikes trains = ofE.Window(from: 200, until: 1200, name: "E");
        PopulationStatistics found = trains.Statistics(bin: 5);
        Console.WriteLine($"{found.Rate:F1} Hz, CV {found.IntervalVariation:F2}, Fano factor {found.PopulationFano:F1}");
        void Near(double mean, double deviation, double value) => Assert.InRange(value, mean - 5 * deviation, mean + 5 * deviation);
        Near(5.647, 0.138, found.Rate);
        Near(5.675, 0.096, found.RateDeviation);
        Near(0.186, 0.0118, found.SilentFraction);
        Near(0.5295, 0.0047, found.IntervalVariation);
        Near(0.00139, 0.00036, found.CountCorrelation);
        Near(5.88, 0.69, found.PopulationFano);

        double[] cv = trains.IntervalVariations();
        PowerSpectrum spectrum = trains.PowerSpectrum(bin: 1, length: 256);
        Correlogram pairs = trains.AutoCorrelogram(lag: 50, bin: 1);
        Assert.Equal((3200, 129, 101), (cv.Length, spectrum.Power.Length, pairs.Lags.Length));
        Assert.Equal(5.6, ofI.Window(200, 1200, "I").Rate, 1.0);
    }
}
