// Generated from the model; tools/Neurons.Generate writes it anew.
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>The options of a PscDeltaLif layer. Source: Brian2; Brunel 2000.</summary>
public sealed record PscDeltaLifOptions : NeuronOptions
{
    /// <summary>Potential for a unit of current. In mV. Allowed: &gt; 0. Default 1.</summary>
    public NeuronParameter R { get; init; } = 1;

    /// <summary>Membrane time constant. In ms. Allowed: &gt; 0. Default 20.</summary>
    public NeuronParameter Tau { get; init; } = 20;

    /// <summary>Threshold. In mV. Allowed: any finite number. Default 20.</summary>
    public NeuronParameter VTh { get; init; } = 20;

    /// <summary>Reset potential. In mV. Allowed: any finite number. Default 10.</summary>
    public NeuronParameter VReset { get; init; } = 10;

    /// <summary>Resting potential. In mV. Allowed: any finite number. Default 0.</summary>
    public NeuronParameter VRest { get; init; } = 0;

    /// <summary>Refractory period. In ms. Allowed: ≥ 0. Default 2.</summary>
    public NeuronParameter TauRef { get; init; } = 2;

    /// <summary>Time step in ms. Default 0.1.</summary>
    public double Dt { get; init; } = 0.1;

    /// <summary>Whether there is a further input, `current`, beside that of the synapses. Default false.</summary>
    public bool Current { get; init; }

    /// <summary>The derivative that stands in for that of the Heaviside step in backpropagation. Default
    /// relu(alpha=0.3, width=1).</summary>
    public Surrogate Surrogate { get; init; } = Surrogate.Relu(0.3, 1);

    /// <summary>Which side of the threshold u = 0 belongs to firing. Default Greater.</summary>
    public Comparison Comparison { get; init; } = Comparison.Greater;

    /// <summary>Whether the gradient of the reset ignores the spike. Default false.</summary>
    public bool DetachReset { get; init; }

    /// <summary>The preset brian2: Brian2 2.9; Brette et al. 2007. Time in ms.</summary>
    public static PscDeltaLifOptions Brian2 { get; } = new()
    {
        Current = true,
    };

    internal override string Model => "PscDeltaLif";

    internal override NeuronParameter[] ParameterValues => [R, Tau, VTh, VReset, VRest, TauRef];

    internal override object[] OptionValues => [Dt, Current, Surrogate, Comparison, DetachReset];
}

/// <summary>The states of a PscDeltaLif layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class PscDeltaLifState<T> : NeuronState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal PscDeltaLifState(StateLayout layout, StateValues<T> values) : base(layout, values)
    {
    }

    /// <summary>Membrane potential, in mV: [batch…, features…].</summary>
    public Tensor<T> V => Values.Values[0];

    /// <summary>Steps since the last spike, in steps: [batch…, features…].</summary>
    public Tensor<T> SinceSpike => Values.Values[1];

    /// <inheritdoc/>
    public override PscDeltaLifState<T> this[int sample] => (PscDeltaLifState<T>)base[sample];

    /// <inheritdoc/>
    public override PscDeltaLifState<T> Detach() => (PscDeltaLifState<T>)base.Detach();

    /// <inheritdoc/>
    public override PscDeltaLifState<T> With(string name, Tensor<T> values) => (PscDeltaLifState<T>)base.With(name, values);

    /// <inheritdoc/>
    public override PscDeltaLifState<T> Concat(params NeuronState<T>[] others) => (PscDeltaLifState<T>)base.Concat(others);

    internal override PscDeltaLifState<T> Rebuild(StateValues<T> values) => new(Layout, values);
}

/// <summary>A layer: leaky integrate-and-fire neuron of network simulators whose potential jumps where a spike arrives.
/// Source: Brian2; Brunel 2000.</summary>
public sealed class PscDeltaLif : NeuronLayer<PscDeltaLifState<float>, PscDeltaLifState<double>>
{
    /// <summary>A layer of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public PscDeltaLif(int features, PscDeltaLifOptions? options = null) : this([features], options)
    {
    }

    /// <summary>A layer whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public PscDeltaLif(int[] shape, PscDeltaLifOptions? options = null) : base(shape, options ??= new()) => Options = options;

    /// <summary>A layer that takes the shape of its input when it becomes part of a network.</summary>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public PscDeltaLif(PscDeltaLifOptions? options = null) : base(null, options ??= new()) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public PscDeltaLifOptions Options { get; }

    /// <inheritdoc/>
    public new PscDeltaLifState<T> Initial<T>(int batch, ulong seed = 0, uint stream = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (PscDeltaLifState<T>)base.Initial<T>(batch, seed, stream);

    /// <summary>As the overload without current, with the further input of the model.</summary>
    public (Tensor<float> Output, PscDeltaLifState<float> State) Step(
        NeuronInput<float> input, NeuronInput<float> current, PscDeltaLifState<float>? state = null) =>
        Step(input.And("current", current), state);

    /// <summary>As the overload without current, with the further input of the model.</summary>
    public (Tensor<float> Output, PscDeltaLifState<float> State) Integral(
        NeuronInput<float> input, NeuronInput<float> current, PscDeltaLifState<float>? state = null, NeuronBuffers<float>? into = null) =>
        Integral(input.And("current", current), state, into);

    /// <summary>As the overload without current, with the further input of the model.</summary>
    public (Tensor<float> Counts, PscDeltaLifState<float> State) SpikeCounts(
        NeuronInput<float> input, NeuronInput<float> current, PscDeltaLifState<float>? state = null) =>
        SpikeCounts(input.And("current", current), state);

    /// <summary>As the overload without current, with the further input of the model.</summary>
    public NeuronLayerPullback<float, PscDeltaLifState<float>> Pullback(
        NeuronInput<float> input, NeuronInput<float> current, PscDeltaLifState<float>? state = null) =>
        Pullback(input.And("current", current), state);

    /// <summary>As the overload without current, with the further input of the model.</summary>
    public (Tensor<double> Output, PscDeltaLifState<double> State) Step(
        NeuronInput<double> input, NeuronInput<double> current, PscDeltaLifState<double>? state = null) =>
        Step(input.And("current", current), state);

    /// <summary>As the overload without current, with the further input of the model.</summary>
    public (Tensor<double> Output, PscDeltaLifState<double> State) Integral(
        NeuronInput<double> input, NeuronInput<double> current, PscDeltaLifState<double>? state = null, NeuronBuffers<double>? into = null) =>
        Integral(input.And("current", current), state, into);

    /// <summary>As the overload without current, with the further input of the model.</summary>
    public (Tensor<double> Counts, PscDeltaLifState<double> State) SpikeCounts(
        NeuronInput<double> input, NeuronInput<double> current, PscDeltaLifState<double>? state = null) =>
        SpikeCounts(input.And("current", current), state);

    /// <summary>As the overload without current, with the further input of the model.</summary>
    public NeuronLayerPullback<double, PscDeltaLifState<double>> Pullback(
        NeuronInput<double> input, NeuronInput<double> current, PscDeltaLifState<double>? state = null) =>
        Pullback(input.And("current", current), state);

    internal override NeuronState<T> Wrap<T>(StateValues<T> values) => new PscDeltaLifState<T>(StateLayout, values);
}
