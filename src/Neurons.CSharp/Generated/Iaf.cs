// Generated from the model; tools/Neurons.Generate writes it anew.
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>The options of an Iaf layer. Source: Norse, iaf_feed_forward_step; SpikingJelly, IFNode.</summary>
public sealed record IafOptions : NeuronOptions
{
    /// <summary>Threshold. Allowed: any finite number. Default 1.</summary>
    public NeuronParameter VTh { get; init; } = 1;

    /// <summary>Reset potential. Allowed: any finite number. Default 0.</summary>
    public NeuronParameter VReset { get; init; } = 0;

    /// <summary>What a spike does to the membrane potential in models with an immediate reset. Default Value.</summary>
    public SpikeReset Reset { get; init; } = SpikeReset.Value;

    /// <summary>The derivative that stands in for that of the Heaviside step in backpropagation. Default
    /// superspike(alpha=100).</summary>
    public Surrogate Surrogate { get; init; } = Surrogate.Superspike(100);

    /// <summary>Which side of the threshold u = 0 belongs to firing. Default Greater.</summary>
    public Comparison Comparison { get; init; } = Comparison.Greater;

    /// <summary>Whether the gradient of the reset ignores the spike. Default false.</summary>
    public bool DetachReset { get; init; }

    /// <summary>The preset norse1: Norse 1.1 and later. Time in step.</summary>
    public static IafOptions Norse1 { get; } = new();

    /// <summary>The preset spikingjelly_if: SpikingJelly 2.0, IFNode; Reset = Subtract where its v_reset is None. Time
    /// in step.</summary>
    public static IafOptions SpikingjellyIf { get; } = new()
    {
        Surrogate = Surrogate.Atan(2),
        Comparison = Comparison.GreaterOrEqual,
    };

    internal override string Model => "Iaf";

    internal override NeuronParameter[] ParameterValues => [VTh, VReset];

    internal override object[] OptionValues => [Reset, Surrogate, Comparison, DetachReset];
}

/// <summary>The states of an Iaf layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class IafState<T> : NeuronState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal IafState(StateLayout layout, StateValues<T> values) : base(layout, values)
    {
    }

    /// <summary>Membrane potential: [batch…, features…].</summary>
    public Tensor<T> V => Values.Values[0];

    /// <inheritdoc/>
    public override IafState<T> this[int sample] => (IafState<T>)base[sample];

    /// <inheritdoc/>
    public override IafState<T> Detach() => (IafState<T>)base.Detach();

    /// <inheritdoc/>
    public override IafState<T> With(string name, Tensor<T> values) => (IafState<T>)base.With(name, values);

    /// <inheritdoc/>
    public override IafState<T> Concat(params NeuronState<T>[] others) => (IafState<T>)base.Concat(others);

    internal override IafState<T> Rebuild(StateValues<T> values) => new(Layout, values);
}

/// <summary>A layer: integrate-and-fire neuron without a leak. Source: Norse, iaf_feed_forward_step; SpikingJelly,
/// IFNode.</summary>
public sealed class Iaf : NeuronLayer<IafState<float>, IafState<double>>
{
    /// <summary>A layer of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public Iaf(int features, IafOptions? options = null) : this([features], options)
    {
    }

    /// <summary>A layer whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public Iaf(int[] shape, IafOptions? options = null) : base(shape, options ??= new()) => Options = options;

    /// <summary>A layer that takes the shape of its input when it becomes part of a network.</summary>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public Iaf(IafOptions? options = null) : base(null, options ??= new()) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public IafOptions Options { get; }

    /// <inheritdoc/>
    public new IafState<T> Initial<T>(int batch, ulong seed = 0, uint stream = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (IafState<T>)base.Initial<T>(batch, seed, stream);

    internal override NeuronState<T> Wrap<T>(StateValues<T> values) => new IafState<T>(StateLayout, values);
}
