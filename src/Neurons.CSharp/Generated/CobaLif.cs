// Generated from the model; tools/Neurons.Generate writes it anew.
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>The options of a CobaLif layer. Source: Norse, coba_lif_feed_forward_step; Gerstner et al. 2014.</summary>
public sealed record CobaLifOptions : NeuronOptions
{
    /// <summary>Inverse time constant of excitation. In 1/ms. Allowed: &gt; 0. Default 0.2.</summary>
    public NeuronParameter TauSynExcInv { get; init; } = 0.2;

    /// <summary>Inverse time constant of inhibition. In 1/ms. Allowed: &gt; 0. Default 0.2.</summary>
    public NeuronParameter TauSynInhInv { get; init; } = 0.2;

    /// <summary>Inverse capacitance of the membrane. In 1/nF. Allowed: &gt; 0. Default 5.</summary>
    public NeuronParameter CMInv { get; init; } = 5;

    /// <summary>Leak conductance. In µS. Allowed: &gt; 0. Default 0.25.</summary>
    public NeuronParameter GL { get; init; } = 0.25;

    /// <summary>Reversal potential of inhibition. In mV. Allowed: any finite number. Default -100.</summary>
    public NeuronParameter ERevI { get; init; } = -100;

    /// <summary>Reversal potential of excitation. In mV. Allowed: any finite number. Default 60.</summary>
    public NeuronParameter ERevE { get; init; } = 60;

    /// <summary>Resting potential. In mV. Allowed: any finite number. Default -20.</summary>
    public NeuronParameter VRest { get; init; } = -20;

    /// <summary>Reset potential. In mV. Allowed: any finite number. Default -70.</summary>
    public NeuronParameter VReset { get; init; } = -70;

    /// <summary>Threshold. In mV. Allowed: any finite number. Default -10.</summary>
    public NeuronParameter VThresh { get; init; } = -10;

    /// <summary>Time step in ms. Default 0.1.</summary>
    public double Dt { get; init; } = 0.1;

    /// <summary>Whether the input decays in its own step (before integration) or not; the potential sees it in both.
    /// Default BeforeIntegration.</summary>
    public Jump Jump { get; init; } = Jump.BeforeIntegration;

    /// <summary>The derivative that stands in for that of the Heaviside step in backpropagation. Default
    /// superspike(alpha=100).</summary>
    public Surrogate Surrogate { get; init; } = Surrogate.Superspike(100);

    /// <summary>Which side of the threshold u = 0 belongs to firing. Default Greater.</summary>
    public Comparison Comparison { get; init; } = Comparison.Greater;

    /// <summary>Whether the gradient of the reset ignores the spike. Default false.</summary>
    public bool DetachReset { get; init; }

    /// <summary>Whether excitation and inhibition are two inputs, `excitatory` and `inhibitory`, instead of the sign of
    /// one. Default false.</summary>
    public bool Separate { get; init; }

    /// <summary>The preset norse007: Norse 0.0.7. Time in ms.</summary>
    public static CobaLifOptions Norse007 { get; } = new()
    {
        Jump = Jump.AfterIntegration,
    };

    /// <summary>The preset norse1: Norse 1.1 and later. Time in ms.</summary>
    public static CobaLifOptions Norse1 { get; } = new();

    internal override string Model => "CobaLif";

    internal override NeuronParameter[] ParameterValues =>
    [
        TauSynExcInv,
        TauSynInhInv,
        CMInv,
        GL,
        ERevI,
        ERevE,
        VRest,
        VReset,
        VThresh,
    ];

    internal override object[] OptionValues => [Dt, Jump, Surrogate, Comparison, DetachReset, Separate];
}

/// <summary>The states of a CobaLif layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class CobaLifState<T> : NeuronState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal CobaLifState(StateLayout layout, StateValues<T> values) : base(layout, values)
    {
    }

    /// <summary>Membrane potential, in mV: [batch…, features…].</summary>
    public Tensor<T> V => Values.Values[0];

    /// <summary>Excitatory conductance, in µS: [batch…, features…].</summary>
    public Tensor<T> GE => Values.Values[1];

    /// <summary>Inhibitory conductance, in µS: [batch…, features…].</summary>
    public Tensor<T> GI => Values.Values[2];

    /// <inheritdoc/>
    public override CobaLifState<T> this[int sample] => (CobaLifState<T>)base[sample];

    /// <inheritdoc/>
    public override CobaLifState<T> Detach() => (CobaLifState<T>)base.Detach();

    /// <inheritdoc/>
    public override CobaLifState<T> With(string name, Tensor<T> values) => (CobaLifState<T>)base.With(name, values);

    /// <inheritdoc/>
    public override CobaLifState<T> Concat(params NeuronState<T>[] others) => (CobaLifState<T>)base.Concat(others);

    internal override CobaLifState<T> Rebuild(StateValues<T> values) => new(Layout, values);
}

