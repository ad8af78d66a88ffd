using Neurons.Simulation;

namespace Neurons.Verification;

/// <summary>Networks whose statistics are known, built of their published parameters.</summary>
/// <param name="Simulator">What runs.</param>
/// <param name="Populations">What statistics are taken of, by name.</param>
internal sealed record ClassicNetworks(Simulator<float> Simulator, IReadOnlyList<(string Name, PopulationRange Neurons)> Populations)
{
    private const string Pd14 = "pd14_0.1";

    /// <summary>The network of a name; null where it is not known.</summary>
    /// <param name="name">The name in the file of statistics.</param>
    /// <param name="seed">What is drawn.</param>
    /// <param name="folder">Where the parameters of the large one are.</param>
    public static ClassicNetworks? Of(string name, ulong seed, string folder) => name switch
    {
        "cuba_4000" => Brette(new PscExpLif(4000, new() { VRest = -49, Inhibition = true }), seed, [1.62, -9], Uniform()),
        "coba_4000" => Brette(new CondExpLif(4000, new() { Inhibition = true }), seed, [0.6, 6.7], new()
        {
            ["V"] = Distribution.Normal(-65, 5),
            ["Ge"] = Distribution.Normal(4, 1.5).Clipped(least: 0),
            ["Gi"] = Distribution.Normal(20, 12).Clipped(least: 0),
        }),
        "coba_driven_4000" => Brette(new CondExpLif(4000, new() { Inhibition = true, Current = true }), seed, [0.6, 6.7], Uniform(), drive: 20),
        Pd14 => Microcircuit(JsonRecord.Read(Path.Combine(folder, "pd14.json")), seed),
        _ => null,
    };

    private static Dictionary<string, SimulationParameter> Uniform() => new() { ["V"] = Distribution.Uniform(-60, -50) };

    /// <summary>Vogels and Abbott 2005, as in Brette et al. 2007.</summary>
    private static ClassicNetworks Brette(
        NeuronLayer neurons, ulong seed, double[] weights, Dictionary<string, SimulationParameter> initial, double? drive = null)
    {
        var net = new Simulator<float>(0.1, seed);
        var all = net.Add("neurons", neurons, initial);
        var (e, i) = (all[..3200], all[3200..]);
        net.Connect(e, all, "excitatory", new FixedProbability(0.02), weights[0], 0.1);
        net.Connect(i, all, "inhibitory", new FixedProbability(0.02), weights[1], 0.1);
        if (drive is { } current) net.Drive(all, "current", current);
        return new(net, [("E", e), ("I", i)]);
    }

    /// <summary>Potjans and Diesmann 2014, at the scale for which the file has numbers of neurons and synapses.</summary>
    private static ClassicNetworks Microcircuit(JsonRecord json, ulong seed)
    {
        var (full, scaled) = (json.Record("full_scale"), json.Record("scaled").Record(Pd14));
        string[] names = json.List("populations").Split(',');
        var (sizes, synapses) = (scaled.Numbers("sizes"), scaled.Rows("synapse_count_matrix"));
        var (currents, external) = (scaled.Numbers("direct_current_pA"), full.Numbers("external_indegree"));
        var (means, deviations) = (full.Numbers("v0_mean"), full.Numbers("v0_std"));
        var (excitation, inhibition) = (full.Numbers("delay_exc_ms"), full.Numbers("delay_inh_ms"));
        var weight = full.Number("weight_pA") * scaled.Number("weight_scale");
        var share = sizes[0] / full.Numbers("sizes")[0];

        var net = new Simulator<float>(0.1, seed);
        Population[] populations = [.. names.Select((name, p) => net.Add(name, new PscExpLif((int)sizes[p], new()
        {
            Inhibition = true,
            R = full.Number("tau_m_ms") / full.Number("C_m_pF"),
            Tau = full.Number("tau_m_ms"),
            TauE = full.Number("tau_syn_ms"),
            TauI = full.Number("tau_syn_ms"),
            TauRef = full.Number("t_ref_ms"),
            VRest = full.Number("E_L"),
            VTh = full.Number("V_th"),
            VReset = full.Number("V_reset"),
            Current = true,
        }), new Dictionary<string, SimulationParameter> { ["V"] = Distribution.Normal(means[p], deviations[p]) }))];
        for (var target = 0; target < names.Length; target++)
        {
            net.Drive(populations[target], "current", currents[target]);
            net.DrivePoisson(populations[target], "excitatory", full.Number("external_rate_hz"), weight, Math.Round(external[target] * share));
            for (var source = 0; source < names.Length; source++)
            {
                if (synapses[target][source] == 0) continue;
                var isExcitatory = names[source].EndsWith('E');
                var factor = (names[source], names[target]) == ("L4E", "L23E") ? full.Number("L4E_to_L23E_factor") : 1;
                var mean = weight * factor * (isExcitatory ? 1 : full.Number("g"));
                var delay = isExcitatory ? excitation : inhibition;
                net.Connect(
                    populations[source], populations[target], isExcitatory ? "excitatory" : "inhibitory",
                    new FixedTotal((long)synapses[target][source]),
                    isExcitatory ? Normal(mean).Clipped(least: 0) : Normal(mean).Clipped(most: 0),
                    Distribution.Normal(delay[0], delay[1]).Truncated(least: 0.05));
            }
        }
        return new(net, [.. names.Zip(populations, (name, population) => (name, (PopulationRange)population))]);

        NormalDistribution Normal(double mean) => Distribution.Normal(mean, full.Number("weight_rel_std") * Math.Abs(mean));
    }
}
