// Generated from the model; tools/Neurons.Generate writes it anew.
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>The options of an AdQuaIfRef layer. Source: brainpy.state, AdQuaIFRef; Touboul 2008.</summary>
public sealed record AdQuaIfRefOptions : NeuronOptions
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

    /// <summary>Critical potential, where the upswing starts. In mV. Allowed: any finite number. Default -50.</summary>
    public NeuronParameter VC { get; init; } = -50;

    /// <summary>Sharpness of the upswing. In 1/mV. Allowed: &gt; 0. Default 0.07.</summary>
    public NeuronParameter C { get; init; } = 0.07;

    /// <summary>Time constant of the adaptation. In ms. Allowed: &gt; 0. Default 10.</summary>
    public NeuronParameter TauW { get; init; } = 10;

    /// <summary>Refractory period. In ms. Allowed: ≥ 0. Default 1.7.</summary>
    public NeuronParameter TauRef { get; init; } = 1.7;

    /// <summary>Coupling of the adaptation to the potential. In mA/mV. Allowed: any finite number. Default 1.</summary>
    public NeuronParameter A { get; init; } = 1;

    /// <summary>Rise of the adaptation per spike. In mA. Allowed: any finite number. Default 0.1.</summary>
    public NeuronParameter B { get; init; } = 0.1;

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
    public static AdQuaIfRefOptions Brainpy { get; } = new()
    {
        Reset = VoltageReset.Soft,
    };

    internal override string Model => "AdQuaIfRef";

    internal override NeuronParameter[] ParameterValues => [R, Tau, VTh, VReset, VRest, VC, C, TauW, TauRef, A, B];

    internal override object[] OptionValues => [Dt, Reset, Surrogate, Comparison, DetachReset];
}

/// <summary>The states of an AdQuaIfRef layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class AdQuaIfRefState<T> : NeuronState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal AdQuaIfRefState(StateLayout layout, StateValues<T> values) : base(layout, values)
    {
    }

    /// <summary>Membrane potential, before the reset, in mV: [batch…, features…].</summary>
    public Tensor<T> V => Values.Values[0];

    /// <summary>Adaptation current, in mA: [batch…, features…].</summary>
    public Tensor<T> W => Values.Values[1];

    /// <summary>Steps since the last spike, in steps: [batch…, features…].</summary>
    public Tensor<T> SinceSpike => Values.Values[2];

    /// <inheritdoc/>
    public override AdQuaIfRefState<T> this[int sample] => (AdQuaIfRefState<T>)base[sample];

    /// <inheritdoc/>
    public override AdQuaIfRefState<T> Detach() => (AdQuaIfRefState<T>)base.Detach();

    /// <inheritdoc/>
    public override AdQuaIfRefState<T> With(string name, Tensor<T> values) => (AdQuaIfRefState<T>)base.With(name, values);

    /// <inheritdoc/>
    public override AdQuaIfRefState<T> Concat(params NeuronState<T>[] others) => (AdQuaIfRefState<T>)base.Concat(others);

    internal override AdQuaIfRefState<T> Rebuild(StateValues<T> values) => new(Layout, values);
}

/// <summary>A layer: adaptive quadratic integrate-and-fire neuron with a refractory period. Source: brainpy.state,
/// AdQuaIFRef; Touboul 2008.</summary>
public sealed class AdQuaIfRef : NeuronLayer<AdQuaIfRefState<float>, AdQuaIfRefState<double>>
{
    /// <summary>A layer of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public AdQuaIfRef(int features, AdQuaIfRefOptions? options = null) : this([features], options)
    {
    }

    /// <summary>A layer whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public AdQuaIfRef(int[] shape, AdQuaIfRefOptions? options = null) : base(shape, options ??= new()) => Options = options;

    /// <summary>A layer that takes the shape of its input when it becomes part of a network.</summary>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public AdQuaIfRef(AdQuaIfRefOptions? options = null) : base(null, options ??= new()) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public AdQuaIfRefOptions Options { get; }

    /// <inheritdoc/>
    public new AdQuaIfRefState<T> Initial<T>(int batch, ulong seed = 0, uint stream = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (AdQuaIfRefState<T>)base.Initial<T>(batch, seed, stream);

    internal override NeuronState<T> Wrap<T>(StateValues<T> values) => new AdQuaIfRefState<T>(StateLayout, values);
}
