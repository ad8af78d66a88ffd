// Generated from the model; tools/Neurons.Generate writes it anew.
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>The options of a ParametricLif layer. Source: SpikingJelly, ParametricLIFNode; Fang et al. 2021.</summary>
public sealed record ParametricLifOptions : NeuronOptions
{
    /// <summary>What is learnt: σ(w) is the inverse of the membrane time constant in steps. Allowed: any finite number.
    /// Default 0.</summary>
    public NeuronParameter W { get; init; } = 0;

    /// <summary>Threshold. Allowed: any finite number. Default 1.</summary>
    public NeuronParameter VTh { get; init; } = 1;

    /// <summary>Reset potential. Allowed: any finite number. Default 0.</summary>
    public NeuronParameter VReset { get; init; } = 0;

    /// <summary>What a spike does to the membrane potential in models with an immediate reset. Default Value.</summary>
    public SpikeReset Reset { get; init; } = SpikeReset.Value;

    /// <summary>Default true.</summary>
    public bool DecayInput { get; init; } = true;

    /// <summary>The derivative that stands in for that of the Heaviside step in backpropagation. Default
    /// sigmoid(k=4).</summary>
    public Surrogate Surrogate { get; init; } = Surrogate.Sigmoid(4);

    /// <summary>Which side of the threshold u = 0 belongs to firing. Default GreaterOrEqual.</summary>
    public Comparison Comparison { get; init; } = Comparison.GreaterOrEqual;

    /// <summary>Default false.</summary>
    public bool DetachReset { get; init; }

    /// <summary>The preset spikingjelly: SpikingJelly 2.0. Time in step.</summary>
    public static ParametricLifOptions Spikingjelly { get; } = new();

    internal override string Model => "ParametricLif";

    internal override NeuronParameter[] ParameterValues => [W, VTh, VReset];

    internal override object[] OptionValues => [Reset, DecayInput, Surrogate, Comparison, DetachReset];
}

/// <summary>The states of a ParametricLif layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class ParametricLifState<T> : NeuronState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal ParametricLifState(StateLayout layout, StateValues<T> values) : base(layout, values)
    {
    }

    /// <summary>Membrane potential: [batch…, features…].</summary>
    public Tensor<T> V => Values.Values[0];

    /// <inheritdoc/>
    public override ParametricLifState<T> this[int sample] => (ParametricLifState<T>)base[sample];

    /// <inheritdoc/>
    public override ParametricLifState<T> Detach() => (ParametricLifState<T>)base.Detach();

    /// <inheritdoc/>
    public override ParametricLifState<T> With(string name, Tensor<T> values) => (ParametricLifState<T>)base.With(name, values);

    /// <inheritdoc/>
    public override ParametricLifState<T> Concat(params NeuronState<T>[] others) => (ParametricLifState<T>)base.Concat(others);

    internal override ParametricLifState<T> Rebuild(StateValues<T> values) => new(Layout, values);
}

/// <summary>A layer: leaky integrate-and-fire neuron with a time constant that is learnt. Source: SpikingJelly,
/// ParametricLIFNode; Fang et al. 2021.</summary>
public sealed class ParametricLif : NeuronLayer<ParametricLifState<float>, ParametricLifState<double>>
{
    /// <summary>A layer of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public ParametricLif(int features, ParametricLifOptions? options = null) : this([features], options)
    {
    }

    /// <summary>A layer whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public ParametricLif(int[] shape, ParametricLifOptions? options = null) : base(shape, options ??= new()) => Options = options;

    /// <summary>A layer that takes the shape of its input when it becomes part of a network.</summary>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public ParametricLif(ParametricLifOptions? options = null) : base(null, options ??= new()) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public ParametricLifOptions Options { get; }

    /// <inheritdoc/>
    public new ParametricLifState<T> Initial<T>(int batch, ulong seed = 0, uint stream = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (ParametricLifState<T>)base.Initial<T>(batch, seed, stream);

    internal override NeuronState<T> Wrap<T>(StateValues<T> values) => new ParametricLifState<T>(StateLayout, values);
}
