// Generated from the model; tools/Neurons.Generate writes it anew.
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>The options of a ResonateAndFire layer. Source: SpikingJelly, RAFNode; Izhikevich 2001.</summary>
public sealed record ResonateAndFireOptions : NeuronOptions
{
    /// <summary>Growth of the oscillation in a unit of time; damping where it is negative. Allowed: any finite number.
    /// Default -0.2.</summary>
    public NeuronParameter B { get; init; } = -0.2;

    /// <summary>Angle of the oscillation in a unit of time. Allowed: any finite number. Default 1.</summary>
    public NeuronParameter Omega { get; init; } = 1;

    /// <summary>Threshold. Allowed: any finite number. Default 1.</summary>
    public NeuronParameter VTh { get; init; } = 1;

    /// <summary>Reset potential. Allowed: any finite number. Default 0.</summary>
    public NeuronParameter VReset { get; init; } = 0;

    /// <summary>Time step. Default 1.</summary>
    public double Dt { get; init; } = 1;

    /// <summary>What a spike does to the membrane potential in models with an immediate reset. Default Value.</summary>
    public SpikeReset Reset { get; init; } = SpikeReset.Value;

    /// <summary>The derivative that stands in for that of the Heaviside step in backpropagation. Default
    /// sigmoid(k=4).</summary>
    public Surrogate Surrogate { get; init; } = Surrogate.Sigmoid(4);

    /// <summary>Which side of the threshold u = 0 belongs to firing. Default GreaterOrEqual.</summary>
    public Comparison Comparison { get; init; } = Comparison.GreaterOrEqual;

    /// <summary>Whether the gradient of the reset ignores the spike. Default false.</summary>
    public bool DetachReset { get; init; }

    /// <summary>The preset spikingjelly: SpikingJelly 2.0. Time in 1.</summary>
    public static ResonateAndFireOptions Spikingjelly { get; } = new();

    internal override string Model => "ResonateAndFire";

    internal override NeuronParameter[] ParameterValues => [B, Omega, VTh, VReset];

    internal override object[] OptionValues => [Dt, Reset, Surrogate, Comparison, DetachReset];
}

/// <summary>The states of a ResonateAndFire layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class ResonateAndFireState<T> : NeuronState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal ResonateAndFireState(StateLayout layout, StateValues<T> values) : base(layout, values)
    {
    }

    /// <summary>Membrane potential: [batch…, features…].</summary>
    public Tensor<T> V => Values.Values[0];

    /// <summary>Current of the oscillation: [batch…, features…].</summary>
    public Tensor<T> U => Values.Values[1];

    /// <inheritdoc/>
    public override ResonateAndFireState<T> this[int sample] => (ResonateAndFireState<T>)base[sample];

    /// <inheritdoc/>
    public override ResonateAndFireState<T> Detach() => (ResonateAndFireState<T>)base.Detach();

    /// <inheritdoc/>
    public override ResonateAndFireState<T> With(string name, Tensor<T> values) => (ResonateAndFireState<T>)base.With(name, values);

    /// <inheritdoc/>
    public override ResonateAndFireState<T> Concat(params NeuronState<T>[] others) => (ResonateAndFireState<T>)base.Concat(others);

    internal override ResonateAndFireState<T> Rebuild(StateValues<T> values) => new(Layout, values);
}

/// <summary>A layer: resonate-and-fire neuron. Source: SpikingJelly, RAFNode; Izhikevich 2001.</summary>
public sealed class ResonateAndFire : NeuronLayer<ResonateAndFireState<float>, ResonateAndFireState<double>>
{
    /// <summary>A layer of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public ResonateAndFire(int features, ResonateAndFireOptions? options = null) : this([features], options)
    {
    }

    /// <summary>A layer whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public ResonateAndFire(int[] shape, ResonateAndFireOptions? options = null) : base(shape, options ??= new()) => Options = options;

    /// <summary>A layer that takes the shape of its input when it becomes part of a network.</summary>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public ResonateAndFire(ResonateAndFireOptions? options = null) : base(null, options ??= new()) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public ResonateAndFireOptions Options { get; }

    /// <inheritdoc/>
    public new ResonateAndFireState<T> Initial<T>(int batch, ulong seed = 0, uint stream = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (ResonateAndFireState<T>)base.Initial<T>(batch, seed, stream);

    internal override NeuronState<T> Wrap<T>(StateValues<T> values) => new ResonateAndFireState<T>(StateLayout, values);
}
