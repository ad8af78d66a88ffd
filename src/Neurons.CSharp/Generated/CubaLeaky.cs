// Generated from the model; tools/Neurons.Generate writes it anew.
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>The options of a CubaLeaky layer. Source: SpikingJelly, CUBALIFNode; Davies et al. 2018.</summary>
public sealed record CubaLeakyOptions : NeuronOptions
{
    /// <summary>Decay of the synaptic current in a step. Allowed: in [0, 1]. Default 0.5.</summary>
    public NeuronParameter CDecay { get; init; } = 0.5;

    /// <summary>Decay of the membrane in a step. Allowed: in [0, 1]. Default 0.75.</summary>
    public NeuronParameter VDecay { get; init; } = 0.75;

    /// <summary>Threshold. Allowed: any finite number. Default 0.5.</summary>
    public NeuronParameter VTh { get; init; } = 0.5;

    /// <summary>Reset potential. Allowed: any finite number. Default 0.</summary>
    public NeuronParameter VReset { get; init; } = 0;

    /// <summary>What a spike does to the membrane potential in models with an immediate reset. Default Value.</summary>
    public SpikeReset Reset { get; init; } = SpikeReset.Value;

    /// <summary>The derivative that stands in for that of the Heaviside step in backpropagation. Default
    /// rect(alpha=1).</summary>
    public Surrogate Surrogate { get; init; } = Surrogate.Rect(1);

    /// <summary>Which side of the threshold u = 0 belongs to firing. Default GreaterOrEqual.</summary>
    public Comparison Comparison { get; init; } = Comparison.GreaterOrEqual;

    /// <summary>Default false.</summary>
    public bool DetachReset { get; init; }

    /// <summary>The preset spikingjelly: SpikingJelly 2.0. Time in step.</summary>
    public static CubaLeakyOptions Spikingjelly { get; } = new();

    internal override string Model => "CubaLeaky";

    internal override NeuronParameter[] ParameterValues => [CDecay, VDecay, VTh, VReset];

    internal override object[] OptionValues => [Reset, Surrogate, Comparison, DetachReset];
}

/// <summary>The states of a CubaLeaky layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class CubaLeakyState<T> : NeuronState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal CubaLeakyState(StateLayout layout, StateValues<T> values) : base(layout, values)
    {
    }

    /// <summary>Membrane potential: [batch…, features…].</summary>
    public Tensor<T> V => Values.Values[0];

    /// <summary>Synaptic current: [batch…, features…].</summary>
    public Tensor<T> C => Values.Values[1];

    /// <inheritdoc/>
    public override CubaLeakyState<T> this[int sample] => (CubaLeakyState<T>)base[sample];

    /// <inheritdoc/>
    public override CubaLeakyState<T> Detach() => (CubaLeakyState<T>)base.Detach();

    /// <inheritdoc/>
    public override CubaLeakyState<T> With(string name, Tensor<T> values) => (CubaLeakyState<T>)base.With(name, values);

    /// <inheritdoc/>
    public override CubaLeakyState<T> Concat(params NeuronState<T>[] others) => (CubaLeakyState<T>)base.Concat(others);

    internal override CubaLeakyState<T> Rebuild(StateValues<T> values) => new(Layout, values);
}

/// <summary>A layer: leaky neuron with a synaptic current and the reset in the step of the spike. Source: SpikingJelly,
/// CUBALIFNode; Davies et al. 2018.</summary>
public sealed class CubaLeaky : NeuronLayer<CubaLeakyState<float>, CubaLeakyState<double>>
{
    /// <summary>A layer of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public CubaLeaky(int features, CubaLeakyOptions? options = null) : this([features], options)
    {
    }

    /// <summary>A layer whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public CubaLeaky(int[] shape, CubaLeakyOptions? options = null) : base(shape, options ??= new()) => Options = options;

    /// <summary>A layer that takes the shape of its input when it becomes part of a network.</summary>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public CubaLeaky(CubaLeakyOptions? options = null) : base(null, options ??= new()) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public CubaLeakyOptions Options { get; }

    /// <inheritdoc/>
    public new CubaLeakyState<T> Initial<T>(int batch, ulong seed = 0, uint stream = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (CubaLeakyState<T>)base.Initial<T>(batch, seed, stream);

    internal override NeuronState<T> Wrap<T>(StateValues<T> values) => new CubaLeakyState<T>(StateLayout, values);
}
