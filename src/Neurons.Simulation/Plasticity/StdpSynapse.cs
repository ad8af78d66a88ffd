namespace Neurons.Simulation;

/// <summary>
/// Spike-timing-dependent plasticity by pairs: where a spike arrives, w changes by −A₋ f₋(w) y, with y the trace of the target's spikes; where the
/// target fires, by A₊ f₊(w) x, with x that of the spikes that arrived. Spikes raise their trace by 1. The weight stays between its bounds.
/// </summary>
/// <remarks>
/// Sources: Song, Miller and Abbott 2000 (additive), van Rossum, Bi and Turrigiano 2000 (multiplicative), Gütig et al. 2003 (powers), Morrison,
/// Diesmann and Gerstner 2008 (nearest spikes).
/// </remarks>
public sealed record StdpSynapse : SynapseRule
{
    private static readonly Numbers<Quantity> _defaults = new(
        StdpTerms.Rate(0.01, "growth by a pair"), StdpTerms.Rate(0.0105, "decline by a pair"),
        StdpTerms.Tau(20, "of the trace of arriving spikes"), StdpTerms.Tau(20, "of the trace of the target's spikes"),
        StdpTerms.WMin, StdpTerms.WMax, StdpTerms.Mu);

    /// <summary>A₊, growth by a pair, in units of the weight where f is 1. Default 0.01.</summary>
    public SimulationParameter APlus { get; init; } = _defaults.APlus.Value;

    /// <summary>A₋, decline by a pair. Default 0.0105.</summary>
    public SimulationParameter AMinus { get; init; } = _defaults.AMinus.Value;

    /// <summary>τ₊ in ms, of the trace of arriving spikes. Default 20.</summary>
    public SimulationParameter TauPlus { get; init; } = _defaults.TauPlus.Value;

    /// <summary>τ₋ in ms, of the trace of the target's spikes. Default 20.</summary>
    public SimulationParameter TauMinus { get; init; } = _defaults.TauMinus.Value;

    /// <summary>The least weight. Default 0.</summary>
    public SimulationParameter WMin { get; init; } = _defaults.WMin.Value;

    /// <summary>The largest weight, at least <see cref="WMin"/>. Default 1.</summary>
    public SimulationParameter WMax { get; init; } = _defaults.WMax.Value;

    /// <summary>μ ≥ 0 of <see cref="StdpDependence.MultiplicativePower"/>. Default 1.</summary>
    public SimulationParameter Mu { get; init; } = _defaults.Mu.Value;

    /// <summary>How f depends on the weight. Default additive: 1.</summary>
    public StdpDependence Dependence { get; init; }

    /// <summary>Whether only the nearest spike of the other side counts; else all do. Default all.</summary>
    public bool IsNearest { get; init; }

    /// <inheritdoc/>
    public override SynapseModel Model => SynapseModel.Define<Numbers<Expr>, Numbers<Quantity>, State<Expr>>(
        nameof(StdpSynapse),
        _defaults,
        onPre: (p, s) => (s.Weight, s with
        {
            Pre = StdpTerms.Spike(s.Pre, IsNearest),
            Weight = s.Weight - p.AMinus * StdpTerms.Decline(Dependence, s.Weight, p.WMin, p.Mu) * s.Post,
        }),
        onPost: (p, s) => s with
        {
            Post = StdpTerms.Spike(s.Post, IsNearest),
            Weight = s.Weight + p.APlus * StdpTerms.Growth(Dependence, s.Weight, p.WMax, p.Mu) * s.Pre,
        },
        decay: (p, s, elapsed) => s with
        {
            Pre = StdpTerms.Decayed(s.Pre, elapsed, p.TauPlus),
            Post = StdpTerms.Decayed(s.Post, elapsed, p.TauMinus),
        },
        bounds: (nameof(WMin), nameof(WMax)),
        summary: "spike-timing-dependent plasticity by pairs",
        source: "Song, Miller & Abbott 2000; van Rossum, Bi & Turrigiano 2000; Gütig et al. 2003");

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, SimulationParameter> Parameters => new Dictionary<string, SimulationParameter>
    {
        [nameof(APlus)] = APlus,
        [nameof(AMinus)] = AMinus,
        [nameof(TauPlus)] = TauPlus,
        [nameof(TauMinus)] = TauMinus,
        [nameof(WMin)] = WMin,
        [nameof(WMax)] = WMax,
        [nameof(Mu)] = Mu,
    };

    /// <inheritdoc/>
    public override void Validate() => Require.Defined(nameof(StdpSynapse), nameof(Dependence), Dependence);

    private sealed record Numbers<T>(T APlus, T AMinus, T TauPlus, T TauMinus, T WMin, T WMax, T Mu);

    private sealed record State<T>(T Weight, T Pre, T Post);
}
