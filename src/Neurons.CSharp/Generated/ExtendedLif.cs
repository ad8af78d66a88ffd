// Generated from the model; tools/Neurons.Generate writes it anew.
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>The options of an ExtendedLif layer. Source: Extended LIF Neurons; Gerstner et al. 2014.</summary>
public sealed record ExtendedLifOptions : NeuronOptions
{
    /// <summary>Threshold at rest, V_th. Allowed: any finite number. Default 1.</summary>
    public NeuronParameter BaselineThreshold { get; init; } = 1;

    /// <summary>Reset potential. Allowed: any finite number. Default 0.</summary>
    public NeuronParameter VReset { get; init; } = 0;

    /// <summary>Membrane time constant. In ms. Allowed: &gt; 0. Default 20.</summary>
    public NeuronParameter Tau { get; init; } = 20;

    /// <summary>Rate at which the threshold adapts. Allowed: in [0, 1]. Default 0.1.</summary>
    public NeuronParameter Eta { get; init; } = 0.1;

    /// <summary>Standard deviation of the noise in a step. Allowed: ≥ 0. Default 0.1.</summary>
    public NeuronParameter NoiseStd { get; init; } = 0.1;

    /// <summary>Least threshold. Allowed: &gt; 0. Default 0.5.</summary>
    public NeuronParameter MinThreshold { get; init; } = 0.5;

    /// <summary>Greatest threshold. Allowed: any finite number. Default 2.</summary>
    public NeuronParameter MaxThreshold { get; init; } = 2;

    /// <summary>Steepness of the firing probability without recent spikes. Allowed: any finite number. Default
    /// 2.</summary>
    public NeuronParameter BaseAlpha { get; init; } = 2;

    /// <summary>Time constant of the steepness. In steps. Allowed: &gt; 0. Default 20.</summary>
    public NeuronParameter TauAdapt { get; init; } = 20;

    /// <summary>Decay of the adaptation in a step. Allowed: in [0, 1]. Default 0.9.</summary>
    public NeuronParameter AdaptationDecay { get; init; } = 0.9;

    /// <summary>Rise of the adaptation per spike. Allowed: any finite number. Default 0.5.</summary>
    public NeuronParameter SpikeIncrease { get; init; } = 0.5;

    /// <summary>Part of the efficacy that a spike uses up. Allowed: in [0, 1]. Default 0.1.</summary>
    public NeuronParameter DepressionRate { get; init; } = 0.1;

    /// <summary>Part of the missing efficacy that recovers in a step. Allowed: in [0, 1]. Default 0.05.</summary>
    public NeuronParameter RecoveryRate { get; init; } = 0.05;

    /// <summary>Constant modulation where there is no second input; 0 switches it off. Allowed: any finite number.
    /// Default 1.</summary>
    public NeuronParameter Neuromodulation { get; init; } = 1;

    /// <summary>Time step in ms. Default 1.</summary>
    public double Dt { get; init; } = 1;

    /// <summary>Whether the membrane is noisy and spikes are random. Default true.</summary>
    public bool Stochastic { get; init; } = true;

    /// <summary>Default true.</summary>
    public bool AdaptiveThreshold { get; init; } = true;

    /// <summary>Whether the steepness of the firing probability falls with recent spikes. Default true.</summary>
    public bool DynamicProbability { get; init; } = true;

    /// <summary>What a second input, m, passes through; none: there is no second input. Default none.</summary>
    public Transform Modulation { get; init; } = Transform.None;

    /// <summary>Of deterministic spikes. Default step.</summary>
    public Surrogate Surrogate { get; init; } = Surrogate.Step();

    /// <summary>Which side of the threshold u = 0 belongs to firing. Default GreaterOrEqual.</summary>
    public Comparison Comparison { get; init; } = Comparison.GreaterOrEqual;

    /// <summary>Whether the gradient of what follows a spike ignores the spike. Default false.</summary>
    public bool DetachReset { get; init; }

