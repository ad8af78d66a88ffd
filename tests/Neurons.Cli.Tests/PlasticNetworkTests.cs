using Neurons.IO;
using Neurons.Simulation;

namespace Neurons.Cli.Tests;

/// <summary>Rules of plasticity in the files of <c>neurons network</c>.</summary>
public sealed class PlasticNetworkTests
{
    private const string Rule = "rule: {type: stdp_dopamine, a_plus: 0.02, rate: 2}";

    private const StdpDependence Power = StdpDependence.MultiplicativePower;

    private static readonly Distribution _drawn = Distribution.Uniform(0.5, 2);

    private static readonly Dictionary<string, SynapseRule> _rules = new()
    {
        ["stdp"] = new StdpSynapse { WMin = 0 },
        ["{type: stdp, a_plus: 0.05, tau_minus: \"uniform:low=0.5,high=2\", w_max: 2, dependence: multiplicativePower, mu: 0.5, is_nearest: true}"] =
            new StdpSynapse { APlus = 0.05, TauMinus = _drawn, WMax = 2, Dependence = Power, Mu = 0.5, IsNearest = true },
        ["{type: stdp_triplet, triplet_plus: 0.03, w_max: 2, initial: {pre: 1}}"] =
            new StdpTripletSynapse { TripletPlus = 0.03, WMax = 2, Initial = new Dictionary<string, SimulationParameter> { ["Pre"] = 1 } },
        ["{type: tsodyks, use: \"uniform:low=0.2,high=0.6\", tau_facilitation: 500, tau_depression: 20}"] =
            new TsodyksSynapse { Use = Distribution.Uniform(0.2, 0.6), TauFacilitation = 500, TauDepression = 20 },
        ["{type: vogels_sprekeler, target_rate: 20, eta: 0.02}"] = new VogelsSprekelerSynapse { TargetRate = 20, Eta = 0.02 },
        ["{type: scaling, target_rate: 20, tau_scaling: 500}"] = new ScalingSynapse { TargetRate = 20, TauScaling = 500 },
        ["{type: stdp_dopamine, rate: 2}, modulation: {times: [150, 50.5], values: [-1, 2]}"] = new StdpDopamineSynapse { Rate = 2 },
    };

    public static TheoryData<string> Written => [.. _rules.Keys];

    [Theory]
    [MemberData(nameof(Written))]
    public void A_rule_in_a_file_is_the_rule_in_code(string written)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("plastic.yaml", File($"rule: {written}"));
        Assert.Equal((0, ""), Cli.Run("network", file, "--out", folder["a.npz"]) is var result ? (result.Code, result.Error) : default);

