// Generated from the model; tools/Neurons.Generate writes it anew.
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>The options of a LstmMembrane layer. Source: snnTorch, SLSTM and SConv2dLSTM; Hochreiter &amp; Schmidhuber
/// 1997.</summary>
public sealed record LstmMembraneOptions : NeuronOptions
{
    /// <summary>Threshold. Allowed: any finite number. Default 1.</summary>
    public NeuronParameter Threshold { get; init; } = 1;

    /// <summary>What a spike does to the membrane in the discrete-decay models. Default None.</summary>
    public MembraneReset Reset { get; init; } = MembraneReset.None;

    /// <summary>When a spike resets the membrane. Default Delayed.</summary>
    public ResetTiming Timing { get; init; } = ResetTiming.Delayed;

    /// <summary>The derivative that stands in for that of the Heaviside step in backpropagation. Default
    /// atan(alpha=2).</summary>
    public Surrogate Surrogate { get; init; } = Surrogate.Atan(2);

    /// <summary>Which side of the threshold u = 0 belongs to firing. Default Greater.</summary>
    public Comparison Comparison { get; init; } = Comparison.Greater;

    /// <summary>Default true.</summary>
    public bool DetachReset { get; init; } = true;

    /// <summary>The preset snntorch: snnTorch 0.9.4. Time in step.</summary>
    public static LstmMembraneOptions Snntorch { get; } = new();

    internal override string Model => "LstmMembrane";

    internal override NeuronParameter[] ParameterValues => [Threshold];

    internal override object[] OptionValues => [Reset, Timing, Surrogate, Comparison, DetachReset];
}

/// <summary>The states of a LstmMembrane layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class LstmMembraneState<T> : NeuronState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal LstmMembraneState(StateLayout layout, StateValues<T> values) : base(layout, values)
    {
    }

    /// <summary>Cell state: [batch…, features…].</summary>
    public Tensor<T> Syn => Values.Values[0];

    /// <summary>Membrane potential: [batch…, features…].</summary>
    public Tensor<T> Mem => Values.Values[1];

    /// <inheritdoc/>
    public override LstmMembraneState<T> this[int sample] => (LstmMembraneState<T>)base[sample];

    /// <inheritdoc/>
    public override LstmMembraneState<T> Detach() => (LstmMembraneState<T>)base.Detach();

    /// <inheritdoc/>
    public override LstmMembraneState<T> With(string name, Tensor<T> values) => (LstmMembraneState<T>)base.With(name, values);

    /// <inheritdoc/>
    public override LstmMembraneState<T> Concat(params NeuronState<T>[] others) => (LstmMembraneState<T>)base.Concat(others);

    internal override LstmMembraneState<T> Rebuild(StateValues<T> values) => new(Layout, values);
}

/// <summary>A layer: cell of a long short-term memory whose hidden state fires. Source: snnTorch, SLSTM and
/// SConv2dLSTM; Hochreiter &amp; Schmidhuber 1997.</summary>
public sealed class LstmMembrane : NeuronLayer<LstmMembraneState<float>, LstmMembraneState<double>>
{
    /// <summary>A layer of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public LstmMembrane(int features, LstmMembraneOptions? options = null) : this([features], options)
    {
    }

    /// <summary>A layer whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public LstmMembrane(int[] shape, LstmMembraneOptions? options = null) : base(shape, options ??= new()) => Options = options;

    /// <summary>A layer that takes the shape of its input when it becomes part of a network.</summary>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public LstmMembrane(LstmMembraneOptions? options = null) : base(null, options ??= new()) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public LstmMembraneOptions Options { get; }

    /// <inheritdoc/>
    public new LstmMembraneState<T> Initial<T>(int batch, ulong seed = 0, uint stream = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (LstmMembraneState<T>)base.Initial<T>(batch, seed, stream);

    /// <summary>As the overload without f and g and o, with the further input of the model.</summary>
    public (Tensor<float> Output, LstmMembraneState<float> State) Step(
        NeuronInput<float> input, NeuronInput<float> f, NeuronInput<float> g, NeuronInput<float> o, LstmMembraneState<float>? state = null) =>
        Step(input.And("f", f).And("g", g).And("o", o), state);

    /// <summary>As the overload without f and g and o, with the further input of the model.</summary>
    public (Tensor<float> Output, LstmMembraneState<float> State) Integral(
        NeuronInput<float> input, NeuronInput<float> f, NeuronInput<float> g, NeuronInput<float> o, LstmMembraneState<float>? state = null, NeuronBuffers<float>? into = null) =>
        Integral(input.And("f", f).And("g", g).And("o", o), state, into);

    /// <summary>As the overload without f and g and o, with the further input of the model.</summary>
    public (Tensor<float> Counts, LstmMembraneState<float> State) SpikeCounts(
        NeuronInput<float> input, NeuronInput<float> f, NeuronInput<float> g, NeuronInput<float> o, LstmMembraneState<float>? state = null) =>
        SpikeCounts(input.And("f", f).And("g", g).And("o", o), state);

    /// <summary>As the overload without f and g and o, with the further input of the model.</summary>
    public NeuronLayerPullback<float, LstmMembraneState<float>> Pullback(
        NeuronInput<float> input, NeuronInput<float> f, NeuronInput<float> g, NeuronInput<float> o, LstmMembraneState<float>? state = null) =>
        Pullback(input.And("f", f).And("g", g).And("o", o), state);

    /// <summary>As the overload without f and g and o, with the further input of the model.</summary>
    public (Tensor<double> Output, LstmMembraneState<double> State) Step(
        NeuronInput<double> input, NeuronInput<double> f, NeuronInput<double> g, NeuronInput<double> o, LstmMembraneState<double>? state = null) =>
        Step(input.And("f", f).And("g", g).And("o", o), state);

    /// <summary>As the overload without f and g and o, with the further input of the model.</summary>
    public (Tensor<double> Output, LstmMembraneState<double> State) Integral(
        NeuronInput<double> input, NeuronInput<double> f, NeuronInput<double> g, NeuronInput<double> o, LstmMembraneState<double>? state = null, NeuronBuffers<double>? into = null) =>
        Integral(input.And("f", f).And("g", g).And("o", o), state, into);

    /// <summary>As the overload without f and g and o, with the further input of the model.</summary>
    public (Tensor<double> Counts, LstmMembraneState<double> State) SpikeCounts(
        NeuronInput<double> input, NeuronInput<double> f, NeuronInput<double> g, NeuronInput<double> o, LstmMembraneState<double>? state = null) =>
        SpikeCounts(input.And("f", f).And("g", g).And("o", o), state);

    /// <summary>As the overload without f and g and o, with the further input of the model.</summary>
    public NeuronLayerPullback<double, LstmMembraneState<double>> Pullback(
        NeuronInput<double> input, NeuronInput<double> f, NeuronInput<double> g, NeuronInput<double> o, LstmMembraneState<double>? state = null) =>
        Pullback(input.And("f", f).And("g", g).And("o", o), state);

    internal override NeuronState<T> Wrap<T>(StateValues<T> values) => new LstmMembraneState<T>(StateLayout, values);
}
