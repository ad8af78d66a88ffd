// Generated from the model; tools/Neurons.Generate writes it anew.
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>The options of a GatedLif layer. Source: SpikingJelly, GatedLIFNode; Yao et al. 2022.</summary>
public sealed record GatedLifOptions : NeuronOptions
{
    /// <summary>Share of the exponential leak, before σ. Allowed: any finite number. Default 0.</summary>
    public NeuronParameter Alpha { get; init; } = 0;

    /// <summary>Share of the conductance in the weight of the input, before σ. Allowed: any finite number. Default
    /// 0.</summary>
    public NeuronParameter Beta { get; init; } = 0;

    /// <summary>Share of the reset to 0, before σ. Allowed: any finite number. Default 0.</summary>
    public NeuronParameter Gamma { get; init; } = 0;

    /// <summary>What the exponential leak leaves, before σ. Allowed: any finite number. Default
    /// -1.0986122886681098.</summary>
    public NeuronParameter Tau { get; init; } = -1.0986122886681098;

    /// <summary>Threshold, before σ. Allowed: any finite number. Default 0.</summary>
    public NeuronParameter VTh { get; init; } = 0;

    /// <summary>Linear leak in a step, before σ. Allowed: any finite number. Default -4.</summary>
    public NeuronParameter LinearDecay { get; init; } = -4;

    /// <summary>What a spike subtracts, before σ. Allowed: any finite number. Default 0.</summary>
    public NeuronParameter VSubreset { get; init; } = 0;

    /// <summary>Conductance of the input, before σ. Allowed: any finite number. Default 0.</summary>
    public NeuronParameter Conduct { get; init; } = 0;

    /// <summary>Whether the conductance is a second input, `conduct`, instead of the parameter. Default
    /// false.</summary>
    public bool ConductInput { get; init; }

    /// <summary>The derivative that stands in for that of the Heaviside step in backpropagation. Default
    /// sigmoid(k=4).</summary>
    public Surrogate Surrogate { get; init; } = Surrogate.Sigmoid(4);

    /// <summary>Which side of the threshold u = 0 belongs to firing. Default GreaterOrEqual.</summary>
    public Comparison Comparison { get; init; } = Comparison.GreaterOrEqual;

    /// <summary>The preset spikingjelly: SpikingJelly 2.0. Time in step.</summary>
    public static GatedLifOptions Spikingjelly { get; } = new();

    internal override string Model => "GatedLif";

    internal override NeuronParameter[] ParameterValues =>
    [
        Alpha,
        Beta,
        Gamma,
        Tau,
        VTh,
        LinearDecay,
        VSubreset,
        Conduct,
    ];

    internal override object[] OptionValues => [ConductInput, Surrogate, Comparison];
}

/// <summary>The states of a GatedLif layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class GatedLifState<T> : NeuronState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal GatedLifState(StateLayout layout, StateValues<T> values) : base(layout, values)
    {
    }

    /// <summary>Membrane potential: [batch…, features…].</summary>
    public Tensor<T> V => Values.Values[0];

    /// <summary>Spike of the last step: [batch…, features…].</summary>
    public Tensor<T> Z => Values.Values[1];

    /// <inheritdoc/>
    public override GatedLifState<T> this[int sample] => (GatedLifState<T>)base[sample];

    /// <inheritdoc/>
    public override GatedLifState<T> Detach() => (GatedLifState<T>)base.Detach();

    /// <inheritdoc/>
    public override GatedLifState<T> With(string name, Tensor<T> values) => (GatedLifState<T>)base.With(name, values);

    /// <inheritdoc/>
    public override GatedLifState<T> Concat(params NeuronState<T>[] others) => (GatedLifState<T>)base.Concat(others);

    internal override GatedLifState<T> Rebuild(StateValues<T> values) => new(Layout, values);
}

/// <summary>A layer: leaky integrate-and-fire neuron with learnt gates. Source: SpikingJelly, GatedLIFNode; Yao et al.
/// 2022.</summary>
public sealed class GatedLif : NeuronLayer<GatedLifState<float>, GatedLifState<double>>
{
    /// <summary>A layer of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public GatedLif(int features, GatedLifOptions? options = null) : this([features], options)
    {
    }

    /// <summary>A layer whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public GatedLif(int[] shape, GatedLifOptions? options = null) : base(shape, options ??= new()) => Options = options;

    /// <summary>A layer that takes the shape of its input when it becomes part of a network.</summary>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public GatedLif(GatedLifOptions? options = null) : base(null, options ??= new()) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public GatedLifOptions Options { get; }

    /// <inheritdoc/>
    public new GatedLifState<T> Initial<T>(int batch, ulong seed = 0, uint stream = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (GatedLifState<T>)base.Initial<T>(batch, seed, stream);

    /// <summary>As the overload without conduct, with the further input of the model.</summary>
    public (Tensor<float> Output, GatedLifState<float> State) Step(
        NeuronInput<float> input, NeuronInput<float> conduct, GatedLifState<float>? state = null) =>
        Step(input.And("conduct", conduct), state);

    /// <summary>As the overload without conduct, with the further input of the model.</summary>
    public (Tensor<float> Output, GatedLifState<float> State) Integral(
        NeuronInput<float> input, NeuronInput<float> conduct, GatedLifState<float>? state = null, NeuronBuffers<float>? into = null) =>
        Integral(input.And("conduct", conduct), state, into);

    /// <summary>As the overload without conduct, with the further input of the model.</summary>
    public (Tensor<float> Counts, GatedLifState<float> State) SpikeCounts(
        NeuronInput<float> input, NeuronInput<float> conduct, GatedLifState<float>? state = null) =>
        SpikeCounts(input.And("conduct", conduct), state);

    /// <summary>As the overload without conduct, with the further input of the model.</summary>
    public NeuronLayerPullback<float, GatedLifState<float>> Pullback(
        NeuronInput<float> input, NeuronInput<float> conduct, GatedLifState<float>? state = null) =>
        Pullback(input.And("conduct", conduct), state);

    /// <summary>As the overload without conduct, with the further input of the model.</summary>
    public (Tensor<double> Output, GatedLifState<double> State) Step(
        NeuronInput<double> input, NeuronInput<double> conduct, GatedLifState<double>? state = null) =>
        Step(input.And("conduct", conduct), state);

    /// <summary>As the overload without conduct, with the further input of the model.</summary>
    public (Tensor<double> Output, GatedLifState<double> State) Integral(
        NeuronInput<double> input, NeuronInput<double> conduct, GatedLifState<double>? state = null, NeuronBuffers<double>? into = null) =>
        Integral(input.And("conduct", conduct), state, into);

    /// <summary>As the overload without conduct, with the further input of the model.</summary>
    public (Tensor<double> Counts, GatedLifState<double> State) SpikeCounts(
        NeuronInput<double> input, NeuronInput<double> conduct, GatedLifState<double>? state = null) =>
        SpikeCounts(input.And("conduct", conduct), state);

    /// <summary>As the overload without conduct, with the further input of the model.</summary>
    public NeuronLayerPullback<double, GatedLifState<double>> Pullback(
        NeuronInput<double> input, NeuronInput<double> conduct, GatedLifState<double>? state = null) =>
        Pullback(input.And("conduct", conduct), state);

    internal override NeuronState<T> Wrap<T>(StateValues<T> values) => new GatedLifState<T>(StateLayout, values);
}
