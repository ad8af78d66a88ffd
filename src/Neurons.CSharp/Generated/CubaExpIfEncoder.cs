// Generated from the model; tools/Neurons.Generate writes it anew.
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>The options of a CubaExpIfEncoder layer. Source: Norse, lif_ex_current_encoder.</summary>
public sealed record CubaExpIfEncoderOptions : NeuronOptions
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

    /// <summary>Default 0.001.</summary>
    public double Dt { get; init; } = 0.001;

    /// <summary>The derivative that stands in for that of the Heaviside step in backpropagation. Default
    /// superspike(alpha=100).</summary>
    public Surrogate Surrogate { get; init; } = Surrogate.Superspike(100);

    /// <summary>Which side of the threshold u = 0 belongs to firing. Default Greater.</summary>
    public Comparison Comparison { get; init; } = Comparison.Greater;

    /// <summary>Default false.</summary>
    public bool DetachReset { get; init; }

    /// <summary>The preset norse1: Norse 1.1 and later. Time in s.</summary>
    public static CubaExpIfEncoderOptions Norse1 { get; } = new();

    internal override string Model => "CubaExpIfEncoder";

    internal override NeuronParameter[] ParameterValues => [TauMemInv, VLeak, VTh, VReset, DeltaT];

    internal override object[] OptionValues => [Dt, Surrogate, Comparison, DetachReset];
}

/// <summary>The states of a CubaExpIfEncoder layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class CubaExpIfEncoderState<T> : NeuronState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal CubaExpIfEncoderState(StateLayout layout, StateValues<T> values) : base(layout, values)
    {
    }

    /// <summary>Membrane potential: [batch…, features…].</summary>
    public Tensor<T> V => Values.Values[0];

    /// <inheritdoc/>
    public override CubaExpIfEncoderState<T> this[int sample] => (CubaExpIfEncoderState<T>)base[sample];

    /// <inheritdoc/>
    public override CubaExpIfEncoderState<T> Detach() => (CubaExpIfEncoderState<T>)base.Detach();

    /// <inheritdoc/>
    public override CubaExpIfEncoderState<T> With(string name, Tensor<T> values) => (CubaExpIfEncoderState<T>)base.With(name, values);

    /// <inheritdoc/>
    public override CubaExpIfEncoderState<T> Concat(params NeuronState<T>[] others) => (CubaExpIfEncoderState<T>)base.Concat(others);

    internal override CubaExpIfEncoderState<T> Rebuild(StateValues<T> values) => new(Layout, values);
}

/// <summary>A layer: encodes a current as the spikes of an exponential integrate-and-fire neuron. Source: Norse,
/// lif_ex_current_encoder.</summary>
public sealed class CubaExpIfEncoder : NeuronLayer<CubaExpIfEncoderState<float>, CubaExpIfEncoderState<double>>
{
    /// <summary>A layer of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public CubaExpIfEncoder(int features, CubaExpIfEncoderOptions? options = null) : this([features], options)
    {
    }

    /// <summary>A layer whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public CubaExpIfEncoder(int[] shape, CubaExpIfEncoderOptions? options = null) : base(shape, options ??= new()) => Options = options;

    /// <summary>A layer that takes the shape of its input when it becomes part of a network.</summary>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public CubaExpIfEncoder(CubaExpIfEncoderOptions? options = null) : base(null, options ??= new()) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public CubaExpIfEncoderOptions Options { get; }

    /// <inheritdoc/>
    public new CubaExpIfEncoderState<T> Initial<T>(int batch, ulong seed = 0, uint stream = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (CubaExpIfEncoderState<T>)base.Initial<T>(batch, seed, stream);

    internal override NeuronState<T> Wrap<T>(StateValues<T> values) => new CubaExpIfEncoderState<T>(StateLayout, values);
}
