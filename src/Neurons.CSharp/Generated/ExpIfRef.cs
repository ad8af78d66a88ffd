// Generated from the model; tools/Neurons.Generate writes it anew.
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>The options of an ExpIfRef layer. Source: brainpy.state, ExpIFRef; Fourcaud-Trocmé et al. 2003.</summary>
public sealed record ExpIfRefOptions : NeuronOptions
{
    /// <summary>Membrane resistance. In Ω. Allowed: &gt; 0. Default 1.</summary>
    public NeuronParameter R { get; init; } = 1;

    /// <summary>Membrane time constant. In ms. Allowed: &gt; 0. Default 10.</summary>
    public NeuronParameter Tau { get; init; } = 10;

    /// <summary>Threshold. In mV. Allowed: any finite number. Default -30.</summary>
    public NeuronParameter VTh { get; init; } = -30;

    /// <summary>Reset potential. In mV. Allowed: any finite number. Default -68.</summary>
    public NeuronParameter VReset { get; init; } = -68;

    /// <summary>Resting potential. In mV. Allowed: any finite number. Default -65.</summary>
    public NeuronParameter VRest { get; init; } = -65;

    /// <summary>Potential at which the upswing starts. In mV. Allowed: any finite number. Default -59.9.</summary>
    public NeuronParameter VT { get; init; } = -59.9;

    /// <summary>Sharpness of the upswing. In mV. Allowed: &gt; 0. Default 3.48.</summary>
    public NeuronParameter DeltaT { get; init; } = 3.48;

    /// <summary>Refractory period. In ms. Allowed: ≥ 0. Default 1.7.</summary>
    public NeuronParameter TauRef { get; init; } = 1.7;

    /// <summary>Default 0.1.</summary>
    public double Dt { get; init; } = 0.1;

    /// <summary>What the spike of the last step does to the potential in models with a delayed reset. Default
    /// Hard.</summary>
    public VoltageReset Reset { get; init; } = VoltageReset.Hard;

    /// <summary>The derivative that stands in for that of the Heaviside step in backpropagation. Default
    /// relu(alpha=0.3, width=1).</summary>
    public Surrogate Surrogate { get; init; } = Surrogate.Relu(0.3, 1);

    /// <summary>Which side of the threshold u = 0 belongs to firing. Default GreaterOrEqual.</summary>
    public Comparison Comparison { get; init; } = Comparison.GreaterOrEqual;

    /// <summary>Default false.</summary>
    public bool DetachReset { get; init; }

    /// <summary>The preset brainpy: brainpy.state 0.1.0. Time in ms.</summary>
    public static ExpIfRefOptions Brainpy { get; } = new()
    {
        Reset = VoltageReset.Soft,
    };

    internal override string Model => "ExpIfRef";

    internal override NeuronParameter[] ParameterValues => [R, Tau, VTh, VReset, VRest, VT, DeltaT, TauRef];

    internal override object[] OptionValues => [Dt, Reset, Surrogate, Comparison, DetachReset];
}

/// <summary>The states of an ExpIfRef layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class ExpIfRefState<T> : NeuronState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal ExpIfRefState(StateLayout layout, StateValues<T> values) : base(layout, values)
    {
    }

    /// <summary>Membrane potential, before the reset, in mV: [batch…, features…].</summary>
    public Tensor<T> V => Values.Values[0];

    /// <summary>Steps since the last spike, in steps: [batch…, features…].</summary>
    public Tensor<T> SinceSpike => Values.Values[1];

    /// <inheritdoc/>
    public override ExpIfRefState<T> this[int sample] => (ExpIfRefState<T>)base[sample];

    /// <inheritdoc/>
    public override ExpIfRefState<T> Detach() => (ExpIfRefState<T>)base.Detach();

    /// <inheritdoc/>
    public override ExpIfRefState<T> With(string name, Tensor<T> values) => (ExpIfRefState<T>)base.With(name, values);

    /// <inheritdoc/>
    public override ExpIfRefState<T> Concat(params NeuronState<T>[] others) => (ExpIfRefState<T>)base.Concat(others);

    internal override ExpIfRefState<T> Rebuild(StateValues<T> values) => new(Layout, values);
}

/// <summary>A layer: exponential integrate-and-fire neuron with a refractory period. Source: brainpy.state, ExpIFRef;
/// Fourcaud-Trocmé et al. 2003.</summary>
public sealed class ExpIfRef : NeuronLayer<ExpIfRefState<float>, ExpIfRefState<double>>
{
    /// <summary>A layer of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public ExpIfRef(int features, ExpIfRefOptions? options = null) : this([features], options)
    {
    }

    /// <summary>A layer whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public ExpIfRef(int[] shape, ExpIfRefOptions? options = null) : base(shape, options ??= new()) => Options = options;

    /// <summary>A layer that takes the shape of its input when it becomes part of a network.</summary>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public ExpIfRef(ExpIfRefOptions? options = null) : base(null, options ??= new()) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public ExpIfRefOptions Options { get; }

    /// <inheritdoc/>
    public new ExpIfRefState<T> Initial<T>(int batch, ulong seed = 0, uint stream = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (ExpIfRefState<T>)base.Initial<T>(batch, seed, stream);

    internal override NeuronState<T> Wrap<T>(StateValues<T> values) => new ExpIfRefState<T>(StateLayout, values);
}
