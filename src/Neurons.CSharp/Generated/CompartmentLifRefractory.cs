// Generated from the model; tools/Neurons.Generate writes it anew.
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>The options of a CompartmentLifRefractory layer. Source: Norse, lif_mc_refrac_feed_forward_step.</summary>
public sealed record CompartmentLifRefractoryOptions : NeuronOptions
{
    /// <summary>Inverse time constant of the synaptic current. In 1/s. Allowed: &gt; 0. Default 200.</summary>
    public NeuronParameter TauSynInv { get; init; } = 200;

    /// <summary>Inverse time constant of the membrane. In 1/s. Allowed: &gt; 0. Default 100.</summary>
    public NeuronParameter TauMemInv { get; init; } = 100;

    /// <summary>Leak potential. Allowed: any finite number. Default 0.</summary>
    public NeuronParameter VLeak { get; init; } = 0;

    /// <summary>Threshold. Allowed: any finite number. Default 1.</summary>
    public NeuronParameter VTh { get; init; } = 1;

    /// <summary>Reset potential. Allowed: any finite number. Default 0.</summary>
    public NeuronParameter VReset { get; init; } = 0;

    /// <summary>Refractory steps after a spike. In steps. Allowed: in [0, 16777216]. Default 5.</summary>
    public NeuronParameter RhoReset { get; init; } = 5;

    /// <summary>Default 0.001.</summary>
    public double Dt { get; init; } = 0.001;

    /// <summary>Whether the input enters the synapse before a step's integration or after it. Default
    /// AfterIntegration.</summary>
    public Jump Jump { get; init; } = Jump.AfterIntegration;

    /// <summary>The derivative that stands in for that of the Heaviside step in backpropagation. Default
    /// superspike(alpha=100).</summary>
    public Surrogate Surrogate { get; init; } = Surrogate.Superspike(100);

    /// <summary>Which side of the threshold u = 0 belongs to firing. Default Greater.</summary>
    public Comparison Comparison { get; init; } = Comparison.Greater;

    /// <summary>Default false.</summary>
    public bool DetachReset { get; init; }

    /// <summary>The preset norse1: Norse 1.1 and later. Time in s.</summary>
    public static CompartmentLifRefractoryOptions Norse1 { get; } = new();

    internal override string Model => "CompartmentLifRefractory";

    internal override NeuronParameter[] ParameterValues => [TauSynInv, TauMemInv, VLeak, VTh, VReset, RhoReset];

    internal override object[] OptionValues => [Dt, Jump, Surrogate, Comparison, DetachReset];
}

/// <summary>The states of a CompartmentLifRefractory layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class CompartmentLifRefractoryState<T> : NeuronState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal CompartmentLifRefractoryState(StateLayout layout, StateValues<T> values) : base(layout, values)
    {
    }

    /// <summary>Membrane potential: [batch…, features…].</summary>
    public Tensor<T> V => Values.Values[0];

    /// <summary>Synaptic current: [batch…, features…].</summary>
    public Tensor<T> I => Values.Values[1];

    /// <summary>Refractory steps left: [batch…, features…].</summary>
    public Tensor<T> Rho => Values.Values[2];

    /// <inheritdoc/>
    public override CompartmentLifRefractoryState<T> this[int sample] => (CompartmentLifRefractoryState<T>)base[sample];

    /// <inheritdoc/>
    public override CompartmentLifRefractoryState<T> Detach() => (CompartmentLifRefractoryState<T>)base.Detach();

    /// <inheritdoc/>
    public override CompartmentLifRefractoryState<T> With(string name, Tensor<T> values) => (CompartmentLifRefractoryState<T>)base.With(name, values);

    /// <inheritdoc/>
    public override CompartmentLifRefractoryState<T> Concat(params NeuronState<T>[] others) => (CompartmentLifRefractoryState<T>)base.Concat(others);

    internal override CompartmentLifRefractoryState<T> Rebuild(StateValues<T> values) => new(Layout, values);
}

