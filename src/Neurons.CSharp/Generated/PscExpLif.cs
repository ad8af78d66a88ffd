// Generated from the model; tools/Neurons.Generate writes it anew.
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>The options of a PscExpLif layer. Source: Brian2; Vogels &amp; Abbott 2005; Brette et al. 2007.</summary>
public sealed record PscExpLifOptions : NeuronOptions
{
    /// <summary>Potential for a unit of current. In mV. Allowed: &gt; 0. Default 1.</summary>
    public NeuronParameter R { get; init; } = 1;

    /// <summary>Membrane time constant. In ms. Allowed: &gt; 0. Default 20.</summary>
    public NeuronParameter Tau { get; init; } = 20;

    /// <summary>Time constant of excitation. In ms. Allowed: &gt; 0. Default 5.</summary>
    public NeuronParameter TauE { get; init; } = 5;

    /// <summary>Time constant of inhibition. In ms. Allowed: &gt; 0. Default 10.</summary>
    public NeuronParameter TauI { get; init; } = 10;

    /// <summary>Threshold. In mV. Allowed: any finite number. Default -50.</summary>
    public NeuronParameter VTh { get; init; } = -50;

    /// <summary>Reset potential. In mV. Allowed: any finite number. Default -60.</summary>
    public NeuronParameter VReset { get; init; } = -60;

    /// <summary>Resting potential. In mV. Allowed: any finite number. Default -60.</summary>
    public NeuronParameter VRest { get; init; } = -60;

    /// <summary>Refractory period. In ms. Allowed: ≥ 0. Default 5.</summary>
    public NeuronParameter TauRef { get; init; } = 5;

    /// <summary>Time step in ms. Default 0.1.</summary>
    public double Dt { get; init; } = 0.1;

    /// <summary>How the potential is advanced where the currents of synapses decay. Default Exact.</summary>
    public Integrator Integrator { get; init; } = Integrator.Exact;

    /// <summary>Whether there is an input of inhibition, `inhibitory`, beside `excitatory`. Default false.</summary>
    public bool Inhibition { get; init; }

    /// <summary>Whether there is a further input, `current`, beside those of the synapses. Default false.</summary>
    public bool Current { get; init; }

    /// <summary>The derivative that stands in for that of the Heaviside step in backpropagation. Default
    /// relu(alpha=0.3, width=1).</summary>
    public Surrogate Surrogate { get; init; } = Surrogate.Relu(0.3, 1);

    /// <summary>Which side of the threshold u = 0 belongs to firing. Default Greater.</summary>
    public Comparison Comparison { get; init; } = Comparison.Greater;

    /// <summary>Whether the gradient of the reset ignores the spike. Default false.</summary>
    public bool DetachReset { get; init; }

    /// <summary>The preset brian2: Brian2 2.9; Brette et al. 2007. Time in ms.</summary>
    public static PscExpLifOptions Brian2 { get; } = new()
    {
        Inhibition = true,
        Current = true,
    };

    internal override string Model => "PscExpLif";

    internal override NeuronParameter[] ParameterValues => [R, Tau, TauE, TauI, VTh, VReset, VRest, TauRef];

    internal override object[] OptionValues =>
    [
        Dt,
        Integrator,
        Inhibition,
        Current,
        Surrogate,
        Comparison,
        DetachReset,
    ];
}

/// <summary>The states of a PscExpLif layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class PscExpLifState<T> : NeuronState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal PscExpLifState(StateLayout layout, StateValues<T> values) : base(layout, values)
    {
    }

    /// <summary>Membrane potential, in mV: [batch…, features…].</summary>
    public Tensor<T> V => Values.Values[0];

    /// <summary>Excitatory current: [batch…, features…].</summary>
    public Tensor<T> Ge => Values.Values[1];

    /// <summary>Inhibitory current: [batch…, features…].</summary>
    public Tensor<T> Gi => Values.Values[2];

    /// <summary>Steps since the last spike, in steps: [batch…, features…].</summary>
    public Tensor<T> SinceSpike => Values.Values[3];

    /// <inheritdoc/>
    public override PscExpLifState<T> this[int sample] => (PscExpLifState<T>)base[sample];

    /// <inheritdoc/>
    public override PscExpLifState<T> Detach() => (PscExpLifState<T>)base.Detach();

    /// <inheritdoc/>
    public override PscExpLifState<T> With(string name, Tensor<T> values) => (PscExpLifState<T>)base.With(name, values);

    /// <inheritdoc/>
    public override PscExpLifState<T> Concat(params NeuronState<T>[] others) => (PscExpLifState<T>)base.Concat(others);

    internal override PscExpLifState<T> Rebuild(StateValues<T> values) => new(Layout, values);
}

