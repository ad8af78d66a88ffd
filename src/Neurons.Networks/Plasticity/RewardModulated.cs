namespace Neurons.Networks;

/// <summary>
/// A rule whose changes go to an eligibility trace e of each synapse, which decays, and become weight where there is reward: with
/// instantaneous reward r, w changes by rate · r · e in its step (Florian 2007, MSTDPET); with a time constant of reward, by rate · ∫ d e dt,
/// where d is raised by r/τ_r and decays (dopamine; Izhikevich 2007). A step without reward touches no weight.
/// </summary>
/// <param name="Rule">What changes the eligibility. Its bounds are those of the weights.</param>
public sealed record RewardModulated(PlasticityRule Rule) : PlasticityRule
{
    /// <summary>Time constant of the eligibility in s. Default 1.</summary>
    public double TauEligibility { get; init; } = 1;

    /// <summary>Time constant of the reward in s; 0 where it acts at once. Default 0.</summary>
    public double TauReward { get; init; }

    /// <summary>What of an eligibility becomes weight by a reward of 1. Default 1.</summary>
    public double Rate { get; init; } = 1;

    /// <inheritdoc/>
    public override IReadOnlyList<SpikeTrace> PreTraces => Rule.PreTraces;

    /// <inheritdoc/>
    public override IReadOnlyList<SpikeTrace> PostTraces => Rule.PostTraces;

    /// <inheritdoc/>
    public override void Validate()
    {
        ArgumentNullException.ThrowIfNull(Rule);
        if (Rule is RewardModulated) throw new ArgumentException("RewardModulated: Rule is modulated by reward already.");
        Rule.Validate();
        Require.Positive(Name, nameof(TauEligibility), TauEligibility);
        Require.NotNegative(Name, nameof(TauReward), TauReward);
        Require.Finite(Name, nameof(Rate), Rate);
    }

    /// <inheritdoc/>
    public override void PreEvent(in SynapseEvent synapses, Span<float> changes) => Rule.PreEvent(synapses, changes);

    /// <inheritdoc/>
    public override void PostEvent(in SynapseEvent synapses, Span<float> changes) => Rule.PostEvent(synapses, changes);
}
