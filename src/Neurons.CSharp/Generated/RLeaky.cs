// Generated from the model; tools/Neurons.Generate writes it anew.
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>The options of a RLeaky layer. Source: snnTorch, RLeaky.</summary>
public sealed record RLeakyOptions : NeuronOptions
{
    /// <summary>Decay of the membrane in a step. Allowed: in [0, 1]. Default 0.9.</summary>
    public NeuronParameter Beta { get; init; } = 0.9;

    /// <summary>Threshold. Allowed: any finite number. Default 1.</summary>
    public NeuronParameter Threshold { get; init; } = 1;

    /// <summary>What a spike does to the membrane in the discrete-decay models. Default Subtract.</summary>
    public MembraneReset Reset { get; init; } = MembraneReset.Subtract;

    /// <summary>When a spike resets the membrane. Default Delayed.</summary>
    public ResetTiming Timing { get; init; } = ResetTiming.Delayed;

    /// <summary>The derivative that stands in for that of the Heaviside step in backpropagation. Default
    /// atan(alpha=2).</summary>
    public Surrogate Surrogate { get; init; } = Surrogate.Atan(2);

    /// <summary>Which side of the threshold u = 0 belongs to firing. Default Greater.</summary>
    public Comparison Comparison { get; init; } = Comparison.Greater;

    /// <summary>Default true.</summary>
    public bool DetachReset { get; init; } = true;

    /// <summary>The preset snntorch: snnTorch 0.9.4. Time in step.</summary>
    public static RLeakyOptions Snntorch { get; } = new();

    internal override string Model => "RLeaky";

    internal override NeuronParameter[] ParameterValues => [Beta, Threshold];

    internal override object[] OptionValues => [Reset, Timing, Surrogate, Comparison, DetachReset];
}

/// <summary>The states of a RLeaky layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class RLeakyState<T> : NeuronState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal RLeakyState(StateLayout layout, StateValues<T> values) : base(layout, values)
    {
    }

    /// <summary>Membrane potential: [batch…, features…].</summary>
    public Tensor<T> Mem => Values.Values[0];

    /// <inheritdoc/>
    public override RLeakyState<T> this[int sample] => (RLeakyState<T>)base[sample];

    /// <inheritdoc/>
    public override RLeakyState<T> Detach() => (RLeakyState<T>)base.Detach();

    /// <inheritdoc/>
    public override RLeakyState<T> With(string name, Tensor<T> values) => (RLeakyState<T>)base.With(name, values);

    /// <inheritdoc/>
    public override RLeakyState<T> Concat(params NeuronState<T>[] others) => (RLeakyState<T>)base.Concat(others);

    internal override RLeakyState<T> Rebuild(StateValues<T> values) => new(Layout, values);
}

/// <summary>A layer: leaky neuron for recurrent layers, whose reset takes the input along. Source: snnTorch,
/// RLeaky.</summary>
public sealed class RLeaky : NeuronLayer<RLeakyState<float>, RLeakyState<double>>
{
    /// <summary>A layer of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public RLeaky(int features, RLeakyOptions? options = null) : this([features], options)
    {
    }

    /// <summary>A layer whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public RLeaky(int[] shape, RLeakyOptions? options = null) : base(shape, options ??= new()) => Options = options;

    /// <summary>A layer that takes the shape of its input when it becomes part of a network.</summary>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public RLeaky(RLeakyOptions? options = null) : base(null, options ??= new()) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public RLeakyOptions Options { get; }

    /// <inheritdoc/>
    public new RLeakyState<T> Initial<T>(int batch, ulong seed = 0, uint stream = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (RLeakyState<T>)base.Initial<T>(batch, seed, stream);

    internal override NeuronState<T> Wrap<T>(StateValues<T> values) => new RLeakyState<T>(StateLayout, values);
}