    /// <summary>The preset extended_lif_neurons: Extended LIF Neurons. Time in ms.</summary>
    public static ExtendedLifOptions ExtendedLifNeurons { get; } = new();

    /// <summary>The preset deterministic: Extended LIF Neurons. Time in ms.</summary>
    public static ExtendedLifOptions Deterministic { get; } = new()
    {
        Stochastic = false,
        AdaptiveThreshold = false,
        DynamicProbability = false,
    };

    /// <summary>The preset lif_neuron: Extended LIF Neurons, first version, LIFNeuron: a leaky integrate-and-fire
    /// neuron alone. Time in ms.</summary>
    public static ExtendedLifOptions LifNeuron { get; } = new()
    {
        SpikeIncrease = 0,
        DepressionRate = 0,
        Neuromodulation = 0,
        Stochastic = false,
        AdaptiveThreshold = false,
        DynamicProbability = false,
    };

    /// <summary>The preset stochastic: Extended LIF Neurons. Time in ms.</summary>
    public static ExtendedLifOptions StochasticPreset { get; } = new()
    {
        AdaptiveThreshold = false,
        DynamicProbability = false,
    };

    /// <summary>The preset adaptive_threshold: Extended LIF Neurons. Time in ms.</summary>
    public static ExtendedLifOptions AdaptiveThresholdPreset { get; } = new()
    {
        Stochastic = false,
        DynamicProbability = false,
    };

    /// <summary>The preset dynamic_probability: Extended LIF Neurons. Time in ms.</summary>
    public static ExtendedLifOptions DynamicProbabilityPreset { get; } = new()
    {
        AdaptiveThreshold = false,
    };

    /// <summary>The preset neuromodulation: Extended LIF Neurons. Time in ms.</summary>
    public static ExtendedLifOptions NeuromodulationPreset { get; } = new()
    {
        AdaptiveThreshold = false,
        DynamicProbability = false,
        Modulation = Transform.Sigmoid,
    };

    internal override string Model => "ExtendedLif";

    internal override NeuronParameter[] ParameterValues =>
    [
        BaselineThreshold,
        VReset,
        Tau,
        Eta,
        NoiseStd,
        MinThreshold,
        MaxThreshold,
        BaseAlpha,
        TauAdapt,
        AdaptationDecay,
        SpikeIncrease,
        DepressionRate,
        RecoveryRate,
        Neuromodulation,
    ];

    internal override object[] OptionValues =>
    [
        Dt,
        Stochastic,
        AdaptiveThreshold,
        DynamicProbability,
        Modulation,
        Surrogate,
        Comparison,
        DetachReset,
    ];
}

/// <summary>The states of an ExtendedLif layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class ExtendedLifState<T> : NeuronState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal ExtendedLifState(StateLayout layout, StateValues<T> values) : base(layout, values)
    {
    }

    /// <summary>Membrane potential: [batch…, features…].</summary>
    public Tensor<T> V => Values.Values[0];

    /// <summary>Threshold: [batch…, features…].</summary>
    public Tensor<T> VTh => Values.Values[1];

    /// <summary>Adaptation current: [batch…, features…].</summary>
    public Tensor<T> Adaptation => Values.Values[2];

    /// <summary>Synaptic efficacy: [batch…, features…].</summary>
    public Tensor<T> Efficacy => Values.Values[3];

    /// <summary>Recent spikes, which flatten the firing probability: [batch…, features…].</summary>
    public Tensor<T> DynamicAdaptation => Values.Values[4];

    /// <summary>Spike of the last step: [batch…, features…].</summary>
    public Tensor<T> Z => Values.Values[5];

    /// <inheritdoc/>
    public override ExtendedLifState<T> this[int sample] => (ExtendedLifState<T>)base[sample];

    /// <inheritdoc/>
    public override ExtendedLifState<T> Detach() => (ExtendedLifState<T>)base.Detach();

    /// <inheritdoc/>
    public override ExtendedLifState<T> With(string name, Tensor<T> values) => (ExtendedLifState<T>)base.With(name, values);

    /// <inheritdoc/>
    public override ExtendedLifState<T> Concat(params NeuronState<T>[] others) => (ExtendedLifState<T>)base.Concat(others);

    internal override ExtendedLifState<T> Rebuild(StateValues<T> values) => new(Layout, values);
}

