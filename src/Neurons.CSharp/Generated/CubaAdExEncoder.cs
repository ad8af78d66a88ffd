// Generated from the model; tools/Neurons.Generate writes it anew.
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>The options of a CubaAdExEncoder layer. Source: Norse, lif_adex_current_encoder; Brette &amp; Gerstner
/// 2005.</summary>
public sealed record CubaAdExEncoderOptions : NeuronOptions
{
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

    /// <summary>Time step in s. Default 0.001.</summary>
    public double Dt { get; init; } = 0.001;

    /// <summary>Whether the adaptation is what should be its rate, as in Norse. Default false.</summary>
    public bool AdaptationIsRate { get; init; }

    /// <summary>The derivative that stands in for that of the Heaviside step in backpropagation. Default
    /// superspike(alpha=100).</summary>
    public Surrogate Surrogate { get; init; } = Surrogate.Superspike(100);

    /// <summary>Which side of the threshold u = 0 belongs to firing. Default Greater.</summary>
    public Comparison Comparison { get; init; } = Comparison.Greater;

    /// <summary>Whether the gradient of the reset ignores the spike. Default false.</summary>
    public bool DetachReset { get; init; }

    /// <summary>The preset norse: Norse. Time in s.</summary>
    public static CubaAdExEncoderOptions Norse { get; } = new()
    {
        AdaptationIsRate = true,
    };

    internal override string Model => "CubaAdExEncoder";

    internal override NeuronParameter[] ParameterValues =>
    [
        TauMemInv,
        VLeak,
        VTh,
        VReset,
        DeltaT,
        AdaptationCurrent,
        AdaptationSpike,
        TauAdaInv,
    ];

    internal override object[] OptionValues => [Dt, AdaptationIsRate, Surrogate, Comparison, DetachReset];
}

/// <summary>The states of a CubaAdExEncoder layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class CubaAdExEncoderState<T> : NeuronState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal CubaAdExEncoderState(StateLayout layout, StateValues<T> values) : base(layout, values)
    {
    }

    /// <summary>Membrane potential: [batch…, features…].</summary>
    public Tensor<T> V => Values.Values[0];

    /// <summary>Adaptation current: [batch…, features…].</summary>
    public Tensor<T> A => Values.Values[1];

    /// <inheritdoc/>
    public override CubaAdExEncoderState<T> this[int sample] => (CubaAdExEncoderState<T>)base[sample];

    /// <inheritdoc/>
    public override CubaAdExEncoderState<T> Detach() => (CubaAdExEncoderState<T>)base.Detach();

    /// <inheritdoc/>
    public override CubaAdExEncoderState<T> With(string name, Tensor<T> values) => (CubaAdExEncoderState<T>)base.With(name, values);

    /// <inheritdoc/>
    public override CubaAdExEncoderState<T> Concat(params NeuronState<T>[] others) => (CubaAdExEncoderState<T>)base.Concat(others);

    internal override CubaAdExEncoderState<T> Rebuild(StateValues<T> values) => new(Layout, values);
}

/// <summary>A layer: encodes a current as the spikes of an adaptive exponential integrate-and-fire neuron. Source:
/// Norse, lif_adex_current_encoder; Brette &amp; Gerstner 2005.</summary>
public sealed class CubaAdExEncoder : NeuronLayer<CubaAdExEncoderState<float>, CubaAdExEncoderState<double>>
{
    /// <summary>A layer of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public CubaAdExEncoder(int features, CubaAdExEncoderOptions? options = null) : this([features], options)
    {
    }

    /// <summary>A layer whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public CubaAdExEncoder(int[] shape, CubaAdExEncoderOptions? options = null) : base(shape, options ??= new()) => Options = options;

    /// <summary>A layer that takes the shape of its input when it becomes part of a network.</summary>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public CubaAdExEncoder(CubaAdExEncoderOptions? options = null) : base(null, options ??= new()) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public CubaAdExEncoderOptions Options { get; }

    /// <inheritdoc/>
    public new CubaAdExEncoderState<T> Initial<T>(int batch, ulong seed = 0, uint stream = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (CubaAdExEncoderState<T>)base.Initial<T>(batch, seed, stream);

    internal override NeuronState<T> Wrap<T>(StateValues<T> values) => new CubaAdExEncoderState<T>(StateLayout, values);
}
