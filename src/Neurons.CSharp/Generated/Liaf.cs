// Generated from the model; tools/Neurons.Generate writes it anew.
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>The options of a Liaf layer. Source: SpikingJelly, LIAFNode; Wu et al. 2021.</summary>
public sealed record LiafOptions : NeuronOptions
{
    /// <summary>Membrane time constant. In steps. Allowed: &gt; 0. Default 2.</summary>
    public NeuronParameter Tau { get; init; } = 2;

    /// <summary>Threshold. Allowed: any finite number. Default 1.</summary>
    public NeuronParameter VTh { get; init; } = 1;

    /// <summary>Potential after a spike. Allowed: any finite number. Default 0.</summary>
    public NeuronParameter VReset { get; init; } = 0;

    /// <summary>What a spike does to the membrane potential in models with an immediate reset. Default Value.</summary>
    public SpikeReset Reset { get; init; } = SpikeReset.Value;

    /// <summary>Whether the input is divided by τ, as the leak is, or enters the potential as it is. Default
    /// true.</summary>
    public bool DecayInput { get; init; } = true;

    /// <summary>What makes an analog output of a charged membrane. Default Relu.</summary>
    public ChargeActivation Act { get; init; } = ChargeActivation.Relu;

    /// <summary>Whether the activation is of what exceeds the threshold. Default true.</summary>
    public bool ThresholdRelated { get; init; } = true;

    /// <summary>The derivative that stands in for that of the Heaviside step in backpropagation. Default
    /// sigmoid(k=4).</summary>
    public Surrogate Surrogate { get; init; } = Surrogate.Sigmoid(4);

    /// <summary>Which side of the threshold u = 0 belongs to firing. Default GreaterOrEqual.</summary>
    public Comparison Comparison { get; init; } = Comparison.GreaterOrEqual;

    /// <summary>Whether the gradient of the reset ignores the spike. Default false.</summary>
    public bool DetachReset { get; init; }

    /// <summary>The preset spikingjelly: SpikingJelly 2.0. Time in step.</summary>
    public static LiafOptions Spikingjelly { get; } = new();

    internal override string Model => "Liaf";

    internal override NeuronParameter[] ParameterValues => [Tau, VTh, VReset];

    internal override object[] OptionValues =>
    [
        Reset,
        DecayInput,
        Act,
        ThresholdRelated,
        Surrogate,
        Comparison,
        DetachReset,
    ];
}

/// <summary>The states of a Liaf layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class LiafState<T> : NeuronState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal LiafState(StateLayout layout, StateValues<T> values) : base(layout, values)
    {
    }

    /// <summary>Membrane potential: [batch…, features…].</summary>
    public Tensor<T> V => Values.Values[0];

    /// <inheritdoc/>
    public override LiafState<T> this[int sample] => (LiafState<T>)base[sample];

    /// <inheritdoc/>
    public override LiafState<T> Detach() => (LiafState<T>)base.Detach();

    /// <inheritdoc/>
    public override LiafState<T> With(string name, Tensor<T> values) => (LiafState<T>)base.With(name, values);

    /// <inheritdoc/>
    public override LiafState<T> Concat(params NeuronState<T>[] others) => (LiafState<T>)base.Concat(others);

    internal override LiafState<T> Rebuild(StateValues<T> values) => new(Layout, values);
}

/// <summary>A layer: leaky integrate-and-fire neuron with an analog output. Source: SpikingJelly, LIAFNode; Wu et al.
/// 2021.</summary>
public sealed class Liaf : NeuronLayer<LiafState<float>, LiafState<double>>
{
    /// <summary>A layer of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public Liaf(int features, LiafOptions? options = null) : this([features], options)
    {
    }

    /// <summary>A layer whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public Liaf(int[] shape, LiafOptions? options = null) : base(shape, options ??= new()) => Options = options;

    /// <summary>A layer that takes the shape of its input when it becomes part of a network.</summary>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public Liaf(LiafOptions? options = null) : base(null, options ??= new()) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public LiafOptions Options { get; }

    /// <inheritdoc/>
    public new LiafState<T> Initial<T>(int batch, ulong seed = 0, uint stream = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (LiafState<T>)base.Initial<T>(batch, seed, stream);

    internal override NeuronState<T> Wrap<T>(StateValues<T> values) => new LiafState<T>(StateLayout, values);
}
