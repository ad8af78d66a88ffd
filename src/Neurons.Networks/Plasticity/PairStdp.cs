using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>
/// Spike-timing-dependent plasticity by pairs: a presynaptic spike changes a weight by −A₋(w) · y, with y the trace of the neuron's spikes; a
/// postsynaptic one by A₊(w) · x, with x that of the spikes that arrived. A± are η± at every weight (additive), or less near the bounds.
/// </summary>
/// <remarks>Sources: Song, Miller and Abbott 2000 (additive), van Rossum, Bi and Turrigiano 2000 (multiplicative), Gütig et al. 2003 (powers),
/// Morrison, Diesmann and Gerstner 2008 (nearest spikes).</remarks>
public sealed record PairStdp : PlasticityRule
{
    /// <summary>η₊, the rate of growth. Default 0.01.</summary>
    public double EtaPlus { get; init; } = 0.01;

    /// <summary>η₋, the rate of decline. Default 0.012.</summary>
    public double EtaMinus { get; init; } = 0.012;

    /// <summary>Time constant of the trace of presynaptic spikes in s. Default 0.02.</summary>
    public double TauPlus { get; init; } = 0.02;

    /// <summary>Time constant of the trace of postsynaptic spikes in s. Default 0.02.</summary>
    public double TauMinus { get; init; } = 0.02;

    /// <summary>How the change depends on the weight. Default additive.</summary>
    public StdpDependence Dependence { get; init; }

    /// <summary>μ ≥ 0 of <see cref="StdpDependence.MultiplicativePower"/>. Default 1.</summary>
    public double Mu { get; init; } = 1;

    /// <summary>Whether only the nearest spike of the other side counts; else all do. Default all.</summary>
    public bool IsNearest { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<SpikeTrace> PreTraces => [new(TauPlus, IsNearest)];

    /// <inheritdoc/>
    public override IReadOnlyList<SpikeTrace> PostTraces => [new(TauMinus, IsNearest)];

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Require.Finite(Name, nameof(EtaPlus), EtaPlus);
        Require.Finite(Name, nameof(EtaMinus), EtaMinus);
        Require.Defined(Name, nameof(Dependence), Dependence);
        Require.NotNegative(Name, nameof(Mu), Mu);
    }

    /// <inheritdoc/>
    public override void PreEvent(in SynapseEvent synapses, Span<float> changes)
    {
        var change = (float)(-EtaMinus * synapses.Post(0));
        changes.Fill(change);
        WeightScale.Shrink(synapses.Weights, this, Dependence, Mu, changes);
    }

    /// <inheritdoc/>
    public override void PostEvent(in SynapseEvent synapses, Span<float> changes)
    {
        TensorPrimitives.Multiply(synapses.Pre(0), (float)EtaPlus, changes);
        WeightScale.Grow(synapses.Weights, this, Dependence, Mu, changes);
    }
}