/// <summary>A layer: leaky integrate-and-fire compartment with a refractory period. Source: Norse,
/// lif_mc_refrac_feed_forward_step.</summary>
public sealed class CompartmentLifRefractory : NeuronLayer<CompartmentLifRefractoryState<float>, CompartmentLifRefractoryState<double>>
{
    /// <summary>A layer of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public CompartmentLifRefractory(int features, CompartmentLifRefractoryOptions? options = null) : this([features], options)
    {
    }

    /// <summary>A layer whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public CompartmentLifRefractory(int[] shape, CompartmentLifRefractoryOptions? options = null) : base(shape, options ??= new()) => Options = options;

    /// <summary>A layer that takes the shape of its input when it becomes part of a network.</summary>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public CompartmentLifRefractory(CompartmentLifRefractoryOptions? options = null) : base(null, options ??= new()) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public CompartmentLifRefractoryOptions Options { get; }

    /// <inheritdoc/>
    public new CompartmentLifRefractoryState<T> Initial<T>(int batch, ulong seed = 0, uint stream = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (CompartmentLifRefractoryState<T>)base.Initial<T>(batch, seed, stream);

    /// <summary>As the overload without coupling, with the further input of the model.</summary>
    public (Tensor<float> Output, CompartmentLifRefractoryState<float> State) Step(
        NeuronInput<float> input, NeuronInput<float> coupling, CompartmentLifRefractoryState<float>? state = null) =>
        Step(input.And("coupling", coupling), state);

    /// <summary>As the overload without coupling, with the further input of the model.</summary>
    public (Tensor<float> Output, CompartmentLifRefractoryState<float> State) Integral(
        NeuronInput<float> input, NeuronInput<float> coupling, CompartmentLifRefractoryState<float>? state = null, NeuronBuffers<float>? into = null) =>
        Integral(input.And("coupling", coupling), state, into);

    /// <summary>As the overload without coupling, with the further input of the model.</summary>
    public (Tensor<float> Counts, CompartmentLifRefractoryState<float> State) SpikeCounts(
        NeuronInput<float> input, NeuronInput<float> coupling, CompartmentLifRefractoryState<float>? state = null) =>
        SpikeCounts(input.And("coupling", coupling), state);

    /// <summary>As the overload without coupling, with the further input of the model.</summary>
    public NeuronLayerPullback<float, CompartmentLifRefractoryState<float>> Pullback(
        NeuronInput<float> input, NeuronInput<float> coupling, CompartmentLifRefractoryState<float>? state = null) =>
        Pullback(input.And("coupling", coupling), state);

    /// <summary>As the overload without coupling, with the further input of the model.</summary>
    public (Tensor<double> Output, CompartmentLifRefractoryState<double> State) Step(
        NeuronInput<double> input, NeuronInput<double> coupling, CompartmentLifRefractoryState<double>? state = null) =>
        Step(input.And("coupling", coupling), state);

    /// <summary>As the overload without coupling, with the further input of the model.</summary>
    public (Tensor<double> Output, CompartmentLifRefractoryState<double> State) Integral(
        NeuronInput<double> input, NeuronInput<double> coupling, CompartmentLifRefractoryState<double>? state = null, NeuronBuffers<double>? into = null) =>
        Integral(input.And("coupling", coupling), state, into);

    /// <summary>As the overload without coupling, with the further input of the model.</summary>
    public (Tensor<double> Counts, CompartmentLifRefractoryState<double> State) SpikeCounts(
        NeuronInput<double> input, NeuronInput<double> coupling, CompartmentLifRefractoryState<double>? state = null) =>
        SpikeCounts(input.And("coupling", coupling), state);

    /// <summary>As the overload without coupling, with the further input of the model.</summary>
    public NeuronLayerPullback<double, CompartmentLifRefractoryState<double>> Pullback(
        NeuronInput<double> input, NeuronInput<double> coupling, CompartmentLifRefractoryState<double>? state = null) =>
        Pullback(input.And("coupling", coupling), state);

    internal override NeuronState<T> Wrap<T>(StateValues<T> values) => new CompartmentLifRefractoryState<T>(StateLayout, values);
}
