// Generated from the model; tools/Neurons.Generate writes it anew.
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>The options of an If layer. Source: brainpy.state, IF; Lapicque 1907; Abbott 1999.</summary>
public sealed record IfOptions : NeuronOptions
{
    /// <summary>Membrane resistance. In Ω. Allowed: &gt; 0. Default 1.</summary>
    public NeuronParameter R { get; init; } = 1;

    /// <summary>Membrane time constant. In ms. Allowed: &gt; 0. Default 5.</summary>
    public NeuronParameter Tau { get; init; } = 5;

    /// <summary>Threshold. In mV. Allowed: &gt; 0. Default 1.</summary>
    public NeuronParameter VTh { get; init; } = 1;

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
    public static IfOptions Brainpy { get; } = new();

    internal override string Model => "If";

    internal override NeuronParameter[] ParameterValues => [R, Tau, VTh];

    internal override object[] OptionValues => [Dt, Reset, Surrogate, Comparison, DetachReset];
}

/// <summary>The states of an If layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class IfState<T> : NeuronState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal IfState(StateLayout layout, StateValues<T> values) : base(layout, values)
    {
    }

    /// <summary>Membrane potential, before the reset, in mV: [batch…, features…].</summary>
    public Tensor<T> V => Values.Values[0];

    /// <inheritdoc/>
    public override IfState<T> this[int sample] => (IfState<T>)base[sample];

    /// <inheritdoc/>
    public override IfState<T> Detach() => (IfState<T>)base.Detach();

    /// <inheritdoc/>
    public override IfState<T> With(string name, Tensor<T> values) => (IfState<T>)base.With(name, values);

    /// <inheritdoc/>
    public override IfState<T> Concat(params NeuronState<T>[] others) => (IfState<T>)base.Concat(others);

    internal override IfState<T> Rebuild(StateValues<T> values) => new(Layout, values);
}

/// <summary>A layer: integrate-and-fire neuron with delayed reset. Source: brainpy.state, IF; Lapicque 1907; Abbott
/// 1999.</summary>
public sealed class If : NeuronLayer<IfState<float>, IfState<double>>
{
    /// <summary>A layer of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public If(int features, IfOptions? options = null) : this([features], options)
    {
    }

    /// <summary>A layer whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public If(int[] shape, IfOptions? options = null) : base(shape, options ??= new()) => Options = options;

    /// <summary>A layer that takes the shape of its input when it becomes part of a network.</summary>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public If(IfOptions? options = null) : base(null, options ??= new()) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public IfOptions Options { get; }

    /// <inheritdoc/>
    public new IfState<T> Initial<T>(int batch, ulong seed = 0, uint stream = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (IfState<T>)base.Initial<T>(batch, seed, stream);

    internal override NeuronState<T> Wrap<T>(StateValues<T> values) => new IfState<T>(StateLayout, values);
}