/// <summary>A layer: leaky integrate-and-fire neuron of network simulators with exponential postsynaptic currents.
/// Source: Brian2; Vogels &amp; Abbott 2005; Brette et al. 2007.</summary>
public sealed class PscExpLif : NeuronLayer<PscExpLifState<float>, PscExpLifState<double>>
{
    /// <summary>A layer of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public PscExpLif(int features, PscExpLifOptions? options = null) : this([features], options)
    {
    }

    /// <summary>A layer whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public PscExpLif(int[] shape, PscExpLifOptions? options = null) : base(shape, options ??= new()) => Options = options;

    /// <summary>A layer that takes the shape of its input when it becomes part of a network.</summary>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public PscExpLif(PscExpLifOptions? options = null) : base(null, options ??= new()) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public PscExpLifOptions Options { get; }

    /// <inheritdoc/>
    public new PscExpLifState<T> Initial<T>(int batch, ulong seed = 0, uint stream = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (PscExpLifState<T>)base.Initial<T>(batch, seed, stream);

    /// <summary>As the overload without inhibitory, with the further input of the model.</summary>
    public (Tensor<float> Output, PscExpLifState<float> State) Step(
        NeuronInput<float> input, NeuronInput<float> inhibitory, PscExpLifState<float>? state = null) =>
        Step(input.And("inhibitory", inhibitory), state);

    /// <summary>As the overload without inhibitory, with the further input of the model.</summary>
    public (Tensor<float> Output, PscExpLifState<float> State) Integral(
        NeuronInput<float> input, NeuronInput<float> inhibitory, PscExpLifState<float>? state = null, NeuronBuffers<float>? into = null) =>
        Integral(input.And("inhibitory", inhibitory), state, into);

    /// <summary>As the overload without inhibitory, with the further input of the model.</summary>
    public (Tensor<float> Counts, PscExpLifState<float> State) SpikeCounts(
        NeuronInput<float> input, NeuronInput<float> inhibitory, PscExpLifState<float>? state = null) =>
        SpikeCounts(input.And("inhibitory", inhibitory), state);

    /// <summary>As the overload without inhibitory, with the further input of the model.</summary>
    public NeuronLayerPullback<float, PscExpLifState<float>> Pullback(
        NeuronInput<float> input, NeuronInput<float> inhibitory, PscExpLifState<float>? state = null) =>
        Pullback(input.And("inhibitory", inhibitory), state);

    /// <summary>As the overload without inhibitory, with the further input of the model.</summary>
    public (Tensor<double> Output, PscExpLifState<double> State) Step(
        NeuronInput<double> input, NeuronInput<double> inhibitory, PscExpLifState<double>? state = null) =>
        Step(input.And("inhibitory", inhibitory), state);

    /// <summary>As the overload without inhibitory, with the further input of the model.</summary>
    public (Tensor<double> Output, PscExpLifState<double> State) Integral(
        NeuronInput<double> input, NeuronInput<double> inhibitory, PscExpLifState<double>? state = null, NeuronBuffers<double>? into = null) =>
        Integral(input.And("inhibitory", inhibitory), state, into);

    /// <summary>As the overload without inhibitory, with the further input of the model.</summary>
    public (Tensor<double> Counts, PscExpLifState<double> State) SpikeCounts(
        NeuronInput<double> input, NeuronInput<double> inhibitory, PscExpLifState<double>? state = null) =>
        SpikeCounts(input.And("inhibitory", inhibitory), state);

    /// <summary>As the overload without inhibitory, with the further input of the model.</summary>
    public NeuronLayerPullback<double, PscExpLifState<double>> Pullback(
        NeuronInput<double> input, NeuronInput<double> inhibitory, PscExpLifState<double>? state = null) =>
        Pullback(input.And("inhibitory", inhibitory), state);

    internal override NeuronState<T> Wrap<T>(StateValues<T> values) => new PscExpLifState<T>(StateLayout, values);
}
