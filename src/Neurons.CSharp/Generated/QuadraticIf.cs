// Generated from the model; tools/Neurons.Generate writes it anew.
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>The options of a QuadraticIf layer. Source: SpikingJelly, QIFNode; Gerstner et al. 2014.</summary>
public sealed record QuadraticIfOptions : NeuronOptions
{
    /// <summary>Membrane time constant. In steps. Allowed: &gt; 0. Default 2.</summary>
    public NeuronParameter Tau { get; init; } = 2;

    /// <summary>Critical potential, where the upswing starts. Allowed: any finite number. Default 0.8.</summary>
    public NeuronParameter VC { get; init; } = 0.8;

    /// <summary>Sharpness of the upswing. Allowed: &gt; 0. Default 1.</summary>
    public NeuronParameter A0 { get; init; } = 1;

    /// <summary>Threshold. Allowed: any finite number. Default 1.</summary>
    public NeuronParameter VTh { get; init; } = 1;

    /// <summary>Resting potential. Allowed: any finite number. Default 0.</summary>
    public NeuronParameter VRest { get; init; } = 0;

    /// <summary>Reset potential. Allowed: any finite number. Default -0.1.</summary>
    public NeuronParameter VReset { get; init; } = -0.1;

    /// <summary>What a spike does to the membrane potential in models with an immediate reset. Default Value.</summary>
    public SpikeReset Reset { get; init; } = SpikeReset.Value;

    /// <summary>The derivative that stands in for that of the Heaviside step in backpropagation. Default
    /// sigmoid(k=4).</summary>
    public Surrogate Surrogate { get; init; } = Surrogate.Sigmoid(4);

    /// <summary>Which side of the threshold u = 0 belongs to firing. Default GreaterOrEqual.</summary>
    public Comparison Comparison { get; init; } = Comparison.GreaterOrEqual;

    /// <summary>Default false.</summary>
    public bool DetachReset { get; init; }

    /// <summary>The preset spikingjelly: SpikingJelly 2.0. Time in step.</summary>
    public static QuadraticIfOptions Spikingjelly { get; } = new();

    internal override string Model => "QuadraticIf";

    internal override NeuronParameter[] ParameterValues => [Tau, VC, A0, VTh, VRest, VReset];

    internal override object[] OptionValues => [Reset, Surrogate, Comparison, DetachReset];
}

/// <summary>The states of a QuadraticIf layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class QuadraticIfState<T> : NeuronState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal QuadraticIfState(StateLayout layout, StateValues<T> values) : base(layout, values)
    {
    }

    /// <summary>Membrane potential: [batch…, features…].</summary>
    public Tensor<T> V => Values.Values[0];

    /// <inheritdoc/>
    public override QuadraticIfState<T> this[int sample] => (QuadraticIfState<T>)base[sample];

    /// <inheritdoc/>
    public override QuadraticIfState<T> Detach() => (QuadraticIfState<T>)base.Detach();

    /// <inheritdoc/>
    public override QuadraticIfState<T> With(string name, Tensor<T> values) => (QuadraticIfState<T>)base.With(name, values);

    /// <inheritdoc/>
    public override QuadraticIfState<T> Concat(params NeuronState<T>[] others) => (QuadraticIfState<T>)base.Concat(others);

    internal override QuadraticIfState<T> Rebuild(StateValues<T> values) => new(Layout, values);
}

/// <summary>A layer: quadratic integrate-and-fire neuron with the reset in the step of the spike. Source: SpikingJelly,
/// QIFNode; Gerstner et al. 2014.</summary>
public sealed class QuadraticIf : NeuronLayer<QuadraticIfState<float>, QuadraticIfState<double>>
{
    /// <summary>A layer of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public QuadraticIf(int features, QuadraticIfOptions? options = null) : this([features], options)
    {
    }

    /// <summary>A layer whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public QuadraticIf(int[] shape, QuadraticIfOptions? options = null) : base(shape, options ??= new()) => Options = options;

    /// <summary>A layer that takes the shape of its input when it becomes part of a network.</summary>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public QuadraticIf(QuadraticIfOptions? options = null) : base(null, options ??= new()) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public QuadraticIfOptions Options { get; }

    /// <inheritdoc/>
    public new QuadraticIfState<T> Initial<T>(int batch, ulong seed = 0, uint stream = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (QuadraticIfState<T>)base.Initial<T>(batch, seed, stream);

    internal override NeuronState<T> Wrap<T>(StateValues<T> values) => new QuadraticIfState<T>(StateLayout, values);
}
