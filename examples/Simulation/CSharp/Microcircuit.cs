using Neurons;
using Neurons.Simulation;

namespace Simulations.CSharp;

/// <summary>
/// The microcircuit of a square millimetre of cortex, 77,169 neurons at full scale: Potjans and Diesmann 2014. At a scale below 1, populations and
/// in-degrees shrink with it, weights grow as 1/√scale, and a current makes up for the mean input that is lost.
/// </summary>
internal static class Microcircuit
{
    private const double Weight = 87.8;      // pA
    private const double Inhibition = -4;
    private const double ExternalRate = 8;   // Hz
    private const double TauSynapses = 0.5;  // ms

    private static readonly string[] _names = ["L23E", "L23I", "L4E", "L4I", "L5E", "L5I", "L6E", "L6I"];
    private static readonly int[] _sizes = [20683, 5834, 21915, 5479, 4850, 1065, 14395, 2948];
    private static readonly int[] _external = [1600, 1500, 2100, 1900, 2000, 1900, 2900, 2100];
    private static readonly double[] _rates = [0.903, 2.965, 4.414, 5.876, 7.569, 8.633, 1.105, 7.829]; // Hz, at full scale
    private static readonly double[] _start = [-68.28, -63.16, -63.33, -63.45, -63.11, -61.66, -66.72, -61.43]; // mV
    private static readonly double[] _deviation = [5.36, 4.57, 4.74, 4.94, 4.94, 4.55, 5.46, 4.48];

    /// <summary>The probability that two neurons are connected; a row is a target, a column a source.</summary>
    private static readonly double[,] _probability =
    {
        { 0.1009, 0.1689, 0.0437, 0.0818, 0.0323, 0, 0.0076, 0 },
        { 0.1346, 0.1371, 0.0316, 0.0515, 0.0755, 0, 0.0042, 0 },
        { 0.0077, 0.0059, 0.0497, 0.135, 0.0067, 0.0003, 0.0453, 0 },
        { 0.0691, 0.0029, 0.0794, 0.1597, 0.0033, 0, 0.1057, 0 },
        { 0.1004, 0.0622, 0.0505, 0.0057, 0.0831, 0.3726, 0.0204, 0 },
        { 0.0548, 0.0269, 0.0257, 0.0022, 0.06, 0.3158, 0.0086, 0 },
        { 0.0156, 0.0066, 0.0211, 0.0166, 0.0572, 0.0197, 0.0396, 0.2252 },
        { 0.0364, 0.001, 0.0034, 0.0005, 0.0277, 0.008, 0.0658, 0.1443 },
    };

    public static SimulatedNetwork Run(ulong seed, double scale = 0.1)
    {
        using var net = new Simulator<float>(dt: 0.1, seed);
        Population[] populations = [.. _names.Select((name, p) => net.Add(name, new PscExpLif((int)(_sizes[p] * scale), new()
        {
            R = 10.0 / 250, Tau = 10, TauE = TauSynapses, TauI = TauSynapses, TauRef = 2, VRest = -65, VTh = -50, VReset = -65,
            Inhibition = true, Current = true,
        }), new Dictionary<string, SimulationParameter> { ["V"] = Distribution.Normal(_start[p], _deviation[p]) }))];
        for (var target = 0; target < _names.Length; target++)
        {
            var lost = _external[target] * Weight * ExternalRate;
            for (var source = 0; source < _names.Length; source++)
            {
                var isExcitatory = source % 2 == 0;
                var weight = Weight * (isExcitatory ? 1 : Inhibition) * ((source, target) == (2, 0) ? 2 : 1);
                var degree = Synapses(source, target) / _sizes[target];
                lost += degree * weight * _rates[source];
                if (degree == 0) continue;
                var drawn = Distribution.Normal(weight / Math.Sqrt(scale), 0.1 * Math.Abs(weight) / Math.Sqrt(scale));
                net.Connect(
                    populations[source], populations[target], isExcitatory ? "excitatory" : "inhibitory",
                    new FixedTotal((long)Math.Round(degree * scale * populations[target].Size)),
                    isExcitatory ? drawn.Clipped(least: 0) : drawn.Clipped(most: 0),
                    (isExcitatory ? Distribution.Normal(1.5, 0.75) : Distribution.Normal(0.75, 0.375)).Truncated(least: 0.05));
            }
            net.DrivePoisson(populations[target], "excitatory", ExternalRate, Weight / Math.Sqrt(scale), _external[target] * scale);
            net.Drive(populations[target], "current", TauSynapses / 1000 * (1 - Math.Sqrt(scale)) * lost);
        }
        var spikes = Array.ConvertAll(populations, population => net.RecordSpikes(population));
        net.Run(500);
        return new(net.Run(1000), Array.ConvertAll(spikes, one => one.Window(500, 1500)));
    }

    /// <summary>How many synapses lead from one population to another at full scale; two neurons may have several.</summary>
    private static double Synapses(int source, int target)
    {
        var pairs = (double)_sizes[source] * _sizes[target];
        return Math.Round(Math.Log(1 - _probability[target, source]) / Math.Log((pairs - 1) / pairs));
    }
}
