// Generated from the model; tools/Neurons.Generate writes it anew.
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>The options of an OnlineLif layer. Source: SpikingJelly, OTTTLIFNode and SLTTLIFNode; Xiao et al. 2022;
/// Meng et al. 2023.</summary>
public sealed record OnlineLifOptions : NeuronOptions
{
    /// <summary>Membrane time constant. In steps. Allowed: &gt; 0. Default 2.</summary>
    public NeuronParameter Tau { get; init; } = 2;

    /// <summary>Threshold. Allowed: any finite number. Default 1.</summary>
    public NeuronParameter VTh { get; init; } = 1;

    /// <summary>Reset potential. Allowed: any finite number. Default 0.</summary>
    public NeuronParameter VReset { get; init; } = 0;

    /// <summary>What a spike does to the membrane potential in models with an immediate reset. Default
    /// Subtract.</summary>
    public SpikeReset Reset { get; init; } = SpikeReset.Subtract;

    /// <summary>Default false.</summary>
    public bool DecayInput { get; init; }

    /// <summary>The derivative that stands in for that of the Heaviside step in backpropagation. Default
    /// sigmoid(k=4).</summary>
    public Surrogate Surrogate { get; init; } = Surrogate.Sigmoid(4);

    /// <summary>Which side of the threshold u = 0 belongs to firing. Default GreaterOrEqual.</summary>
    public Comparison Comparison { get; init; } = Comparison.GreaterOrEqual;

    /// <summary>Default true.</summary>
    public bool DetachReset { get; init; } = true;

    /// <summary>The preset ottt: SpikingJelly 2.0, OTTTLIFNode. Time in step.</summary>
    public static OnlineLifOptions Ottt { get; } = new();

    /// <summary>The preset sltt: SpikingJelly 2.0, SLTTLIFNode. Time in step.</summary>
    public static OnlineLifOptions Sltt { get; } = new()
    {
        Reset = SpikeReset.Value,
        DecayInput = true,
    };

    internal override string Model => "OnlineLif";

    internal override NeuronParameter[] ParameterValues => [Tau, VTh, VReset];

    internal override object[] OptionValues => [Reset, DecayInput, Surrogate, Comparison, DetachReset];
}

/// <summary>The states of an OnlineLif layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class OnlineLifState<T> : NeuronState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal OnlineLifState(StateLayout layout, StateValues<T> values) : base(layout, values)
    {
    }

    /// <summary>Membrane potential: [batch…, features…].</summary>
    public Tensor<T> V => Values.Values[0];

    /// <summary>Presynaptic trace: [batch…, features…].</summary>
    public Tensor<T> Trace => Values.Values[1];

    /// <inheritdoc/>
    public override OnlineLifState<T> this[int sample] => (OnlineLifState<T>)base[sample];

    /// <inheritdoc/>
    public override OnlineLifState<T> Detach() => (OnlineLifState<T>)base.Detach();

    /// <inheritdoc/>
    public override OnlineLifState<T> With(string name, Tensor<T> values) => (OnlineLifState<T>)base.With(name, values);

    /// <inheritdoc/>
    public override OnlineLifState<T> Concat(params NeuronState<T>[] others) => (OnlineLifState<T>)base.Concat(others);

    internal override OnlineLifState<T> Rebuild(StateValues<T> values) => new(Layout, values);
}

/// <summary>A layer: leaky integrate-and-fire neuron for online learning. Source: SpikingJelly, OTTTLIFNode and
/// SLTTLIFNode; Xiao et al. 2022; Meng et al. 2023.</summary>
public sealed class OnlineLif : NeuronLayer<OnlineLifState<float>, OnlineLifState<double>>
{
    /// <summary>A layer of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public OnlineLif(int features, OnlineLifOptions? options = null) : this([features], options)
    {
    }

    /// <summary>A layer whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public OnlineLif(int[] shape, OnlineLifOptions? options = null) : base(shape, options ??= new()) => Options = options;

    /// <summary>A layer that takes the shape of its input when it becomes part of a network.</summary>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public OnlineLif(OnlineLifOptions? options = null) : base(null, options ??= new()) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public OnlineLifOptions Options { get; }

    /// <inheritdoc/>
    public new OnlineLifState<T> Initial<T>(int batch, ulong seed = 0, uint stream = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (OnlineLifState<T>)base.Initial<T>(batch, seed, stream);

    internal override NeuronState<T> Wrap<T>(StateValues<T> values) => new OnlineLifState<T>(StateLayout, values);
}
