namespace Neurons.Simulation;

/// <summary>
/// Short-term plasticity: a spike that arrives uses a share u of the resources x, and releases weight·u·x. u, which was 0, decays with τ_f and is
/// raised by U (1 − u); x recovers to 1 with τ_d and loses what is released. The weight does not change.
/// </summary>
/// <remarks>Sources: Markram, Wang and Tsodyks 1998; Tsodyks and Markram 1997.</remarks>
public sealed record TsodyksSynapse : SynapseRule
{
    private static readonly Numbers<Quantity> _defaults = new(
        0.5.In("", min: 0, max: 1, meaning: "share of the rest that a spike adds to the use of resources"),
        0.01.In("ms", above: 0, meaning: "time constant of facilitation"),
        StdpTerms.Tau(800, "of the recovery from depression"));

    /// <summary>U in [0, 1], what a spike uses of rested resources. Default 0.5.</summary>
    public SimulationParameter Use { get; init; } = _defaults.Use.Value;

    /// <summary>τ_f in ms, of facilitation. Default 0.01: none.</summary>
    public SimulationParameter TauFacilitation { get; init; } = _defaults.TauFacilitation.Value;

    /// <summary>τ_d in ms, of the recovery from depression. Default 800.</summary>
    public SimulationParameter TauDepression { get; init; } = _defaults.TauDepression.Value;

    /// <inheritdoc/>
    public override SynapseModel Model => SynapseModel.Define<Numbers<Expr>, Numbers<Quantity>, State<Expr>>(
        nameof(TsodyksSynapse),
        _defaults,
        onPre: (p, s) =>
        {
            var u = s.U + p.Use * (1.0 - s.U);
            var released = u * s.X;
            return (s.Weight * released, s with { U = u, X = s.X - released });
        },
        onPost: null,
        decay: (p, s, elapsed) => s with
        {
            U = StdpTerms.Decayed(s.U, elapsed, p.TauFacilitation),
            X = 1.0 + (s.X - 1.0) * Expr.Exp(-elapsed / p.TauDepression),
        },
        states:
        [
            QuantityModule.state("", "weight of all resources"),
            QuantityModule.state("", "use of resources"),
            1.0.In("", meaning: "resources left"),
        ],
        summary: "synapse with short-term facilitation and depression",
        source: "Tsodyks & Markram 1997; Markram, Wang & Tsodyks 1998");

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, SimulationParameter> Parameters => new Dictionary<string, SimulationParameter>
    {
        [nameof(Use)] = Use,
        [nameof(TauFacilitation)] = TauFacilitation,
        [nameof(TauDepression)] = TauDepression,
    };

    private sealed record Numbers<T>(T Use, T TauFacilitation, T TauDepression);

    private sealed record State<T>(T Weight, T U, T X);
}
