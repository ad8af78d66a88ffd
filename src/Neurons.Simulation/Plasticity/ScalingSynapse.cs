namespace Neurons.Simulation;

/// <summary>
/// Synaptic scaling: all weights of a neuron grow where it fires too seldom, and shrink where it fires too often, in proportion to themselves:
/// τ_s dw/dt = w (1 − a/ρ₀), with its activity a, the running mean of its rate over τ_a. Between events the integral is taken exactly; the weight
/// is put back into its bounds at events.
/// </summary>
/// <remarks>Sources: Turrigiano et al. 1998; van Rossum, Bi and Turrigiano 2000.</remarks>
public sealed record ScalingSynapse : SynapseRule
{
    private static readonly Numbers<Quantity> _defaults = new(
        5.0.In("Hz", above: 0, meaning: "rate of the targets"), StdpTerms.Tau(1000, "of the mean of the rate"),
        StdpTerms.Tau(10_000, "of scaling"), StdpTerms.WMin, StdpTerms.WMax);

    /// <summary>ρ₀ in Hz, the rate that targets come to. Default 5.</summary>
    public SimulationParameter TargetRate { get; init; } = _defaults.TargetRate.Value;

    /// <summary>τ_a in ms, over which the rate is taken. Default 1000.</summary>
    public SimulationParameter TauActivity { get; init; } = _defaults.TauActivity.Value;

    /// <summary>τ_s in ms, in which the weights of a silent neuron grow e-fold. Default 10,000.</summary>
    public SimulationParameter TauScaling { get; init; } = _defaults.TauScaling.Value;

    /// <summary>The least weight. Default 0.</summary>
    public SimulationParameter WMin { get; init; } = _defaults.WMin.Value;

    /// <summary>The largest weight, at least <see cref="WMin"/>. Default 1.</summary>
    public SimulationParameter WMax { get; init; } = _defaults.WMax.Value;

    /// <inheritdoc/>
    public override SynapseModel Model => SynapseModel.Define<Numbers<Expr>, Numbers<Quantity>, State<Expr>>(
        nameof(ScalingSynapse),
        _defaults,
        onPre: (_, s) => (s.Weight, s),
        onPost: (p, s) => s with { Activity = s.Activity + 1000.0 / p.TauActivity },
        decay: (p, s, elapsed) =>
        {
            var spikes = s.Activity * elapsed * Expr.Exprel(-elapsed / p.TauActivity);
            return s with
            {
                Activity = StdpTerms.Decayed(s.Activity, elapsed, p.TauActivity),
                Weight = s.Weight * Expr.Exp((elapsed - spikes / p.TargetRate) / p.TauScaling),
            };
        },
        bounds: (nameof(WMin), nameof(WMax)),
        summary: "synaptic scaling to a rate of the target",
        source: "Turrigiano et al. 1998; van Rossum, Bi & Turrigiano 2000");

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, SimulationParameter> Parameters => new Dictionary<string, SimulationParameter>
    {
        [nameof(TargetRate)] = TargetRate,
        [nameof(TauActivity)] = TauActivity,
        [nameof(TauScaling)] = TauScaling,
        [nameof(WMin)] = WMin,
        [nameof(WMax)] = WMax,
    };

    private sealed record Numbers<T>(T TargetRate, T TauActivity, T TauScaling, T WMin, T WMax);

    private sealed record State<T>(T Weight, T Activity);
}
