// Generated from the model; tools/Neurons.Generate writes it anew.
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>The options of a PlasticSynapse layer. Source: Norse, stdp_step_linear.</summary>
public sealed record PlasticSynapseOptions : NeuronOptions
{
    /// <summary>Rate of growth. Allowed: ≥ 0. Default 0.001.</summary>
    public NeuronParameter EtaPlus { get; init; } = 0.001;

    /// <summary>Rate of decline. Allowed: ≥ 0. Default 0.001.</summary>
    public NeuronParameter EtaMinus { get; init; } = 0.001;

    /// <summary>Least weight. Allowed: any finite number. Default 0.</summary>
    public NeuronParameter WMin { get; init; } = 0;

    /// <summary>Largest weight. Allowed: any finite number. Default 1.</summary>
    public NeuronParameter WMax { get; init; } = 1;

    /// <summary>Exponent of the multiplicative power. Allowed: ≥ 0. Default 1.</summary>
    public NeuronParameter Mu { get; init; } = 1;

    /// <summary>How the change depends on the weight, f. Default Additive.</summary>
    public WeightChange Change { get; init; } = WeightChange.Additive;

    /// <summary>Whether the weight stays within its bounds. Default true.</summary>
    public bool HardBounds { get; init; } = true;

    /// <summary>The preset norse1: Norse 1.1 and later. Time in step.</summary>
    public static PlasticSynapseOptions Norse1 { get; } = new();

    internal override string Model => "PlasticSynapse";

    internal override NeuronParameter[] ParameterValues => [EtaPlus, EtaMinus, WMin, WMax, Mu];

    internal override object[] OptionValues => [Change, HardBounds];
}

/// <summary>The states of a PlasticSynapse layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class PlasticSynapseState<T> : NeuronState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal PlasticSynapseState(StateLayout layout, StateValues<T> values) : base(layout, values)
    {
    }

    /// <summary>Weight: [batch…, features…].</summary>
    public Tensor<T> W => Values.Values[0];

    /// <inheritdoc/>
    public override PlasticSynapseState<T> this[int sample] => (PlasticSynapseState<T>)base[sample];

    /// <inheritdoc/>
    public override PlasticSynapseState<T> Detach() => (PlasticSynapseState<T>)base.Detach();

    /// <inheritdoc/>
    public override PlasticSynapseState<T> With(string name, Tensor<T> values) => (PlasticSynapseState<T>)base.With(name, values);

    /// <inheritdoc/>
    public override PlasticSynapseState<T> Concat(params NeuronState<T>[] others) => (PlasticSynapseState<T>)base.Concat(others);

    internal override PlasticSynapseState<T> Rebuild(StateValues<T> values) => new(Layout, values);
}

/// <summary>A layer: synapse with spike-timing-dependent plasticity. Source: Norse, stdp_step_linear.</summary>
public sealed class PlasticSynapse : NeuronLayer<PlasticSynapseState<float>, PlasticSynapseState<double>>
{
    /// <summary>A layer of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public PlasticSynapse(int features, PlasticSynapseOptions? options = null) : this([features], options)
    {
    }

    /// <summary>A layer whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public PlasticSynapse(int[] shape, PlasticSynapseOptions? options = null) : base(shape, options ??= new()) => Options = options;

    /// <summary>A layer that takes the shape of its input when it becomes part of a network.</summary>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public PlasticSynapse(PlasticSynapseOptions? options = null) : base(null, options ??= new()) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public PlasticSynapseOptions Options { get; }

    /// <inheritdoc/>
    public new PlasticSynapseState<T> Initial<T>(int batch, ulong seed = 0, uint stream = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (PlasticSynapseState<T>)base.Initial<T>(batch, seed, stream);

    /// <summary>As the overload without post and pre_trace and post_trace, with the further input of the model.</summary>
    public (Tensor<float> Output, PlasticSynapseState<float> State) Step(
        NeuronInput<float> input, NeuronInput<float> post, NeuronInput<float> preTrace, NeuronInput<float> postTrace, PlasticSynapseState<float>? state = null) =>
        Step(input.And("post", post).And("pre_trace", preTrace).And("post_trace", postTrace), state);

    /// <summary>As the overload without post and pre_trace and post_trace, with the further input of the model.</summary>
    public (Tensor<float> Output, PlasticSynapseState<float> State) Integral(
        NeuronInput<float> input, NeuronInput<float> post, NeuronInput<float> preTrace, NeuronInput<float> postTrace, PlasticSynapseState<float>? state = null, NeuronBuffers<float>? into = null) =>
        Integral(input.And("post", post).And("pre_trace", preTrace).And("post_trace", postTrace), state, into);

    /// <summary>As the overload without post and pre_trace and post_trace, with the further input of the model.</summary>
    public (Tensor<float> Counts, PlasticSynapseState<float> State) SpikeCounts(
        NeuronInput<float> input, NeuronInput<float> post, NeuronInput<float> preTrace, NeuronInput<float> postTrace, PlasticSynapseState<float>? state = null) =>
        SpikeCounts(input.And("post", post).And("pre_trace", preTrace).And("post_trace", postTrace), state);

    /// <summary>As the overload without post and pre_trace and post_trace, with the further input of the model.</summary>
    public NeuronLayerPullback<float, PlasticSynapseState<float>> Pullback(
        NeuronInput<float> input, NeuronInput<float> post, NeuronInput<float> preTrace, NeuronInput<float> postTrace, PlasticSynapseState<float>? state = null) =>
        Pullback(input.And("post", post).And("pre_trace", preTrace).And("post_trace", postTrace), state);

    /// <summary>As the overload without post and pre_trace and post_trace, with the further input of the model.</summary>
    public (Tensor<double> Output, PlasticSynapseState<double> State) Step(
        NeuronInput<double> input, NeuronInput<double> post, NeuronInput<double> preTrace, NeuronInput<double> postTrace, PlasticSynapseState<double>? state = null) =>
        Step(input.And("post", post).And("pre_trace", preTrace).And("post_trace", postTrace), state);

    /// <summary>As the overload without post and pre_trace and post_trace, with the further input of the model.</summary>
    public (Tensor<double> Output, PlasticSynapseState<double> State) Integral(
        NeuronInput<double> input, NeuronInput<double> post, NeuronInput<double> preTrace, NeuronInput<double> postTrace, PlasticSynapseState<double>? state = null, NeuronBuffers<double>? into = null) =>
        Integral(input.And("post", post).And("pre_trace", preTrace).And("post_trace", postTrace), state, into);

    /// <summary>As the overload without post and pre_trace and post_trace, with the further input of the model.</summary>
    public (Tensor<double> Counts, PlasticSynapseState<double> State) SpikeCounts(
        NeuronInput<double> input, NeuronInput<double> post, NeuronInput<double> preTrace, NeuronInput<double> postTrace, PlasticSynapseState<double>? state = null) =>
        SpikeCounts(input.And("post", post).And("pre_trace", preTrace).And("post_trace", postTrace), state);

    /// <summary>As the overload without post and pre_trace and post_trace, with the further input of the model.</summary>
    public NeuronLayerPullback<double, PlasticSynapseState<double>> Pullback(
        NeuronInput<double> input, NeuronInput<double> post, NeuronInput<double> preTrace, NeuronInput<double> postTrace, PlasticSynapseState<double>? state = null) =>
        Pullback(input.And("post", post).And("pre_trace", preTrace).And("post_trace", postTrace), state);

    internal override NeuronState<T> Wrap<T>(StateValues<T> values) => new PlasticSynapseState<T>(StateLayout, values);
}
