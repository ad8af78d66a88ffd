// Generated from the model; tools/Neurons.Generate writes it anew.
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>The options of a LifRef layer. Source: brainpy.state, LIFRef; Burkitt 2006; Gerstner et al. 2014.</summary>
public sealed record LifRefOptions : NeuronOptions
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

    /// <summary>Refractory period. In ms. Allowed: ≥ 0. Default 5.</summary>
    public NeuronParameter TauRef { get; init; } = 5;

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
    public static LifRefOptions Brainpy { get; } = new();

    internal override string Model => "LifRef";

    internal override NeuronParameter[] ParameterValues => [R, Tau, VTh, VReset, VRest, TauRef];

    internal override object[] OptionValues => [Dt, Reset, Surrogate, Comparison, DetachReset];
}

/// <summary>The states of a LifRef layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class LifRefState<T> : NeuronState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal LifRefState(StateLayout layout, StateValues<T> values) : base(layout, values)
    {
    }

    /// <summary>Membrane potential, before the reset, in mV: [batch…, features…].</summary>
    public Tensor<T> V => Values.Values[0];

    /// <summary>Steps since the last spike, in steps: [batch…, features…].</summary>
    public Tensor<T> SinceSpike => Values.Values[1];

    /// <inheritdoc/>
    public override LifRefState<T> this[int sample] => (LifRefState<T>)base[sample];

    /// <inheritdoc/>
    public override LifRefState<T> Detach() => (LifRefState<T>)base.Detach();

    /// <inheritdoc/>
    public override LifRefState<T> With(string name, Tensor<T> values) => (LifRefState<T>)base.With(name, values);

    /// <inheritdoc/>
    public override LifRefState<T> Concat(params NeuronState<T>[] others) => (LifRefState<T>)base.Concat(others);

    internal override LifRefState<T> Rebuild(StateValues<T> values) => new(Layout, values);
}

/// <summary>A layer: leaky integrate-and-fire neuron with a refractory period. Source: brainpy.state, LIFRef; Burkitt
/// 2006; Gerstner et al. 2014.</summary>
public sealed class LifRef : NeuronLayer<LifRefState<float>, LifRefState<double>>
{
    /// <summary>A layer of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public LifRef(int features, LifRefOptions? options = null) : this([features], options)
    {
    }

    /// <summary>A layer whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public LifRef(int[] shape, LifRefOptions? options = null) : base(shape, options ??= new()) => Options = options;

    /// <summary>A layer that takes the shape of its input when it becomes part of a network.</summary>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public LifRef(LifRefOptions? options = null) : base(null, options ??= new()) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public LifRefOptions Options { get; }

    /// <inheritdoc/>
    public new LifRefState<T> Initial<T>(int batch, ulong seed = 0, uint stream = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (LifRefState<T>)base.Initial<T>(batch, seed, stream);

    internal override NeuronState<T> Wrap<T>(StateValues<T> values) => new LifRefState<T>(StateLayout, values);
}
