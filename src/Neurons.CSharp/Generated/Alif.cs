// Generated from the model; tools/Neurons.Generate writes it anew.
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>The options of an Alif layer. Source: brainpy.state, ALIF; Gerstner et al. 2014.</summary>
public sealed record AlifOptions : NeuronOptions
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

    /// <summary>Time constant of the adaptation. In ms. Allowed: &gt; 0. Default 100.</summary>
    public NeuronParameter TauA { get; init; } = 100;

    /// <summary>Rise of the threshold per unit of adaptation. In mV. Allowed: any finite number. Default 0.1.</summary>
    public NeuronParameter Beta { get; init; } = 0.1;

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
    public static AlifOptions Brainpy { get; } = new();

    internal override string Model => "Alif";

    internal override NeuronParameter[] ParameterValues => [R, Tau, VTh, VReset, VRest, TauA, Beta];

    internal override object[] OptionValues => [Dt, Reset, Surrogate, Comparison, DetachReset];
}

/// <summary>The states of an Alif layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class AlifState<T> : NeuronState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal AlifState(StateLayout layout, StateValues<T> values) : base(layout, values)
    {
    }

    /// <summary>Membrane potential, before the reset, in mV: [batch…, features…].</summary>
    public Tensor<T> V => Values.Values[0];

    /// <summary>Adaptation: [batch…, features…].</summary>
    public Tensor<T> A => Values.Values[1];

    /// <inheritdoc/>
    public override AlifState<T> this[int sample] => (AlifState<T>)base[sample];

    /// <inheritdoc/>
    public override AlifState<T> Detach() => (AlifState<T>)base.Detach();

    /// <inheritdoc/>
    public override AlifState<T> With(string name, Tensor<T> values) => (AlifState<T>)base.With(name, values);

    /// <inheritdoc/>
    public override AlifState<T> Concat(params NeuronState<T>[] others) => (AlifState<T>)base.Concat(others);

    internal override AlifState<T> Rebuild(StateValues<T> values) => new(Layout, values);
}

/// <summary>A layer: adaptive leaky integrate-and-fire neuron. Source: brainpy.state, ALIF; Gerstner et al.
/// 2014.</summary>
public sealed class Alif : NeuronLayer<AlifState<float>, AlifState<double>>
{
    /// <summary>A layer of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public Alif(int features, AlifOptions? options = null) : this([features], options)
    {
    }

    /// <summary>A layer whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public Alif(int[] shape, AlifOptions? options = null) : base(shape, options ??= new()) => Options = options;

    /// <summary>A layer that takes the shape of its input when it becomes part of a network.</summary>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public Alif(AlifOptions? options = null) : base(null, options ??= new()) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public AlifOptions Options { get; }

    /// <inheritdoc/>
    public new AlifState<T> Initial<T>(int batch, ulong seed = 0, uint stream = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (AlifState<T>)base.Initial<T>(batch, seed, stream);

    internal override NeuronState<T> Wrap<T>(StateValues<T> values) => new AlifState<T>(StateLayout, values);
}