/// <summary>A layer: conductance-based leaky integrate-and-fire neuron. Source: Norse, coba_lif_feed_forward_step;
/// Gerstner et al. 2014.</summary>
public sealed class CobaLif : NeuronLayer<CobaLifState<float>, CobaLifState<double>>
{
    /// <summary>A layer of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public CobaLif(int features, CobaLifOptions? options = null) : this([features], options)
    {
    }

    /// <summary>A layer whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public CobaLif(int[] shape, CobaLifOptions? options = null) : base(shape, options ??= new()) => Options = options;

    /// <summary>A layer that takes the shape of its input when it becomes part of a network.</summary>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public CobaLif(CobaLifOptions? options = null) : base(null, options ??= new()) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public CobaLifOptions Options { get; }

    /// <inheritdoc/>
    public new CobaLifState<T> Initial<T>(int batch, ulong seed = 0, uint stream = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (CobaLifState<T>)base.Initial<T>(batch, seed, stream);

    /// <summary>As the overload without inhibitory, with the further input of the model.</summary>
    public (Tensor<float> Output, CobaLifState<float> State) Step(
        NeuronInput<float> input, NeuronInput<float> inhibitory, CobaLifState<float>? state = null) =>
        Step(input.And("inhibitory", inhibitory), state);

    /// <summary>As the overload without inhibitory, with the further input of the model.</summary>
    public (Tensor<float> Output, CobaLifState<float> State) Integral(
        NeuronInput<float> input, NeuronInput<float> inhibitory, CobaLifState<float>? state = null, NeuronBuffers<float>? into = null) =>
        Integral(input.And("inhibitory", inhibitory), state, into);

    /// <summary>As the overload without inhibitory, with the further input of the model.</summary>
    public (Tensor<float> Counts, CobaLifState<float> State) SpikeCounts(
        NeuronInput<float> input, NeuronInput<float> inhibitory, CobaLifState<float>? state = null) =>
        SpikeCounts(input.And("inhibitory", inhibitory), state);

    /// <summary>As the overload without inhibitory, with the further input of the model.</summary>
    public NeuronLayerPullback<float, CobaLifState<float>> Pullback(
        NeuronInput<float> input, NeuronInput<float> inhibitory, CobaLifState<float>? state = null) =>
        Pullback(input.And("inhibitory", inhibitory), state);

    /// <summary>As the overload without inhibitory, with the further input of the model.</summary>
    public (Tensor<double> Output, CobaLifState<double> State) Step(
        NeuronInput<double> input, NeuronInput<double> inhibitory, CobaLifState<double>? state = null) =>
        Step(input.And("inhibitory", inhibitory), state);

    /// <summary>As the overload without inhibitory, with the further input of the model.</summary>
    public (Tensor<double> Output, CobaLifState<double> State) Integral(
        NeuronInput<double> input, NeuronInput<double> inhibitory, CobaLifState<double>? state = null, NeuronBuffers<double>? into = null) =>
        Integral(input.And("inhibitory", inhibitory), state, into);

    /// <summary>As the overload without inhibitory, with the further input of the model.</summary>
    public (Tensor<double> Counts, CobaLifState<double> State) SpikeCounts(
        NeuronInput<double> input, NeuronInput<double> inhibitory, CobaLifState<double>? state = null) =>
        SpikeCounts(input.And("inhibitory", inhibitory), state);

    /// <summary>As the overload without inhibitory, with the further input of the model.</summary>
    public NeuronLayerPullback<double, CobaLifState<double>> Pullback(
        NeuronInput<double> input, NeuronInput<double> inhibitory, CobaLifState<double>? state = null) =>
        Pullback(input.And("inhibitory", inhibitory), state);

    internal override NeuronState<T> Wrap<T>(StateValues<T> values) => new CobaLifState<T>(StateLayout, values);
}
