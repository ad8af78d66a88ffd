// Generated from the model; tools/Neurons.Generate writes it anew.
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>The options of a LifBox layer. Source: Norse, lif_box_feed_forward_step.</summary>
public sealed record LifBoxOptions : NeuronOptions
{
    /// <summary>Inverse time constant of the membrane. In 1/s. Allowed: &gt; 0. Default 100.</summary>
    public NeuronParameter TauMemInv { get; init; } = 100;

    /// <summary>Leak potential. Allowed: any finite number. Default 0.</summary>
    public NeuronParameter VLeak { get; init; } = 0;

    /// <summary>Threshold. Allowed: any finite number. Default 1.</summary>
    public NeuronParameter VTh { get; init; } = 1;

    /// <summary>Reset potential. Allowed: any finite number. Default 0.</summary>
    public NeuronParameter VReset { get; init; } = 0;

    /// <summary>Time step in s. Default 0.001.</summary>
    public double Dt { get; init; } = 0.001;

    /// <summary>What a spike does to the membrane potential in models with an immediate reset. Default Value.</summary>
    public SpikeReset Reset { get; init; } = SpikeReset.Value;

    /// <summary>Whether the input is scaled by dt·τ_mem_inv, or enters the potential as it is. Default true.</summary>
    public bool DecayInput { get; init; } = true;

    /// <summary>The derivative that stands in for that of the Heaviside step in backpropagation. Default
    /// superspike(alpha=100).</summary>
    public Surrogate Surrogate { get; init; } = Surrogate.Superspike(100);

    /// <summary>Which side of the threshold u = 0 belongs to firing. Default Greater.</summary>
    public Comparison Comparison { get; init; } = Comparison.Greater;

    /// <summary>Whether the gradient of the reset ignores the spike. Default false.</summary>
    public bool DetachReset { get; init; }

    /// <summary>The preset norse1: Norse 1.1 and later. Time in s.</summary>
    public static LifBoxOptions Norse1 { get; } = new();

    /// <summary>The preset spikingjelly_lif: SpikingJelly 2.0, LIFNode; dt 1, τ = 2; Reset = Subtract where its v_reset
    /// is None, and v_leak = v_reset. Time in s.</summary>
    public static LifBoxOptions SpikingjellyLif { get; } = new()
    {
        TauMemInv = 0.5,
        Dt = 1,
        Surrogate = Surrogate.Atan(2),
        Comparison = Comparison.GreaterOrEqual,
    };

    /// <summary>The preset nir_lif: NIR, LIF: τ_mem_inv = 1/tau, v_th = v_threshold; its r scales the input. Time in
    /// s.</summary>
    public static LifBoxOptions NirLif { get; } = new();

    internal override string Model => "LifBox";

    internal override NeuronParameter[] ParameterValues => [TauMemInv, VLeak, VTh, VReset];

    internal override object[] OptionValues => [Dt, Reset, DecayInput, Surrogate, Comparison, DetachReset];
}

/// <summary>The states of a LifBox layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class LifBoxState<T> : NeuronState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal LifBoxState(StateLayout layout, StateValues<T> values) : base(layout, values)
    {
    }

    /// <summary>Membrane potential: [batch…, features…].</summary>
    public Tensor<T> V => Values.Values[0];

    /// <inheritdoc/>
    public override LifBoxState<T> this[int sample] => (LifBoxState<T>)base[sample];

    /// <inheritdoc/>
    public override LifBoxState<T> Detach() => (LifBoxState<T>)base.Detach();

    /// <inheritdoc/>
    public override LifBoxState<T> With(string name, Tensor<T> values) => (LifBoxState<T>)base.With(name, values);

    /// <inheritdoc/>
    public override LifBoxState<T> Concat(params NeuronState<T>[] others) => (LifBoxState<T>)base.Concat(others);

    internal override LifBoxState<T> Rebuild(StateValues<T> values) => new(Layout, values);
}

/// <summary>A layer: leaky integrate-and-fire neuron without synapses. Source: Norse,
/// lif_box_feed_forward_step.</summary>
public sealed class LifBox : NeuronLayer<LifBoxState<float>, LifBoxState<double>>
{
    /// <summary>A layer of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public LifBox(int features, LifBoxOptions? options = null) : this([features], options)
    {
    }

    /// <summary>A layer whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public LifBox(int[] shape, LifBoxOptions? options = null) : base(shape, options ??= new()) => Options = options;

    /// <summary>A layer that takes the shape of its input when it becomes part of a network.</summary>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public LifBox(LifBoxOptions? options = null) : base(null, options ??= new()) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public LifBoxOptions Options { get; }

    /// <inheritdoc/>
    public new LifBoxState<T> Initial<T>(int batch, ulong seed = 0, uint stream = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (LifBoxState<T>)base.Initial<T>(batch, seed, stream);

    internal override NeuronState<T> Wrap<T>(StateValues<T> values) => new LifBoxState<T>(StateLayout, values);
}
