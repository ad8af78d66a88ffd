// Generated from the model; tools/Neurons.Generate writes it anew.
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>The options of a ConductanceLif layer. Source: brainpy.state, CobaLIF; Gerstner et al. 2014.</summary>
public sealed record ConductanceLifOptions : NeuronOptions
{
    /// <summary>Membrane resistance. In Ω. Allowed: &gt; 0. Default 1.</summary>
    public NeuronParameter R { get; init; } = 1;

    /// <summary>Membrane time constant. In ms. Allowed: &gt; 0. Default 5.</summary>
    public NeuronParameter Tau { get; init; } = 5;

    /// <summary>Time constant of the synapse. In ms. Allowed: &gt; 0. Default 5.</summary>
    public NeuronParameter TauSyn { get; init; } = 5;

    /// <summary>Reversal potential of the synapse. In mV. Allowed: any finite number. Default 3.</summary>
    public NeuronParameter E { get; init; } = 3;

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

    /// <summary>Default false.</summary>
    public bool Current { get; init; }

    /// <summary>The derivative that stands in for that of the Heaviside step in backpropagation. Default
    /// relu(alpha=0.3, width=1).</summary>
    public Surrogate Surrogate { get; init; } = Surrogate.Relu(0.3, 1);

    /// <summary>Which side of the threshold u = 0 belongs to firing. Default GreaterOrEqual.</summary>
    public Comparison Comparison { get; init; } = Comparison.GreaterOrEqual;

    /// <summary>Default false.</summary>
    public bool DetachReset { get; init; }

    /// <summary>The preset brainpy: brainpy.state 0.1.0. Time in ms.</summary>
    public static ConductanceLifOptions Brainpy { get; } = new()
    {
        E = 0,
        Current = true,
    };

    internal override string Model => "ConductanceLif";

    internal override NeuronParameter[] ParameterValues => [R, Tau, TauSyn, E, VTh, VReset, VRest];

    internal override object[] OptionValues => [Dt, Reset, Current, Surrogate, Comparison, DetachReset];
}

/// <summary>The states of a ConductanceLif layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class ConductanceLifState<T> : NeuronState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal ConductanceLifState(StateLayout layout, StateValues<T> values) : base(layout, values)
    {
    }

    /// <summary>Membrane potential, before the reset, in mV: [batch…, features…].</summary>
    public Tensor<T> V => Values.Values[0];

    /// <summary>Synaptic conductance, in mS: [batch…, features…].</summary>
    public Tensor<T> G => Values.Values[1];

    /// <inheritdoc/>
    public override ConductanceLifState<T> this[int sample] => (ConductanceLifState<T>)base[sample];

    /// <inheritdoc/>
    public override ConductanceLifState<T> Detach() => (ConductanceLifState<T>)base.Detach();

    /// <inheritdoc/>
    public override ConductanceLifState<T> With(string name, Tensor<T> values) => (ConductanceLifState<T>)base.With(name, values);

    /// <inheritdoc/>
    public override ConductanceLifState<T> Concat(params NeuronState<T>[] others) => (ConductanceLifState<T>)base.Concat(others);

    internal override ConductanceLifState<T> Rebuild(StateValues<T> values) => new(Layout, values);
}

/// <summary>A layer: leaky integrate-and-fire neuron with a conductance-based synapse inside. Source: brainpy.state,
/// CobaLIF; Gerstner et al. 2014.</summary>
public sealed class ConductanceLif : NeuronLayer<ConductanceLifState<float>, ConductanceLifState<double>>
{
    /// <summary>A layer of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public ConductanceLif(int features, ConductanceLifOptions? options = null) : this([features], options)
    {
    }

    /// <summary>A layer whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public ConductanceLif(int[] shape, ConductanceLifOptions? options = null) : base(shape, options ??= new()) => Options = options;

    /// <summary>A layer that takes the shape of its input when it becomes part of a network.</summary>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public ConductanceLif(ConductanceLifOptions? options = null) : base(null, options ??= new()) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public ConductanceLifOptions Options { get; }

    /// <inheritdoc/>
    public new ConductanceLifState<T> Initial<T>(int batch, ulong seed = 0, uint stream = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (ConductanceLifState<T>)base.Initial<T>(batch, seed, stream);

    /// <summary>As the overload without current, with the further input of the model.</summary>
    public (Tensor<float> Output, ConductanceLifState<float> State) Step(
        NeuronInput<float> input, NeuronInput<float> current, ConductanceLifState<float>? state = null) =>
        Step(input.And("current", current), state);

    /// <summary>As the overload without current, with the further input of the model.</summary>
    public (Tensor<float> Output, ConductanceLifState<float> State) Integral(
        NeuronInput<float> input, NeuronInput<float> current, ConductanceLifState<float>? state = null, NeuronBuffers<float>? into = null) =>
        Integral(input.And("current", current), state, into);

    /// <summary>As the overload without current, with the further input of the model.</summary>
    public (Tensor<float> Counts, ConductanceLifState<float> State) SpikeCounts(
        NeuronInput<float> input, NeuronInput<float> current, ConductanceLifState<float>? state = null) =>
        SpikeCounts(input.And("current", current), state);

    /// <summary>As the overload without current, with the further input of the model.</summary>
    public NeuronLayerPullback<float, ConductanceLifState<float>> Pullback(
        NeuronInput<float> input, NeuronInput<float> current, ConductanceLifState<float>? state = null) =>
        Pullback(input.And("current", current), state);

    /// <summary>As the overload without current, with the further input of the model.</summary>
    public (Tensor<double> Output, ConductanceLifState<double> State) Step(
        NeuronInput<double> input, NeuronInput<double> current, ConductanceLifState<double>? state = null) =>
        Step(input.And("current", current), state);

    /// <summary>As the overload without current, with the further input of the model.</summary>
    public (Tensor<double> Output, ConductanceLifState<double> State) Integral(
        NeuronInput<double> input, NeuronInput<double> current, ConductanceLifState<double>? state = null, NeuronBuffers<double>? into = null) =>
        Integral(input.And("current", current), state, into);

    /// <summary>As the overload without current, with the further input of the model.</summary>
    public (Tensor<double> Counts, ConductanceLifState<double> State) SpikeCounts(
        NeuronInput<double> input, NeuronInput<double> current, ConductanceLifState<double>? state = null) =>
        SpikeCounts(input.And("current", current), state);

    /// <summary>As the overload without current, with the further input of the model.</summary>
    public NeuronLayerPullback<double, ConductanceLifState<double>> Pullback(
        NeuronInput<double> input, NeuronInput<double> current, ConductanceLifState<double>? state = null) =>
        Pullback(input.And("current", current), state);

    internal override NeuronState<T> Wrap<T>(StateValues<T> values) => new ConductanceLifState<T>(StateLayout, values);
}
