// Generated from the model; tools/Neurons.Generate writes it anew.
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>The options of a Lif layer. Source: brainpy.state, LIF; Lapicque 1907; Abbott 1999; Burkitt 2006.</summary>
public sealed record LifOptions : NeuronOptions
{
    /// <summary>Membrane resistance. In Ω. Allowed: &gt; 0. Default 1.</summary>
    public NeuronParameter R { get; init; } = 1;

    /// <summary>Membrane time constant. In ms. Allowed: &gt; 0. Default 5.</summary>
    public NeuronParameter Tau { get; init; } = 5;

    /// <summary>Threshold. In mV. Allowed: any finite number. Default 1.</summary>
    public NeuronParameter VTh { get; init; } = 1;

    /// <summary>Reset potential. In mV. Allowed: any finite number. Default 0.</summary>
    public NeuronParameter VReset { get; init; } = 0;

    /// <summary>Resting potential. In mV. Allowed: any finite number. Default 0.</summary>
    public NeuronParameter VRest { get; init; } = 0;

    /// <summary>Default 0.1.</summary>
    public double Dt { get; init; } = 0.1;

    /// <summary>What the spike of the last step does to the potential in models with a delayed reset. Default
    /// Soft.</summary>
    public VoltageReset Reset { get; init; } = VoltageReset.Soft;

    /// <summary>The derivative that stands in for that of the Heaviside step in backpropagation. Default
    /// relu(alpha=0.3, width=1).</summary>
    public Surrogate Surrogate { get; init; } = Surrogate.Relu(0.3, 1);

    /// <summary>Which side of the threshold u = 0 belongs to firing. Default GreaterOrEqual.</summary>
    public Comparison Comparison { get; init; } = Comparison.GreaterOrEqual;

    /// <summary>Default false.</summary>
    public bool DetachReset { get; init; }

    /// <summary>The preset brainpy: brainpy.state 0.1.0. Time in ms.</summary>
    public static LifOptions Brainpy { get; } = new();

    internal override string Model => "Lif";

    internal override NeuronParameter[] ParameterValues => [R, Tau, VTh, VReset, VRest];

    internal override object[] OptionValues => [Dt, Reset, Surrogate, Comparison, DetachReset];
}

/// <summary>The states of a Lif layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class LifState<T> : NeuronState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal LifState(StateLayout layout, StateValues<T> values) : base(layout, values)
    {
    }

    /// <summary>Membrane potential, before the reset, in mV: [batch…, features…].</summary>
    public Tensor<T> V => Values.Values[0];

    /// <inheritdoc/>
    public override LifState<T> this[int sample] => (LifState<T>)base[sample];

    /// <inheritdoc/>
    public override LifState<T> Detach() => (LifState<T>)base.Detach();

    /// <inheritdoc/>
    public override LifState<T> With(string name, Tensor<T> values) => (LifState<T>)base.With(name, values);

    /// <inheritdoc/>
    public override LifState<T> Concat(params NeuronState<T>[] others) => (LifState<T>)base.Concat(others);

    internal override LifState<T> Rebuild(StateValues<T> values) => new(Layout, values);
}

/// <summary>A layer: leaky integrate-and-fire neuron with delayed reset. Source: brainpy.state, LIF; Lapicque 1907;
/// Abbott 1999; Burkitt 2006.</summary>
public sealed class Lif : NeuronLayer<LifState<float>, LifState<double>>
{
    /// <summary>A layer of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public Lif(int features, LifOptions? options = null) : this([features], options)
    {
    }

    /// <summary>A layer whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public Lif(int[] shape, LifOptions? options = null) : base(shape, options ??= new()) => Options = options;

    /// <summary>A layer that takes the shape of its input when it becomes part of a network.</summary>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public Lif(LifOptions? options = null) : base(null, options ??= new()) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public LifOptions Options { get; }

    /// <inheritdoc/>
    public new LifState<T> Initial<T>(int batch, ulong seed = 0, uint stream = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (LifState<T>)base.Initial<T>(batch, seed, stream);

    internal override NeuronState<T> Wrap<T>(StateValues<T> values) => new LifState<T>(StateLayout, values);
}
