namespace Neurons.Simulation.Tests;

/// <summary>What synapses cannot be is an error that says so, before anything runs.</summary>
public sealed class PlasticityInputTests : IDisposable
{
    private readonly Simulator<float> _simulator = new();
    private readonly Population _neurons;

    public PlasticityInputTests() => _neurons = _simulator.Add("neurons", new PscExpLif(10, new() { Inhibition = true }));

    public void Dispose() => _simulator.Dispose();

    [Fact]
    public void A_weight_beyond_the_bounds()
    {
        Says("weight is 1.5; it must be in [0, 1], the rule's bounds", () => Connect(new StdpSynapse(), 1.5));
        Says("weight is", () => Connect(new StdpSynapse(), Distribution.Uniform(-1, 0.5)));
    }

    [Fact]
    public void Bounds_in_the_wrong_order() =>
        Says("StdpSynapse.WMax is -1; it must be ≥ WMin, which is 0", () => Connect(new StdpSynapse { WMax = -1 }));

    [Fact]
    public void Parameters_that_are_not_allowed()
    {
        Says("StdpSynapse.TauPlus is 0; it must be > 0", () => Connect(new StdpSynapse { TauPlus = 0 }));
        Says("StdpSynapse.APlus is NaN", () => Connect(new StdpSynapse { APlus = double.NaN }));
        Says("StdpSynapse.APlus is 1E+39", () => Connect(new StdpSynapse { APlus = 1e39 }));
        Says("TsodyksSynapse.Use is", () => Connect(new TsodyksSynapse { Use = Distribution.Uniform(0.5, 1.5) }));
        Says("TsodyksSynapse.Use has 3 numbers; it must have one, or 100", () => Connect(new TsodyksSynapse { Use = new[] { 0.1, 0.2, 0.3 } }));
        Says("Dependence is 17", () => Connect(new StdpSynapse { Dependence = (StdpDependence)17 }));
    }

    [Fact]
    public void Names_that_there_are_not()
    {
        Says(
            "Own has no parameter Taw. Did you mean Tau?",
            () => Connect(Rules.Own.Rule(new Dictionary<string, SimulationParameter> { ["Taw"] = 1 })));
        Says(
            "TsodyksSynapse has no state Y",
            () => Connect(new TsodyksSynapse { Initial = new Dictionary<string, SimulationParameter> { ["Y"] = 1 } }));
        Says("weights begin with what the connection is given", () =>
            Connect(new TsodyksSynapse { Initial = new Dictionary<string, SimulationParameter> { ["Weight"] = 1 } }));
        var connection = Connect(new StdpSynapse());
        Says("StdpSynapse has no state Prae", () => connection.State("Prae"));
        Says("StdpSynapse has no state u", () => _simulator.RecordSynapses(connection, ["u"]));
        Says("synapses is 100; it must be in 0 .. 99", () => _simulator.RecordWeights(connection, [100]));
    }

    [Fact]
    public void A_modulation_that_means_nothing()
    {
        Says("StdpSynapse knows no modulation", () => Connect(new StdpSynapse()).Modulate(1));
        Says("value is NaN; it must be finite", () => Connect(new StdpDopamineSynapse()).Modulate(double.NaN));
    }

    [Fact]
    public void Records_that_do_not_fit()
    {
        Says("the states are Mass; one of them must be Weight", () => SynapseModel.Define<None<Expr>, None<Quantity>, Wrong<Expr>>(
            "Mine", new(1.0), (p, s) => (s.Mass, s), null, null));
        Says("the bound Least is no parameter", () => SynapseModel.Define<None<Expr>, None<Quantity>, Bare<Expr>>(
            "Mine", new(1.0), (p, s) => (s.Weight, s), null, null, bounds: ("Least", "A")));
        Says("2 states are described; the record has 1", () => SynapseModel.Define<None<Expr>, None<Quantity>, Bare<Expr>>(
            "Mine", new(1.0), (p, s) => (s.Weight, s), null, null, states: [0.0, 0.0]));
        Says("knows neither the number of the step nor random numbers", () => SynapseModel.Define<None<Expr>, None<Quantity>, Bare<Expr>>(
            "Mine", new(1.0), (p, s) => (s.Weight * Expr.RandomUniform(0), s), null, null));
        Expr kept = 0.0;
        SynapseModel.Define<None<Expr>, None<Quantity>, Bare<Expr>>("First", new(1.0), (p, s) => (kept = s.Weight, s), null, null);
        Says("uses a State Weight that is not one of its own", () => SynapseModel.Define<None<Expr>, None<Quantity>, Bare<Expr>>(
            "Second", new(1.0), (p, s) => (kept, s), null, null));
    }

    [Fact]
    public void A_snapshot_of_other_synapses()
    {
        Connect(new StdpSynapse());
        _simulator.Drive(_neurons, "inhibitory", 0.0);
        _simulator.Run(1);
        using var other = new Simulator<float>();
        var neurons = other.Add("neurons", new PscExpLif(10, new() { Inhibition = true }));
        other.Connect(neurons, neurons, "excitatory", new AllToAll(), 0.5, 0.1, new TsodyksSynapse());
        other.Drive(neurons, "inhibitory", 0.0);
        Says("The snapshot has no synapses/0/U", () => other.Restore(_simulator.Snapshot()));
    }

    private PlasticConnection<float> Connect(SynapseRule rule, SimulationParameter? weight = null) =>
        _simulator.Connect(_neurons, _neurons, "excitatory", new AllToAll(), weight ?? 0.5, 0.1, rule);

    private static void Says(string message, Action action)
    {
        var thrown = Xunit.Record.Exception(action);
        Assert.True(thrown is ArgumentException or InvalidOperationException, $"{thrown}");
        Assert.Contains(message, thrown.Message, StringComparison.Ordinal);
    }

    private sealed record None<T>(T A);

    private sealed record Wrong<T>(T Mass);

    private sealed record Bare<T>(T Weight);
}
