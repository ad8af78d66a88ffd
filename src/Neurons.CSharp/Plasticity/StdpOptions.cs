using Neurons.Plasticity;

namespace Neurons;

/// <summary>How much a weight w still changes, by where it is between its bounds.</summary>
public enum StdpDependence
{
    /// <summary>η₊ and η₋ everywhere.</summary>
    Additive,

    /// <summary>η₊ below w_max, η₋ above w_min, else 0.</summary>
    AdditiveStep,

    /// <summary>η₊(w_max − w)^μ and η₋(w − w_min)^μ.</summary>
    MultiplicativePower,

    /// <summary>η₊·max(0, w_max − w) and η₋·max(0, w − w_min).</summary>
    MultiplicativeRelu,
}

/// <summary>The options of spike-timing-dependent plasticity by traces. Source: Norse, <c>stdp_step_linear</c>.</summary>
public sealed record StdpOptions
{
    /// <summary>Inverse time constant of the presynaptic trace in 1/s, in (0, 1/dt]. Default 20.</summary>
    public double TauPreInv { get; init; } = 20;

    /// <summary>Inverse time constant of the postsynaptic trace in 1/s, in (0, 1/dt]. Default 20.</summary>
    public double TauPostInv { get; init; } = 20;

    /// <summary>What a presynaptic spike adds to its trace, before dt·τ_inv. Default 1.</summary>
    public double APre { get; init; } = 1;

    /// <summary>What a postsynaptic spike adds to its trace, before dt·τ_inv. Default 1.</summary>
    public double APost { get; init; } = 1;

    /// <summary>η₊ ≥ 0, the rate of growth. Default 0.001.</summary>
    public double EtaPlus { get; init; } = 0.001;

    /// <summary>η₋ ≥ 0, the rate of decline. Default 0.001.</summary>
    public double EtaMinus { get; init; } = 0.001;

    /// <summary>The least weight. Default 0.</summary>
    public double WMin { get; init; }

    /// <summary>The largest weight, ≥ <see cref="WMin"/>. Default 1.</summary>
    public double WMax { get; init; } = 1;

    /// <summary>How the change depends on the weight. Default additive.</summary>
    public StdpDependence Dependence { get; init; }

    /// <summary>μ ≥ 0 of <see cref="StdpDependence.MultiplicativePower"/>. Default 0.</summary>
    public double Mu { get; init; }

    /// <summary>Time step in s, &gt; 0. Default 0.001.</summary>
    public double Dt { get; init; } = 0.001;

    internal StdpModule.Parameters ToCore()
    {
        var dependence = Dependence switch
        {
            StdpDependence.Additive => WeightDependence.Additive,
            StdpDependence.AdditiveStep => WeightDependence.AdditiveStep,
            StdpDependence.MultiplicativePower => WeightDependence.NewMultiplicativePower(Mu),
            StdpDependence.MultiplicativeRelu => WeightDependence.MultiplicativeRelu,
            _ => throw new ArgumentOutOfRangeException(
                nameof(Dependence), Dependence,
                $"Stdp: Dependence is {Dependence}; it must be one of {string.Join(", ", Enum.GetNames<StdpDependence>())}."),
        };
        return new(TauPreInv, TauPostInv, APre, APost, EtaPlus, EtaMinus, WMin, WMax, dependence, Dt);
    }
}