/// <summary>A layer: leaky integrate-and-fire neuron with random spikes, adaptive threshold, tiring synapses and
/// modulation. Source: Extended LIF Neurons; Gerstner et al. 2014.</summary>
public sealed class ExtendedLif : NeuronLayer<ExtendedLifState<float>, ExtendedLifState<double>>
{
    /// <summary>A layer of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public ExtendedLif(int features, ExtendedLifOptions? options = null) : this([features], options)
    {
    }

    /// <summary>A layer whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public ExtendedLif(int[] shape, ExtendedLifOptions? options = null) : base(shape, options ??= new()) => Options = options;

    /// <summary>A layer that takes the shape of its input when it becomes part of a network.</summary>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public ExtendedLif(ExtendedLifOptions? options = null) : base(null, options ??= new()) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public ExtendedLifOptions Options { get; }

    /// <inheritdoc/>
    public new ExtendedLifState<T> Initial<T>(int batch, ulong seed = 0, uint stream = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (ExtendedLifState<T>)base.Initial<T>(batch, seed, stream);

    /// <summary>As the overload without m, with the further input of the model.</summary>
    public (Tensor<float> Output, ExtendedLifState<float> State) Step(
        NeuronInput<float> input, NeuronInput<float> m, ExtendedLifState<float>? state = null) =>
        Step(input.And("m", m), state);

    /// <summary>As the overload without m, with the further input of the model.</summary>
    public (Tensor<float> Output, ExtendedLifState<float> State) Integral(
        NeuronInput<float> input, NeuronInput<float> m, ExtendedLifState<float>? state = null, NeuronBuffers<float>? into = null) =>
        Integral(input.And("m", m), state, into);

    /// <summary>As the overload without m, with the further input of the model.</summary>
    public (Tensor<float> Counts, ExtendedLifState<float> State) SpikeCounts(
        NeuronInput<float> input, NeuronInput<float> m, ExtendedLifState<float>? state = null) =>
        SpikeCounts(input.And("m", m), state);

    /// <summary>As the overload without m, with the further input of the model.</summary>
    public NeuronLayerPullback<float, ExtendedLifState<float>> Pullback(
        NeuronInput<float> input, NeuronInput<float> m, ExtendedLifState<float>? state = null) =>
        Pullback(input.And("m", m), state);

    /// <summary>As the overload without m, with the further input of the model.</summary>
    public (Tensor<double> Output, ExtendedLifState<double> State) Step(
        NeuronInput<double> input, NeuronInput<double> m, ExtendedLifState<double>? state = null) =>
        Step(input.And("m", m), state);

    /// <summary>As the overload without m, with the further input of the model.</summary>
    public (Tensor<double> Output, ExtendedLifState<double> State) Integral(
        NeuronInput<double> input, NeuronInput<double> m, ExtendedLifState<double>? state = null, NeuronBuffers<double>? into = null) =>
        Integral(input.And("m", m), state, into);

    /// <summary>As the overload without m, with the further input of the model.</summary>
    public (Tensor<double> Counts, ExtendedLifState<double> State) SpikeCounts(
        NeuronInput<double> input, NeuronInput<double> m, ExtendedLifState<double>? state = null) =>
        SpikeCounts(input.And("m", m), state);

    /// <summary>As the overload without m, with the further input of the model.</summary>
    public NeuronLayerPullback<double, ExtendedLifState<double>> Pullback(
        NeuronInput<double> input, NeuronInput<double> m, ExtendedLifState<double>? state = null) =>
        Pullback(input.And("m", m), state);

    internal override NeuronState<T> Wrap<T>(StateValues<T> values) => new ExtendedLifState<T>(StateLayout, values);
}
