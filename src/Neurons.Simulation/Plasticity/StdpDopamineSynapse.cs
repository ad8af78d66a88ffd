namespace Neurons.Simulation;

/// <summary>
/// Spike timing modulated by reward: pairs of spikes change an eligibility c, which decays with τ_c, and dopamine d, which
/// <see cref="PlasticConnection{T}.Modulate"/> raises and which decays with τ_d, makes weight of it: dw/dt = rate·c·d. Between events the integral is
/// taken exactly; the weight is put back into its bounds at events.
/// </summary>
/// <remarks>Source: Izhikevich 2007.</remarks>
public sealed record StdpDopamineSynapse : SynapseRule
{
    private static readonly Numbers<Quantity> _defaults = new(
        1.0.In("", meaning: "growth of the eligibility by a pair"), 1.5.In("", meaning: "decline of the eligibility by a pair"),
        StdpTerms.Tau(20, "of the trace of arriving spikes"), StdpTerms.Tau(20, "of the trace of the target's spikes"),
        StdpTerms.Tau(1000, "of the eligibility"), StdpTerms.Tau(200, "of dopamine"),
        0.001.In("weight/ms", meaning: "growth of the weight where eligibility and dopamine are 1"), StdpTerms.WMin, StdpTerms.WMax);

    /// <summary>What a pair adds to the eligibility where the target fires last. Default 1.</summary>
    public SimulationParameter APlus { get; init; } = _defaults.APlus.Value;

    /// <summary>What a pair takes from the eligibility where a spike arrives last. Default 1.5.</summary>
    public SimulationParameter AMinus { get; init; } = _defaults.AMinus.Value;

    /// <summary>τ₊ in ms, of the trace of arriving spikes. Default 20.</summary>
    public SimulationParameter TauPlus { get; init; } = _defaults.TauPlus.Value;

    /// <summary>τ₋ in ms, of the trace of the target's spikes. Default 20.</summary>
    public SimulationParameter TauMinus { get; init; } = _defaults.TauMinus.Value;

    /// <summary>τ_c in ms, of the eligibility. Default 1000.</summary>
    public SimulationParameter TauEligibility { get; init; } = _defaults.TauEligibility.Value;

    /// <summary>τ_d in ms, of dopamine. Default 200.</summary>
    public SimulationParameter TauDopamine { get; init; } = _defaults.TauDopamine.Value;

    /// <summary>How fast the weight grows in 1/ms where eligibility and dopamine are 1. Default 0.001.</summary>
    public SimulationParameter Rate { get; init; } = _defaults.Rate.Value;

    /// <summary>The least weight. Default 0.</summary>
    public SimulationParameter WMin { get; init; } = _defaults.WMin.Value;

    /// <summary>The largest weight, at least <see cref="WMin"/>. Default 1.</summary>
    public SimulationParameter WMax { get; init; } = _defaults.WMax.Value;

    /// <summary>Whether only the nearest spike of the other side counts; else all do. Default all.</summary>
    public bool IsNearest { get; init; }

    /// <inheritdoc/>
    public override SynapseModel Model => SynapseModel.Define<Numbers<Expr>, Numbers<Quantity>, State<Expr>>(
        nameof(StdpDopamineSynapse),
        _defaults,
        onPre: (p, s) => (s.Weight, s with
        {
            Pre = StdpTerms.Spike(s.Pre, IsNearest),
            Eligibility = s.Eligibility - p.AMinus * s.Post,
        }),
        onPost: (p, s) => s with
        {
            Post = StdpTerms.Spike(s.Post, IsNearest),
            Eligibility = s.Eligibility + p.APlus * s.Pre,
        },
        decay: (p, s, elapsed) => s with
        {
            Pre = StdpTerms.Decayed(s.Pre, elapsed, p.TauPlus),
            Post = StdpTerms.Decayed(s.Post, elapsed, p.TauMinus),
            Eligibility = StdpTerms.Decayed(s.Eligibility, elapsed, p.TauEligibility),
            Dopamine = StdpTerms.Decayed(s.Dopamine, elapsed, p.TauDopamine),
            // the integral of two exponentials' product
            Weight = s.Weight
                + p.Rate * s.Eligibility * s.Dopamine * elapsed * Expr.Exprel(-elapsed / p.TauEligibility - elapsed / p.TauDopamine),
        },
        onModulation: (_, s, reward) => s with { Dopamine = s.Dopamine + reward },
        bounds: (nameof(WMin), nameof(WMax)),
        summary: "spike-timing-dependent plasticity modulated by dopamine, with eligibility",
        source: "Izhikevich 2007");

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, SimulationParameter> Parameters => new Dictionary<string, SimulationParameter>
    {
        [nameof(APlus)] = APlus,
        [nameof(AMinus)] = AMinus,
        [nameof(TauPlus)] = TauPlus,
        [nameof(TauMinus)] = TauMinus,
        [nameof(TauEligibility)] = TauEligibility,
        [nameof(TauDopamine)] = TauDopamine,
        [nameof(Rate)] = Rate,
        [nameof(WMin)] = WMin,
        [nameof(WMax)] = WMax,
    };

    private sealed record Numbers<T>(T APlus, T AMinus, T TauPlus, T TauMinus, T TauEligibility, T TauDopamine, T Rate, T WMin, T WMax);

    private sealed record State<T>(T Weight, T Pre, T Post, T Eligibility, T Dopamine);
}
