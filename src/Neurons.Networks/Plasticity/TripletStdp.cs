using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>
/// The triplet rule of Pfister and Gerstner 2006: at a presynaptic spike w changes by −o₁ (A₂₋ + A₃₋ r₂), at a postsynaptic one by
/// r₁ (A₂₊ + A₃₊ o₂), with the traces r₁ (τ₊) and r₂ (τ_x) of presynaptic and o₁ (τ₋) and o₂ (τ_y) of postsynaptic spikes; r₂ and o₂ are those
/// from before the spike. It explains how the frequency of pairings matters. The defaults are those of the visual cortex, all to all (table 4).
/// </summary>
public sealed record TripletStdp : PlasticityRule
{
    /// <summary>A₂₊, growth by pairs. Default 5·10⁻¹⁰.</summary>
    public double PairPlus { get; init; } = 5e-10;

    /// <summary>A₃₊, growth by triplets. Default 0.0062.</summary>
    public double TripletPlus { get; init; } = 6.2e-3;

    /// <summary>A₂₋, decline by pairs. Default 0.007.</summary>
    public double PairMinus { get; init; } = 7e-3;

    /// <summary>A₃₋, decline by triplets. Default 0.00023.</summary>
    public double TripletMinus { get; init; } = 2.3e-4;

    /// <summary>τ₊ in s. Default 0.0168.</summary>
    public double TauPlus { get; init; } = 0.0168;

    /// <summary>τ₋ in s. Default 0.0337.</summary>
    public double TauMinus { get; init; } = 0.0337;

    /// <summary>τ_x in s, of the slow trace of presynaptic spikes. Default 0.101.</summary>
    public double TauX { get; init; } = 0.101;

    /// <summary>τ_y in s, of the slow trace of postsynaptic spikes. Default 0.125.</summary>
    public double TauY { get; init; } = 0.125;

    /// <summary>How the change depends on the weight. Default additive.</summary>
    public StdpDependence Dependence { get; init; }

    /// <summary>μ ≥ 0 of <see cref="StdpDependence.MultiplicativePower"/>. Default 1.</summary>
    public double Mu { get; init; } = 1;

    /// <summary>Whether only nearest spikes count; else all do. Default all.</summary>
    public bool IsNearest { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<SpikeTrace> PreTraces => [new(TauPlus, IsNearest), new(TauX, IsNearest)];

    /// <inheritdoc/>
    public override IReadOnlyList<SpikeTrace> PostTraces => [new(TauMinus, IsNearest), new(TauY, IsNearest)];

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Require.Finite(Name, nameof(PairPlus), PairPlus);
        Require.Finite(Name, nameof(TripletPlus), TripletPlus);
        Require.Finite(Name, nameof(PairMinus), PairMinus);
        Require.Finite(Name, nameof(TripletMinus), TripletMinus);
        Require.Defined(Name, nameof(Dependence), Dependence);
        Require.NotNegative(Name, nameof(Mu), Mu);
    }

    /// <inheritdoc/>
    public override void PreEvent(in SynapseEvent synapses, Span<float> changes)
    {
        var (pair, triplet) = ((float)(-PairMinus * synapses.Post(0)), (float)(-TripletMinus * synapses.Post(0)));
        TensorPrimitives.Multiply(synapses.Pre(1), triplet, changes);
        TensorPrimitives.Add(changes, pair, changes);
        WeightScale.Shrink(synapses.Weights, this, Dependence, Mu, changes);
    }

    /// <inheritdoc/>
    public override void PostEvent(in SynapseEvent synapses, Span<float> changes)
    {
        TensorPrimitives.Multiply(synapses.Pre(0), (float)(PairPlus + TripletPlus * synapses.Post(1)), changes);
        WeightScale.Grow(synapses.Weights, this, Dependence, Mu, changes);
    }
}
