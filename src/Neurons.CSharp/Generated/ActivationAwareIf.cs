// Generated from the model; tools/Neurons.Generate writes it anew.
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>The options of an ActivationAwareIf layer. Source: SpikingJelly, ActivationAwareIFNode.</summary>
public sealed record ActivationAwareIfOptions : NeuronOptions
{
    /// <summary>Threshold. Allowed: any finite number. Default 1.</summary>
    public NeuronParameter VTh { get; init; } = 1;

    /// <summary>How far below the threshold the neuron fires. Allowed: any finite number. Default 0.</summary>
    public NeuronParameter VOffset { get; init; } = 0;

    /// <summary>Reset potential. Allowed: any finite number. Default 0.</summary>
    public NeuronParameter VReset { get; init; } = 0;

    /// <summary>What a spike does to the membrane potential in models with an immediate reset. Default
    /// Subtract.</summary>
    public SpikeReset Reset { get; init; } = SpikeReset.Subtract;

    /// <summary>The derivative that stands in for that of the Heaviside step in backpropagation. Default
    /// sigmoid(k=4).</summary>
    public Surrogate Surrogate { get; init; } = Surrogate.Sigmoid(4);

    /// <summary>Which side of the threshold u = 0 belongs to firing. Default GreaterOrEqual.</summary>
    public Comparison Comparison { get; init; } = Comparison.GreaterOrEqual;

    /// <summary>Default false.</summary>
    public bool DetachReset { get; init; }

    /// <summary>The preset spikingjelly: SpikingJelly 2.0. Time in step.</summary>
    public static ActivationAwareIfOptions Spikingjelly { get; } = new();

    internal override string Model => "ActivationAwareIf";

    internal override NeuronParameter[] ParameterValues => [VTh, VOffset, VReset];

    internal override object[] OptionValues => [Reset, Surrogate, Comparison, DetachReset];
}

/// <summary>The states of an ActivationAwareIf layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class ActivationAwareIfState<T> : NeuronState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal ActivationAwareIfState(StateLayout layout, StateValues<T> values) : base(layout, values)
    {
    }

    /// <summary>Membrane potential: [batch…, features…].</summary>
    public Tensor<T> V => Values.Values[0];

    /// <inheritdoc/>
    public override ActivationAwareIfState<T> this[int sample] => (ActivationAwareIfState<T>)base[sample];

    /// <inheritdoc/>
    public override ActivationAwareIfState<T> Detach() => (ActivationAwareIfState<T>)base.Detach();

    /// <inheritdoc/>
    public override ActivationAwareIfState<T> With(string name, Tensor<T> values) => (ActivationAwareIfState<T>)base.With(name, values);

    /// <inheritdoc/>
    public override ActivationAwareIfState<T> Concat(params NeuronState<T>[] others) => (ActivationAwareIfState<T>)base.Concat(others);

    internal override ActivationAwareIfState<T> Rebuild(StateValues<T> values) => new(Layout, values);
}

/// <summary>A layer: integrate-and-fire neuron with an offset of its threshold. Source: SpikingJelly,
/// ActivationAwareIFNode.</summary>
public sealed class ActivationAwareIf : NeuronLayer<ActivationAwareIfState<float>, ActivationAwareIfState<double>>
{
    /// <summary>A layer of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public ActivationAwareIf(int features, ActivationAwareIfOptions? options = null) : this([features], options)
    {
    }

    /// <summary>A layer whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public ActivationAwareIf(int[] shape, ActivationAwareIfOptions? options = null) : base(shape, options ??= new()) => Options = options;

    /// <summary>A layer that takes the shape of its input when it becomes part of a network.</summary>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public ActivationAwareIf(ActivationAwareIfOptions? options = null) : base(null, options ??= new()) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public ActivationAwareIfOptions Options { get; }

    /// <inheritdoc/>
    public new ActivationAwareIfState<T> Initial<T>(int batch, ulong seed = 0, uint stream = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (ActivationAwareIfState<T>)base.Initial<T>(batch, seed, stream);

    internal override NeuronState<T> Wrap<T>(StateValues<T> values) => new ActivationAwareIfState<T>(StateLayout, values);
}
