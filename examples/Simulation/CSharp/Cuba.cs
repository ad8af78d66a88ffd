using Neurons;
using Neurons.Simulation;

namespace Simulations.CSharp;

/// <summary>Neurons that are joined by currents: Vogels and Abbott 2005, as in Brette et al. 2007.</summary>
internal static class Cuba
{
    public static SimulatedNetwork Run(ulong seed, int size = 4000)
    {
        using var net = new Simulator<float>(dt: 0.1, seed);
        var start = new Dictionary<string, SimulationParameter> { ["V"] = Distribution.Uniform(-60, -50) };
        var neurons = net.Add("neurons", new PscExpLif(size, new() { VRest = -49, Inhibition = true }), start);
        var (e, i) = (neurons[..(size * 4 / 5)], neurons[(size * 4 / 5)..]);
        net.Connect(e, neurons, "excitatory", new FixedProbability(80.0 / size), weight: 1.62, delay: 0.1);
        net.Connect(i, neurons, "inhibitory", new FixedProbability(80.0 / size), weight: -9, delay: 0.1);
        var (ofE, ofI) = (net.RecordSpikes(e), net.RecordSpikes(i));
        net.Run(200);
        return new(net.Run(1000), [ofE.Window(200, 1200, "E"), ofI.Window(200, 1200, "I")]);
    }
}
