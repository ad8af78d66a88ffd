// Generated from the model; tools/Neurons.Generate writes it anew.
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>The options of a SynapticCurrent layer. Source: brainpy.state, COBA and MgBlock; Jahr and Stevens
/// 1990.</summary>
public sealed record SynapticCurrentOptions : NeuronOptions
{
    /// <summary>Reversal potential of the synapse. In mV. Allowed: any finite number. Default 0.</summary>
    public NeuronParameter E { get; init; } = 0;

    /// <summary>Potential of the membrane where it is no input. In mV. Allowed: any finite number. Default
    /// -65.</summary>
    public NeuronParameter V { get; init; } = -65;

    /// <summary>Concentration of magnesium outside. In mM. Allowed: ≥ 0. Default 1.2.</summary>
    public NeuronParameter CcMg { get; init; } = 1.2;

    /// <summary>How steeply the block falls with the potential. In 1/mV. Allowed: any finite number. Default
    /// 0.062.</summary>
    public NeuronParameter Alpha { get; init; } = 0.062;

    /// <summary>Concentration that blocks half of the channels at V_offset. In mM. Allowed: &gt; 0. Default
    /// 3.57.</summary>
    public NeuronParameter Beta { get; init; } = 3.57;

    /// <summary>Shift of the potential at which magnesium blocks. In mV. Allowed: any finite number. Default
    /// 0.</summary>
    public NeuronParameter VOffset { get; init; } = 0;

    /// <summary>Whether there is a second input, `potential`, beside the conductance; without it V is a parameter.
    /// Default false.</summary>
    public bool Potential { get; init; }

    /// <summary>Whether magnesium blocks the channel; without it, only the reversal potential matters. Default
    /// false.</summary>
    public bool MagnesiumBlock { get; init; }

    /// <summary>The preset coba_output: brainpy.state 0.1.0, COBA. Time in step.</summary>
    public static SynapticCurrentOptions CobaOutput { get; } = new()
    {
        Potential = true,
    };

    /// <summary>The preset mg_block: brainpy.state 0.1.0, MgBlock. Time in step.</summary>
    public static SynapticCurrentOptions MgBlock { get; } = new()
    {
        Potential = true,
        MagnesiumBlock = true,
    };

    internal override string Model => "SynapticCurrent";

    internal override NeuronParameter[] ParameterValues => [E, V, CcMg, Alpha, Beta, VOffset];

    internal override object[] OptionValues => [Potential, MagnesiumBlock];
}

/// <summary>The states of a SynapticCurrent layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class SynapticCurrentState<T> : NeuronState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal SynapticCurrentState(StateLayout layout, StateValues<T> values) : base(layout, values)
    {
    }

    /// <summary>Current of the step, in µA: [batch…, features…].</summary>
    public Tensor<T> I => Values.Values[0];

    /// <inheritdoc/>
    public override SynapticCurrentState<T> this[int sample] => (SynapticCurrentState<T>)base[sample];

    /// <inheritdoc/>
    public override SynapticCurrentState<T> Detach() => (SynapticCurrentState<T>)base.Detach();

    /// <inheritdoc/>
    public override SynapticCurrentState<T> With(string name, Tensor<T> values) => (SynapticCurrentState<T>)base.With(name, values);

    /// <inheritdoc/>
    public override SynapticCurrentState<T> Concat(params NeuronState<T>[] others) => (SynapticCurrentState<T>)base.Concat(others);

    internal override SynapticCurrentState<T> Rebuild(StateValues<T> values) => new(Layout, values);
}

/// <summary>A layer: current through a synaptic conductance, blocked by magnesium or not. Source: brainpy.state, COBA
/// and MgBlock; Jahr and Stevens 1990.</summary>
public sealed class SynapticCurrent : NeuronLayer<SynapticCurrentState<float>, SynapticCurrentState<double>>
{
    /// <summary>A layer of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public SynapticCurrent(int features, SynapticCurrentOptions? options = null) : this([features], options)
    {
    }

    /// <summary>A layer whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public SynapticCurrent(int[] shape, SynapticCurrentOptions? options = null) : base(shape, options ??= new()) => Options = options;

    /// <summary>A layer that takes the shape of its input when it becomes part of a network.</summary>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public SynapticCurrent(SynapticCurrentOptions? options = null) : base(null, options ??= new()) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public SynapticCurrentOptions Options { get; }

    /// <inheritdoc/>
    public new SynapticCurrentState<T> Initial<T>(int batch, ulong seed = 0, uint stream = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (SynapticCurrentState<T>)base.Initial<T>(batch, seed, stream);

    /// <summary>As the overload without potential, with the further input of the model.</summary>
    public (Tensor<float> Output, SynapticCurrentState<float> State) Step(
        NeuronInput<float> input, NeuronInput<float> potential, SynapticCurrentState<float>? state = null) =>
        Step(input.And("potential", potential), state);

    /// <summary>As the overload without potential, with the further input of the model.</summary>
    public (Tensor<float> Output, SynapticCurrentState<float> State) Integral(
        NeuronInput<float> input, NeuronInput<float> potential, SynapticCurrentState<float>? state = null, NeuronBuffers<float>? into = null) =>
        Integral(input.And("potential", potential), state, into);

    /// <summary>As the overload without potential, with the further input of the model.</summary>
    public (Tensor<float> Counts, SynapticCurrentState<float> State) SpikeCounts(
        NeuronInput<float> input, NeuronInput<float> potential, SynapticCurrentState<float>? state = null) =>
        SpikeCounts(input.And("potential", potential), state);

    /// <summary>As the overload without potential, with the further input of the model.</summary>
    public NeuronLayerPullback<float, SynapticCurrentState<float>> Pullback(
        NeuronInput<float> input, NeuronInput<float> potential, SynapticCurrentState<float>? state = null) =>
        Pullback(input.And("potential", potential), state);

    /// <summary>As the overload without potential, with the further input of the model.</summary>
    public (Tensor<double> Output, SynapticCurrentState<double> State) Step(
        NeuronInput<double> input, NeuronInput<double> potential, SynapticCurrentState<double>? state = null) =>
        Step(input.And("potential", potential), state);

    /// <summary>As the overload without potential, with the further input of the model.</summary>
    public (Tensor<double> Output, SynapticCurrentState<double> State) Integral(
        NeuronInput<double> input, NeuronInput<double> potential, SynapticCurrentState<double>? state = null, NeuronBuffers<double>? into = null) =>
        Integral(input.And("potential", potential), state, into);

    /// <summary>As the overload without potential, with the further input of the model.</summary>
    public (Tensor<double> Counts, SynapticCurrentState<double> State) SpikeCounts(
        NeuronInput<double> input, NeuronInput<double> potential, SynapticCurrentState<double>? state = null) =>
        SpikeCounts(input.And("potential", potential), state);

    /// <summary>As the overload without potential, with the further input of the model.</summary>
    public NeuronLayerPullback<double, SynapticCurrentState<double>> Pullback(
        NeuronInput<double> input, NeuronInput<double> potential, SynapticCurrentState<double>? state = null) =>
        Pullback(input.And("potential", potential), state);

    internal override NeuronState<T> Wrap<T>(StateValues<T> values) => new SynapticCurrentState<T>(StateLayout, values);
}
