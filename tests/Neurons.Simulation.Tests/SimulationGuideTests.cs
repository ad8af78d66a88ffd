namespace Neurons.Simulation.Tests;

/// <summary>The code of docs/simulation.md.</summary>
public sealed class SimulationGuideTests
{
    [Fact]
    public void Coba()
    {
        using var net = new Simulator<float>(dt: 0.1, seed: 1);
        var start = new Dictionary<string, Values> { ["V"] = Distribution.Uniform(-60, -50) };
        var neurons = net.Add("neurons", new CondExpLif(4000, new() { Inhibition = true, Current = true }), start);
        var (e, i) = (neurons[..3200], neurons[3200..]);
        net.Connect(e, neurons, "excitatory", new FixedProbability(0.02), weight: 0.6, delay: 0.1);
        net.Connect(i, neurons, "inhibitory", new FixedProbability(0.02), weight: 6.7, delay: 0.1);
        net.Drive(neurons, "current", 20.0);
        var spikes = net.RecordSpikes(e);
        net.Run(1000);
        Assert.InRange(spikes.Rate(200, 1000), 18, 24);
    }

    [Fact]
    public void Cuba()
    {
        using var net = new Simulator<float>(dt: 0.1, seed: 1);
        var start = new Dictionary<string, Values> { ["V"] = Distribution.Uniform(-60, -50) };
        var neurons = net.Add("neurons", new PscExpLif(4000, new() { VRest = -49, Inhibition = true }), start);
        net.Connect(neurons[..3200], neurons, "excitatory", new FixedProbability(0.02), weight: 1.62, delay: 0.1);
        net.Connect(neurons[3200..], neurons, "inhibitory", new FixedProbability(0.02), weight: -9, delay: 0.1);
        var rate = net.RecordRate(neurons, bin: 10);
        net.Run(1000);
        // Brian2's mean over five seeds is 5.6 Hz, with a standard deviation of 0.14
        Assert.InRange(rate.Rates[20..].Average(), 4.9, 6.3);
    }

    [Fact]
    public void Running()
    {
        using var net = new Simulator<double>(seed: 1);
        var source = net.Add("source", 100, new PoissonSpikes(20));
        var neurons = net.Add("neurons", new PscDeltaLif(10));
        net.Connect(source, neurons, "synaptic", new FixedProbability(0.5), Distribution.Normal(1, 0.2), Distribution.Uniform(1, 5));
        var v = net.RecordStates(neurons[..3], ["V"], every: 1);

        var run = net.Run(5000, until: now => v.Count >= 100, every: 10);
        var snapshot = net.Snapshot();
        net.Run(100);
        double[] once = [.. v["V"]];
        net.Restore(snapshot);
        v.Clear();
        net.Run(100);
        Assert.Equal(1000, run.Steps);
        Assert.Equal(once[^300..], v["V"]);
    }
}
