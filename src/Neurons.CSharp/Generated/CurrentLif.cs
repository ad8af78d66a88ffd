// Generated from the model; tools/Neurons.Generate writes it anew.
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>The options of a CurrentLif layer. Source: brainpy.state, CubaLIF; Gerstner et al. 2014.</summary>
public sealed record CurrentLifOptions : NeuronOptions
{
    /// <summary>Membrane resistance. In Ω. Allowed: &gt; 0. Default 1.</summary>
    public NeuronParameter R { get; init; } = 1;

    /// <summary>Membrane time constant. In ms. Allowed: &gt; 0. Default 5.</summary>
    public NeuronParameter Tau { get; init; } = 5;

    /// <summary>Time constant of the synapse. In ms. Allowed: &gt; 0. Default 5.</summary>
    public NeuronParameter TauSyn { get; init; } = 5;

    /// <summary>Threshold. In mV. Allowed: any finite number. Default 1.</summary>
    public NeuronParameter VTh { get; init; } = 1;

    /// <summary>Reset potential. In mV. Allowed: any finite number. Default 0.</summary>
    public NeuronParameter VReset { get; init; } = 0;

    /// <summary>Resting potential. In mV. Allowed: any finite number. Default 0.</summary>
    public NeuronParameter VRest { get; init; } = 0;

    /// <summary>Time step in ms. Default 0.1.</summary>
    public double Dt { get; init; } = 0.1;

    /// <summary>What the spike of the last step does to the potential in models with a delayed reset. Default
    /// Soft.</summary>
    public VoltageReset Reset { get; init; } = VoltageReset.Soft;

    /// <summary>Whether there is a second input, `current`, beside that of the synapse. Default false.</summary>
    public bool Current { get; init; }

    /// <summary>The derivative that stands in for that of the Heaviside step in backpropagation. Default
    /// relu(alpha=0.3, width=1).</summary>
    public Surrogate Surrogate { get; init; } = Surrogate.Relu(0.3, 1);

    /// <summary>Which side of the threshold u = 0 belongs to firing. Default GreaterOrEqual.</summary>
    public Comparison Comparison { get; init; } = Comparison.GreaterOrEqual;

    /// <summary>Whether the gradient ignores what the last step's spike does to the states. Default false.</summary>
    public bool DetachReset { get; init; }

    /// <summary>The preset brainpy: brainpy.state 0.1.0. Time in ms.</summary>
    public static CurrentLifOptions Brainpy { get; } = new()
    {
        Current = true,
    };

    internal override string Model => "CurrentLif";

    internal override NeuronParameter[] ParameterValues => [R, Tau, TauSyn, VTh, VReset, VRest];

    internal override object[] OptionValues => [Dt, Reset, Current, Surrogate, Comparison, DetachReset];
}

/// <summary>The states of a CurrentLif layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class CurrentLifState<T> : NeuronState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal CurrentLifState(StateLayout layout, StateValues<T> values) : base(layout, values)
    {
    }

    /// <summary>Membrane potential, before the reset, in mV: [batch…, features…].</summary>
    public Tensor<T> V => Values.Values[0];

    /// <summary>Synaptic current, in mA: [batch…, features…].</summary>
    public Tensor<T> G => Values.Values[1];

    /// <inheritdoc/>
    public override CurrentLifState<T> this[int sample] => (CurrentLifState<T>)base[sample];

    /// <inheritdoc/>
    public override CurrentLifState<T> Detach() => (CurrentLifState<T>)base.Detach();

    /// <inheritdoc/>
    public override CurrentLifState<T> With(string name, Tensor<T> values) => (CurrentLifState<T>)base.With(name, values);

    /// <inheritdoc/>
    public override CurrentLifState<T> Concat(params NeuronState<T>[] others) => (CurrentLifState<T>)base.Concat(others);

    internal override CurrentLifState<T> Rebuild(StateValues<T> values) => new(Layout, values);
}

/// <summary>A layer: leaky integrate-and-fire neuron with a current-based synapse inside. Source: brainpy.state,
/// CubaLIF; Gerstner et al. 2014.</summary>
public sealed class CurrentLif : NeuronLayer<CurrentLifState<float>, CurrentLifState<double>>
{
    /// <summary>A layer of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public CurrentLif(int features, CurrentLifOptions? options = null) : this([features], options)
    {
    }

    /// <summary>A layer whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public CurrentLif(int[] shape, CurrentLifOptions? options = null) : base(shape, options ??= new()) => Options = options;

    /// <summary>A layer that takes the shape of its input when it becomes part of a network.</summary>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public CurrentLif(CurrentLifOptions? options = null) : base(null, options ??= new()) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public CurrentLifOptions Options { get; }

    /// <inheritdoc/>
    public new CurrentLifState<T> Initial<T>(int batch, ulong seed = 0, uint stream = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (CurrentLifState<T>)base.Initial<T>(batch, seed, stream);

    /// <summary>As the overload without current, with the further input of the model.</summary>
    public (Tensor<float> Output, CurrentLifState<float> State) Step(
        NeuronInput<float> input, NeuronInput<float> current, CurrentLifState<float>? state = null) =>
        Step(input.And("current", current), state);

    /// <summary>As the overload without current, with the further input of the model.</summary>
    public (Tensor<float> Output, CurrentLifState<float> State) Integral(
        NeuronInput<float> input, NeuronInput<float> current, CurrentLifState<float>? state = null, NeuronBuffers<float>? into = null) =>
        Integral(input.And("current", current), state, into);

    /// <summary>As the overload without current, with the further input of the model.</summary>
    public (Tensor<float> Counts, CurrentLifState<float> State) SpikeCounts(
        NeuronInput<float> input, NeuronInput<float> current, CurrentLifState<float>? state = null) =>
        SpikeCounts(input.And("current", current), state);

    /// <summary>As the overload without current, with the further input of the model.</summary>
    public NeuronLayerPullback<float, CurrentLifState<float>> Pullback(
        NeuronInput<float> input, NeuronInput<float> current, CurrentLifState<float>? state = null) =>
        Pullback(input.And("current", current), state);

    /// <summary>As the overload without current, with the further input of the model.</summary>
    public (Tensor<double> Output, CurrentLifState<double> State) Step(
        NeuronInput<double> input, NeuronInput<double> current, CurrentLifState<double>? state = null) =>
        Step(input.And("current", current), state);

    /// <summary>As the overload without current, with the further input of the model.</summary>
    public (Tensor<double> Output, CurrentLifState<double> State) Integral(
        NeuronInput<double> input, NeuronInput<double> current, CurrentLifState<double>? state = null, NeuronBuffers<double>? into = null) =>
        Integral(input.And("current", current), state, into);

    /// <summary>As the overload without current, with the further input of the model.</summary>
    public (Tensor<double> Counts, CurrentLifState<double> State) SpikeCounts(
        NeuronInput<double> input, NeuronInput<double> current, CurrentLifState<double>? state = null) =>
        SpikeCounts(input.And("current", current), state);

    /// <summary>As the overload without current, with the further input of the model.</summary>
    public NeuronLayerPullback<double, CurrentLifState<double>> Pullback(
        NeuronInput<double> input, NeuronInput<double> current, CurrentLifState<double>? state = null) =>
        Pullback(input.And("current", current), state);

    internal override NeuronState<T> Wrap<T>(StateValues<T> values) => new CurrentLifState<T>(StateLayout, values);
}
