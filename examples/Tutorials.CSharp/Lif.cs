using System.Numerics.Tensors;
using Neurons;
using Neurons.Plots;

namespace Tutorials.CSharp;

/// <summary>The leaky integrate-and-fire neuron. Follows snnTorch's tutorial 2 and Norse's on simulating neurons.</summary>
public static class Lif
{
    /// <summary>What the tutorial finds.</summary>
    /// <param name="Deviation">The largest distance of the membrane, below threshold, from the closed form.</param>
    /// <param name="Rates">Spikes in a second under each current.</param>
    /// <param name="Expected">The same by the closed form.</param>
    /// <param name="SynapticSpikes">Spikes of the neuron with synapses.</param>
    public sealed record Result(double Deviation, double[] Rates, double[] Expected, int SynapticSpikes);

    /// <summary>Runs it.</summary>
    public static Result Run(string figures)
    {
        // A membrane of 5.1 Ω and 5 mF, τ = RC = 25.5 ms, in steps of 1 ms. A spike sets it to 0.
        var options = new LapicqueOptions
        {
            R = 5.1,
            C = 5e-3,
            Threshold = 1,
            Dt = 1e-3,
            Reset = MembraneReset.Zero,
            Timing = ResetTiming.Immediate,
        };
        var three = new Lapicque(3, options);
        double[] currents = [0.15, 0.25, 0.5];                                        // in A; R · 0.15 is below the threshold
        var (record, _) = three.Record(NeuronInput.Constant(currents, steps: 200), "Mem", "Output");
        Plot.Trace(record, three).WithTitle("A membrane under three currents").Save($"{figures}/lif.svg");

        // Below the threshold, step by step, RI (1 − β^t) with β = 1 − dt/τ.
        var (r, tau, dt) = (5.1, 5.1 * 5e-3, 1e-3);
        var beta = 1 - dt / tau;
        var deviation = Enumerable.Range(0, 200)
            .Max(t => Math.Abs(record["Mem"][t, 0] - r * currents[0] * (1 - Math.Pow(beta, t + 1))));
        Console.WriteLine($"below threshold: within {deviation:0.0e+0} of the closed form");

        // The f-I curve: a neuron for each current, for a second.
        double[] drives = [.. Enumerable.Range(0, 101).Select(i => 0.15 + 0.01 * i)];
        var (counts, _) = new Lapicque(101, options).SpikeCounts(NeuronInput.Constant(drives, steps: 1000));
        double[] rates = counts.ToArray();

        // From 0 to the threshold it takes the first n with RI (1 − β^n) > 1.
        double Period(double i) => r * i <= 1 ? double.PositiveInfinity : Math.Floor(Math.Log(1 - 1 / (r * i), beta)) + 1;
        double[] expected = [.. drives.Select(i => Math.Floor(1000 / Period(i)))];
        double[] limit = [.. drives.Select(i => r * i <= 1 ? 0 : 1 / (tau * Math.Log(r * i / (r * i - 1))))];
        Console.WriteLine($"f-I curve: silent up to {drives[rates.LastIndexOf(0)]:0.00} A, {rates[^1]} Hz at {drives[^1]:0.00} A");
        Plot.Curves("current (A)", "rate (Hz)", new Curve("in steps of 1 ms", drives, rates), new Curve("in continuous time", drives, limit))
            .WithTitle("f-I curve").Save($"{figures}/lif-rates.svg");

        // With synapses: a spike jumps the current, which decays and charges the membrane.
        var cuba = new CubaLif(1);
        var spikes = Encode.Poisson(Tensor.Create([1.0], [1]), steps: 300, maxRate: 100, seed: 1);
        var (synaptic, _) = cuba.Record(Tensor.Multiply(spikes, 2.0), "V", "I", "Output");
        var fired = (int)synaptic["Output"].ToArray().Sum();
        Console.WriteLine($"with synapses: {spikes.ToArray().Sum()} spikes come in, {fired} go out");
        Plot.Trace(synaptic, cuba).WithTitle("A neuron with synapses").Save($"{figures}/lif-synapses.svg");
        return new(deviation, rates, expected, fired);
    }
}