        using var net = new Simulator<double>(dt: 0.5, seed: 5);
        var source = net.Add("source", 40, new PoissonSpikes(50));
        var cells = net.Add("cells", new PscDeltaLif(10, new() { Dt = 0.5 }));
        var synapses = net.Connect(source, cells, "synaptic", new AllToAll(), Distribution.Uniform(0.2, 0.9), 1, _rules[written]);
        net.Drive(cells, "synaptic", 0.3);
        var (spikes, states) = (net.RecordSpikes(cells), net.RecordWeights(synapses, every: 20));
        if (synapses.HasModulation)
        {
            net.Run(50.5);
            synapses.Modulate(2);
            net.Run(99.5);
            synapses.Modulate(-1);
            net.Run(150);
        }
        else
        {
            net.Run(300);
        }
        var arrays = NpzReader.Read<double>(folder["a.npz"]);
        Assert.True(spikes.Count > 20);
        Assert.Equal(spikes.Steps.ToArray().Select(step => (double)step), arrays["cells/step"]);
        Assert.Equal(spikes.Neurons.ToArray().Select(neuron => (double)neuron), arrays["cells/neuron"]);
        Assert.Equal(synapses.Weights.ToArray(), arrays["learned/weights"]);
        Assert.Equal<double>([.. states["Weight"]], [.. arrays["learned/weight"]]);
        Assert.Equal(Enumerable.Range(0, 400).Select(k => (double)synapses.TargetOf(k)), arrays["learned/target"]);
    }

    [Fact]
    public void Weights_are_normalized_from_time_to_time()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("normalized.yaml", File("rule: stdp, normalize: {sum: 12, every: 50}"));
        Assert.Equal(0, Cli.Run("network", file, "--out", folder["a.npz"], "--duration", "100.5").Code);
        var weights = NpzReader.Read<double>(folder["a.npz"])["learned/weight"];
        // recorded at the end of a step, after which they are normalized, and at the end of the step after that
        double[] Sums(int time) => [.. Enumerable.Range(0, 10).Select(target => Enumerable.Range(0, 40).Sum(s => weights[time, s * 10 + target]))];
        Assert.All(Sums(0), sum => Assert.Equal(12, sum, 0.5));
        Assert.Contains(Sums(2), sum => Math.Abs(sum - 12) > 1e-3);
        Assert.All(Sums(5), sum => Assert.Equal(12, sum, 0.5));
    }

    [Theory]
    [InlineData("rule: sdtp", "connections[0].rule: The rule is 'sdtp'")]
    [InlineData("rule: \"stdp:a_plus=1\"", "connections[0].rule is \"stdp:a_plus=1\"; it must be a name, or named values")]
    [InlineData("rule: {type: stdp, a_plusses: 1}", "connections[0].rule:")]
    [InlineData("rule: {type: stdp, a_plus: 1, APlus: 2}", "connections[0].rule has APlus twice, once as 'APlus'")]
    [InlineData("rule: {type: stdp, tau_plus: 0}", "StdpSynapse.TauPlus is 0; it must be > 0")]
    [InlineData("rule: {type: stdp, dependence: some}", "connections[0].rule:")]
    [InlineData("rule: {type: stdp, initial: {trace: 1}}", "StdpSynapse has no state trace")]
    [InlineData("rule: {type: stdp, w_max: 0.1}", "it must be in [0, 0.1], the rule's bounds")]
    [InlineData("rule: stdp, modulation: {times: [1]}", "connections[0].modulation: StdpSynapse knows no modulation; stdp_dopamine does")]
    [InlineData(Rule + ", modulation: {times: [1.2]}", "modulation.times is 1.2; it must be ≥ 0 and a whole number of steps of 0.5 ms")]
    [InlineData(Rule + ", modulation: {times: [1, 2], values: [1]}", "connections[0].modulation.values has 1 numbers; it must have one, or 2")]
    [InlineData("modulation: {times: [1]}", "connections[0] has 'name' without 'rule'")]
    [InlineData("rule: stdp, normalize: {sum: -1, every: 10}", "connections[0].normalize: source → cells.synaptic: sum is -1; it must be > 0")]
    [InlineData("rule: stdp, normalize: {sum: 1, every: 0}", "every is 0; it must be ≥ 1")]
    [InlineData("rule: stdp, normalize: ", "connections[0].normalize is empty; it must be named values, or be left out")]
    [InlineData("rule: stdp_dopamine, modulation: ", "connections[0].modulation is empty; it must be named values, or be left out")]
    public void What_is_wrong_with_a_rule_is_named_with_its_place(string written, string message)
    {
        using var folder = new TemporaryFolder();
        Assert.Contains(message, Cli.Refused("network", folder.Write("wrong.yaml", File(written)), "--out", folder["a.npz"]));
    }

    [Fact]
    public void A_duration_that_is_too_long_is_said_before_anything_runs()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("long.yaml", File("rule: stdp, normalize: {sum: 1, every: 10}"));
        Assert.Contains("fewer than 2³¹ steps", Cli.Refused("network", file, "--out", folder["a.npz"], "--duration", "1e12"));
    }

    private static string File(string rule) => $$"""
        seed: 5
        dt: 0.5
        precision: float64
        populations:
          source: {type: poisson_spikes, size: 40, rate: 50}
          cells: {type: PscDeltaLif, size: 10}
        connections:
          - {from: source, to: cells, input: synaptic, connectivity: all_to_all, weight: "uniform:low=0.2,high=0.9", delay: 1, name: learned,
             {{rule}}}
        drive:
          - {to: cells, input: synaptic, current: 0.3}
        record:
          - {spikes: cells}
          - {states: weight, of: learned, every: 20}
        run: {duration: 300}
        """;
}
