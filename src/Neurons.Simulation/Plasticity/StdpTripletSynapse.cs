namespace Neurons.Simulation;

/// <summary>
/// The triplet rule of Pfister and Gerstner 2006: where a spike arrives, w changes by −o₁ (A₂₋ + A₃₋ r₂), where the target fires by
/// r₁ (A₂₊ + A₃₊ o₂), with the traces r₁ (τ₊) and r₂ (τ_x) of arriving and o₁ (τ₋) and o₂ (τ_y) of the target's spikes; r₂ and o₂ are those from
/// before the spike. It explains how the frequency of pairings matters. The defaults are those of the visual cortex, all to all (table 4).
/// </summary>
public sealed record StdpTripletSynapse : SynapseRule
{
    private static readonly Numbers<Quantity> _defaults = new(
        StdpTerms.Rate(5e-10, "growth by pairs"), StdpTerms.Rate(6.2e-3, "growth by triplets"), StdpTerms.Rate(7e-3, "decline by pairs"),
        StdpTerms.Rate(2.3e-4, "decline by triplets"), StdpTerms.Tau(16.8, "of the trace of arriving spikes"),
        StdpTerms.Tau(33.7, "of the trace of the target's spikes"), StdpTerms.Tau(101, "of the slow trace of arriving spikes"),
        StdpTerms.Tau(125, "of the slow trace of the target's spikes"), StdpTerms.WMin, StdpTerms.WMax, StdpTerms.Mu);

    /// <summary>A₂₊, growth by pairs, in units of the weight. Default 5·10⁻¹⁰.</summary>
    public SimulationParameter PairPlus { get; init; } = _defaults.PairPlus.Value;

    /// <summary>A₃₊, growth by triplets. Default 0.0062.</summary>
    public SimulationParameter TripletPlus { get; init; } = _defaults.TripletPlus.Value;

    /// <summary>A₂₋, decline by pairs. Default 0.007.</summary>
    public SimulationParameter PairMinus { get; init; } = _defaults.PairMinus.Value;

    /// <summary>A₃₋, decline by triplets. Default 0.00023.</summary>
    public SimulationParameter TripletMinus { get; init; } = _defaults.TripletMinus.Value;

    /// <summary>τ₊ in ms. Default 16.8.</summary>
    public SimulationParameter TauPlus { get; init; } = _defaults.TauPlus.Value;

    /// <summary>τ₋ in ms. Default 33.7.</summary>
    public SimulationParameter TauMinus { get; init; } = _defaults.TauMinus.Value;

    /// <summary>τ_x in ms, of the slow trace of arriving spikes. Default 101.</summary>
    public SimulationParameter TauX { get; init; } = _defaults.TauX.Value;

    /// <summary>τ_y in ms, of the slow trace of the target's spikes. Default 125.</summary>
    public SimulationParameter TauY { get; init; } = _defaults.TauY.Value;

    /// <summary>The least weight. Default 0.</summary>
    public SimulationParameter WMin { get; init; } = _defaults.WMin.Value;

    /// <summary>The largest weight, at least <see cref="WMin"/>. Default 1.</summary>
    public SimulationParameter WMax { get; init; } = _defaults.WMax.Value;

    /// <summary>μ ≥ 0 of <see cref="StdpDependence.MultiplicativePower"/>. Default 1.</summary>
    public SimulationParameter Mu { get; init; } = _defaults.Mu.Value;

    /// <summary>How changes depend on the weight, as with <see cref="StdpSynapse"/>. Default additive.</summary>
    public StdpDependence Dependence { get; init; }

    /// <summary>Whether only nearest spikes count; else all do. Default all.</summary>
    public bool IsNearest { get; init; }

    /// <inheritdoc/>
    public override SynapseModel Model => SynapseModel.Define<Numbers<Expr>, Numbers<Quantity>, State<Expr>>(
        nameof(StdpTripletSynapse),
        _defaults,
        onPre: (p, s) => (s.Weight, s with
        {
            Pre = StdpTerms.Spike(s.Pre, IsNearest),
            PreSlow = StdpTerms.Spike(s.PreSlow, IsNearest),
            Weight = s.Weight
                - StdpTerms.Decline(Dependence, s.Weight, p.WMin, p.Mu) * s.Post * (p.PairMinus + p.TripletMinus * s.PreSlow),
        }),
        onPost: (p, s) => s with
        {
            Post = StdpTerms.Spike(s.Post, IsNearest),
            PostSlow = StdpTerms.Spike(s.PostSlow, IsNearest),
            Weight = s.Weight + StdpTerms.Growth(Dependence, s.Weight, p.WMax, p.Mu) * s.Pre * (p.PairPlus + p.TripletPlus * s.PostSlow),
        },
        decay: (p, s, elapsed) => s with
        {
            Pre = StdpTerms.Decayed(s.Pre, elapsed, p.TauPlus),
            PreSlow = StdpTerms.Decayed(s.PreSlow, elapsed, p.TauX),
            Post = StdpTerms.Decayed(s.Post, elapsed, p.TauMinus),
            PostSlow = StdpTerms.Decayed(s.PostSlow, elapsed, p.TauY),
        },
        bounds: (nameof(WMin), nameof(WMax)),
        summary: "spike-timing-dependent plasticity by pairs and triplets",
        source: "Pfister & Gerstner 2006");

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, SimulationParameter> Parameters => new Dictionary<string, SimulationParameter>
    {
        [nameof(PairPlus)] = PairPlus,
        [nameof(TripletPlus)] = TripletPlus,
        [nameof(PairMinus)] = PairMinus,
        [nameof(TripletMinus)] = TripletMinus,
        [nameof(TauPlus)] = TauPlus,
        [nameof(TauMinus)] = TauMinus,
        [nameof(TauX)] = TauX,
        [nameof(TauY)] = TauY,
        [nameof(WMin)] = WMin,
        [nameof(WMax)] = WMax,
        [nameof(Mu)] = Mu,
    };

    /// <inheritdoc/>
    public override void Validate() => Require.Defined(nameof(StdpTripletSynapse), nameof(Dependence), Dependence);

    private sealed record Numbers<T>(
        T PairPlus, T TripletPlus, T PairMinus, T TripletMinus, T TauPlus, T TauMinus, T TauX, T TauY, T WMin, T WMax, T Mu);

    private sealed record State<T>(T Weight, T Pre, T PreSlow, T Post, T PostSlow);
}
