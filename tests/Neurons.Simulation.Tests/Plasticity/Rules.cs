using System.Numerics;

namespace Neurons.Simulation.Tests;

/// <summary>All rules of the library and one of one's own, with numbers that make them do much.</summary>
internal static class Rules
{
    /// <summary>Growth and decline with calcium, a trace of both sides' spikes; and what is released becomes less.</summary>
    public static readonly SynapseModel Own = SynapseModel.Define<OwnNumbers<Expr>, OwnNumbers<Quantity>, OwnState<Expr>>(
        "Own",
        new(15.0.In("ms", above: 0), 0.05, 0.6, 0.0, 2.0),
        onPre: (p, s) => (s.Weight * s.Rest, s with { Calcium = s.Calcium + 1.0, Rest = s.Rest * 0.8 }),
        onPost: (p, s) => s with { Calcium = s.Calcium + 1.0, Weight = s.Weight + p.Rate * (s.Calcium - p.Threshold) },
        decay: (p, s, elapsed) => s with
        {
            Calcium = s.Calcium * Expr.Exp(-elapsed / p.Tau),
            Rest = 1.0 - (1.0 - s.Rest) * Expr.Exp(-elapsed / (2.0 * p.Tau)),
        },
        onModulation: (p, s, value) => s with { Weight = s.Weight + 0.1 * value * s.Calcium },
        states: [QuantityModule.state("", ""), QuantityModule.state("", ""), 1.0],
        bounds: ("Least", "Most"));

    public static readonly Dictionary<string, Func<SynapseRule>> All = new()
    {
        ["additive"] = () => new StdpSynapse { APlus = 0.1, AMinus = 0.12, WMax = 2 },
        ["multiplicative"] = () => new StdpSynapse { APlus = 0.1, AMinus = 0.12, WMax = 2, Dependence = StdpDependence.MultiplicativeRelu },
        ["power"] = () => new StdpSynapse { APlus = 0.1, WMax = 2, Dependence = StdpDependence.MultiplicativePower, Mu = 0.4 },
        ["nearest"] = () => new StdpSynapse { APlus = 0.1, AMinus = 0.12, WMax = 2, IsNearest = true },
        ["drawn"] = () => new StdpSynapse { APlus = Distribution.Uniform(0, 0.2), TauMinus = Distribution.Uniform(5, 30), WMax = 2 },
        ["triplet"] = () => new StdpTripletSynapse { TripletPlus = 0.2, PairMinus = 0.1, TripletMinus = 0.1, WMax = 2 },
        ["dopamine"] = () => new StdpDopamineSynapse { Rate = 0.01, WMax = 2 },
        ["tsodyks"] = () => new TsodyksSynapse { Use = 0.3, TauFacilitation = 50, TauDepression = Distribution.Uniform(10, 100) },
        ["vogels"] = () => new VogelsSprekelerSynapse { Eta = 0.05, WMax = 2 },
        ["scaling"] = () => new ScalingSynapse { TauActivity = 50, TauScaling = 100, WMax = 2 },
        ["own"] = () => Own.Rule(),
    };

    public static TheoryData<string> Names => [.. All.Keys];

    /// <summary>A recurrent network with plastic synapses, some delays of which differ.</summary>
    public static (Simulator<T> Simulator, PlasticConnection<T> Same, PlasticConnection<T> Mixed) Network<T>(
        string rule, ulong seed, int threads, int size = 300)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var simulator = new Simulator<T>(seed: seed) { Threads = threads };
        var start = new Dictionary<string, SimulationParameter> { ["V"] = Distribution.Uniform(-60, -50) };
        var neurons = simulator.Add("neurons", new PscExpLif(size, new() { Inhibition = true, Current = true, TauRef = 2 }), start);
        var noise = simulator.Add("noise", 70, new PoissonSpikes(100));
        var weights = Distribution.Uniform(0.5, 1.5);
        var mixed = simulator.Connect(neurons, neurons, "excitatory", new FixedInDegree(20), weights, Distribution.Uniform(0, 4), All[rule]());
        var same = simulator.Connect(noise, neurons[10..], "excitatory", new FixedProbability(0.2), weights, 1.5, All[rule]());
        simulator.Drive(neurons, "inhibitory", 0.0);
        simulator.Drive(neurons, "current", Distribution.Uniform(5, 25).Draw(size, seed: seed));
        return (simulator, same, mixed);
    }

    /// <summary>All numbers of the synapses.</summary>
    public static T[] Numbers<T>(params PlasticConnection<T>[] connections)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        [.. connections.SelectMany(connection => connection.Rule.Model.StateNames.SelectMany(state => connection.State(state).ToArray()))];

    public sealed record OwnNumbers<T>(T Tau, T Rate, T Threshold, T Least, T Most);

    public sealed record OwnState<T>(T Weight, T Calcium, T Rest);
}
