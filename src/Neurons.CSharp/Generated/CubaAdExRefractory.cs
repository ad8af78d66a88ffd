// Generated from the model; tools/Neurons.Generate writes it anew.
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>The options of a CubaAdExRefractory layer. Source: Norse, lif_adex_refrac_feed_forward_step; Brette &amp;
/// Gerstner 2005.</summary>
public sealed record CubaAdExRefractoryOptions : NeuronOptions
{
    /// <summary>Inverse time constant of the synaptic current. In 1/s. Allowed: &gt; 0. Default 200.</summary>
    public NeuronParameter TauSynInv { get; init; } = 200;

    /// <summary>Inverse time constant of the membrane. In 1/s. Allowed: &gt; 0. Default 100.</summary>
    public NeuronParameter TauMemInv { get; init; } = 100;

    /// <summary>Leak potential. Allowed: any finite number. Default 0.</summary>
    public NeuronParameter VLeak { get; init; } = 0;

    /// <summary>Threshold. Allowed: any finite number. Default 1.</summary>
    public NeuronParameter VTh { get; init; } = 1;

    /// <summary>Reset potential. Allowed: any finite number. Default 0.</summary>
    public NeuronParameter VReset { get; init; } = 0;

    /// <summary>Sharpness of the upswing. Allowed: &gt; 0. Default 0.5.</summary>
    public NeuronParameter DeltaT { get; init; } = 0.5;

    /// <summary>Coupling of the adaptation to the potential, A_c. Allowed: any finite number. Default 4.</summary>
    public NeuronParameter AdaptationCurrent { get; init; } = 4;

    /// <summary>Rise of the adaptation per spike, A_s. Allowed: any finite number. Default 0.02.</summary>
    public NeuronParameter AdaptationSpike { get; init; } = 0.02;

    /// <summary>Inverse time constant of the adaptation. In 1/s. Allowed: &gt; 0. Default 2.</summary>
    public NeuronParameter TauAdaInv { get; init; } = 2;

    /// <summary>Refractory steps after a spike. In steps. Allowed: in [0, 16777216]. Default 5.</summary>
    public NeuronParameter RhoReset { get; init; } = 5;

    /// <summary>Default 0.001.</summary>
    public double Dt { get; init; } = 0.001;

    /// <summary>Whether the input enters the synapse before a step's integration or after it. Default
    /// BeforeIntegration.</summary>
    public Jump Jump { get; init; } = Jump.BeforeIntegration;

    /// <summary>The derivative that stands in for that of the Heaviside step in backpropagation. Default
    /// superspike(alpha=100).</summary>
    public Surrogate Surrogate { get; init; } = Surrogate.Superspike(100);

    /// <summary>Which side of the threshold u = 0 belongs to firing. Default Greater.</summary>
    public Comparison Comparison { get; init; } = Comparison.Greater;

    /// <summary>Default false.</summary>
    public bool DetachReset { get; init; }

    /// <summary>The preset norse1: Norse 1.1 and later. Time in s.</summary>
    public static CubaAdExRefractoryOptions Norse1 { get; } = new();

    internal override string Model => "CubaAdExRefractory";

    internal override NeuronParameter[] ParameterValues =>
    [
        TauSynInv,
        TauMemInv,
        VLeak,
        VTh,
        VReset,
        DeltaT,
        AdaptationCurrent,
        AdaptationSpike,
        TauAdaInv,
        RhoReset,
    ];

    internal override object[] OptionValues => [Dt, Jump, Surrogate, Comparison, DetachReset];
}

/// <summary>The states of a CubaAdExRefractory layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class CubaAdExRefractoryState<T> : NeuronState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal CubaAdExRefractoryState(StateLayout layout, StateValues<T> values) : base(layout, values)
    {
    }

    /// <summary>Membrane potential: [batch…, features…].</summary>
    public Tensor<T> V => Values.Values[0];

    /// <summary>Synaptic current: [batch…, features…].</summary>
    public Tensor<T> I => Values.Values[1];

    /// <summary>Adaptation current: [batch…, features…].</summary>
    public Tensor<T> A => Values.Values[2];

    /// <summary>Refractory steps left: [batch…, features…].</summary>
    public Tensor<T> Rho => Values.Values[3];

    /// <inheritdoc/>
    public override CubaAdExRefractoryState<T> this[int sample] => (CubaAdExRefractoryState<T>)base[sample];

    /// <inheritdoc/>
    public override CubaAdExRefractoryState<T> Detach() => (CubaAdExRefractoryState<T>)base.Detach();

    /// <inheritdoc/>
    public override CubaAdExRefractoryState<T> With(string name, Tensor<T> values) => (CubaAdExRefractoryState<T>)base.With(name, values);

    /// <inheritdoc/>
    public override CubaAdExRefractoryState<T> Concat(params NeuronState<T>[] others) => (CubaAdExRefractoryState<T>)base.Concat(others);

    internal override CubaAdExRefractoryState<T> Rebuild(StateValues<T> values) => new(Layout, values);
}

/// <summary>A layer: adaptive exponential integrate-and-fire neuron with a refractory period. Source: Norse,
/// lif_adex_refrac_feed_forward_step; Brette &amp; Gerstner 2005.</summary>
public sealed class CubaAdExRefractory : NeuronLayer<CubaAdExRefractoryState<float>, CubaAdExRefractoryState<double>>
{
    /// <summary>A layer of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public CubaAdExRefractory(int features, CubaAdExRefractoryOptions? options = null) : this([features], options)
    {
    }

    /// <summary>A layer whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public CubaAdExRefractory(int[] shape, CubaAdExRefractoryOptions? options = null) : base(shape, options ??= new()) => Options = options;

    /// <summary>A layer that takes the shape of its input when it becomes part of a network.</summary>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public CubaAdExRefractory(CubaAdExRefractoryOptions? options = null) : base(null, options ??= new()) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public CubaAdExRefractoryOptions Options { get; }

    /// <inheritdoc/>
    public new CubaAdExRefractoryState<T> Initial<T>(int batch, ulong seed = 0, uint stream = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (CubaAdExRefractoryState<T>)base.Initial<T>(batch, seed, stream);

    internal override NeuronState<T> Wrap<T>(StateValues<T> values) => new CubaAdExRefractoryState<T>(StateLayout, values);
}
