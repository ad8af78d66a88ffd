namespace Neurons.Simulation;

/// <summary>
/// Inhibition that keeps its targets at a rate: where a spike arrives, w changes by η (y − 2 ρ₀ τ), where the target fires by η x, with the traces
/// x of arriving and y of the target's spikes. Weights are positive: the input is one of inhibition.
/// </summary>
/// <remarks>Source: Vogels, Sprekeler, Zenke, Clopath and Gerstner 2011.</remarks>
public sealed record VogelsSprekelerSynapse : SynapseRule
{
    private static readonly Numbers<Quantity> _defaults = new(
        StdpTerms.Rate(0.005, "learning rate"), 5.0.In("Hz", min: 0, meaning: "rate of the targets"), StdpTerms.Tau(20, "of the traces"),
        StdpTerms.WMin, StdpTerms.WMax);

    /// <summary>η, in units of the weight. Default 0.005.</summary>
    public SimulationParameter Eta { get; init; } = _defaults.Eta.Value;

    /// <summary>ρ₀ in Hz, the rate that targets come to. Default 5.</summary>
    public SimulationParameter TargetRate { get; init; } = _defaults.TargetRate.Value;

    /// <summary>τ in ms, of the traces. Default 20.</summary>
    public SimulationParameter Tau { get; init; } = _defaults.Tau.Value;

    /// <summary>The least weight. Default 0.</summary>
    public SimulationParameter WMin { get; init; } = _defaults.WMin.Value;

    /// <summary>The largest weight, at least <see cref="WMin"/>. Default 1.</summary>
    public SimulationParameter WMax { get; init; } = _defaults.WMax.Value;

    /// <inheritdoc/>
    public override SynapseModel Model => SynapseModel.Define<Numbers<Expr>, Numbers<Quantity>, State<Expr>>(
        nameof(VogelsSprekelerSynapse),
        _defaults,
        onPre: (p, s) => (s.Weight, s with
        {
            Pre = s.Pre + 1.0,
            Weight = s.Weight + p.Eta * (s.Post - 0.002 * p.TargetRate * p.Tau),
        }),
        onPost: (p, s) => s with { Post = s.Post + 1.0, Weight = s.Weight + p.Eta * s.Pre },
        decay: (p, s, elapsed) => s with
        {
            Pre = StdpTerms.Decayed(s.Pre, elapsed, p.Tau),
            Post = StdpTerms.Decayed(s.Post, elapsed, p.Tau),
        },
        bounds: (nameof(WMin), nameof(WMax)),
        summary: "inhibitory plasticity that keeps targets at a rate",
        source: "Vogels et al. 2011");

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, SimulationParameter> Parameters => new Dictionary<string, SimulationParameter>
    {
        [nameof(Eta)] = Eta,
        [nameof(TargetRate)] = TargetRate,
        [nameof(Tau)] = Tau,
        [nameof(WMin)] = WMin,
        [nameof(WMax)] = WMax,
    };

    private sealed record Numbers<T>(T Eta, T TargetRate, T Tau, T WMin, T WMax);

    private sealed record State<T>(T Weight, T Pre, T Post);
}
