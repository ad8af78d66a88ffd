// Generated from the model; tools/Neurons.Generate writes it anew.
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>The options of a CorrelationSensor layer. Source: Norse, correlation_sensor_step.</summary>
public sealed record CorrelationSensorOptions : NeuronOptions
{
    /// <summary>What a spike of the neuron before adds to the correlation. Allowed: any finite number. Default
    /// 1.</summary>
    public NeuronParameter EtaP { get; init; } = 1;

    /// <summary>What a spike of the neuron behind adds to the anti-correlation. Allowed: any finite number. Default
    /// 1.</summary>
    public NeuronParameter EtaM { get; init; } = 1;

    /// <summary>Inverse time constant of the anti-correlation. In 1/s. Allowed: &gt; 0. Default 10.</summary>
    public NeuronParameter TauAcInv { get; init; } = 10;

    /// <summary>Inverse time constant of the correlation. In 1/s. Allowed: &gt; 0. Default 10.</summary>
    public NeuronParameter TauCInv { get; init; } = 10;

    /// <summary>Time step in s. Default 0.001.</summary>
    public double Dt { get; init; } = 0.001;

    /// <summary>The preset norse1: Norse 1.1 and later. Time in s.</summary>
    public static CorrelationSensorOptions Norse1 { get; } = new();

    internal override string Model => "CorrelationSensor";

    internal override NeuronParameter[] ParameterValues => [EtaP, EtaM, TauAcInv, TauCInv];

    internal override object[] OptionValues => [Dt];
}

/// <summary>The states of a CorrelationSensor layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class CorrelationSensorState<T> : NeuronState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal CorrelationSensorState(StateLayout layout, StateValues<T> values) : base(layout, values)
    {
    }

    /// <summary>Whether the neuron behind fired last: [batch…, features…].</summary>
    public Tensor<T> PostPre => Values.Values[0];

    /// <summary>Correlation: [batch…, features…].</summary>
    public Tensor<T> Correlation => Values.Values[1];

    /// <summary>Anti-correlation: [batch…, features…].</summary>
    public Tensor<T> AntiCorrelation => Values.Values[2];

    /// <inheritdoc/>
    public override CorrelationSensorState<T> this[int sample] => (CorrelationSensorState<T>)base[sample];

    /// <inheritdoc/>
    public override CorrelationSensorState<T> Detach() => (CorrelationSensorState<T>)base.Detach();

    /// <inheritdoc/>
    public override CorrelationSensorState<T> With(string name, Tensor<T> values) => (CorrelationSensorState<T>)base.With(name, values);

    /// <inheritdoc/>
    public override CorrelationSensorState<T> Concat(params NeuronState<T>[] others) => (CorrelationSensorState<T>)base.Concat(others);

    internal override CorrelationSensorState<T> Rebuild(StateValues<T> values) => new(Layout, values);
}

/// <summary>A layer: sensor of the correlation of two neurons. Source: Norse, correlation_sensor_step.</summary>
public sealed class CorrelationSensor : NeuronLayer<CorrelationSensorState<float>, CorrelationSensorState<double>>
{
    /// <summary>A layer of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public CorrelationSensor(int features, CorrelationSensorOptions? options = null) : this([features], options)
    {
    }

    /// <summary>A layer whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public CorrelationSensor(int[] shape, CorrelationSensorOptions? options = null) : base(shape, options ??= new()) => Options = options;

    /// <summary>A layer that takes the shape of its input when it becomes part of a network.</summary>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public CorrelationSensor(CorrelationSensorOptions? options = null) : base(null, options ??= new()) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public CorrelationSensorOptions Options { get; }

    /// <inheritdoc/>
    public new CorrelationSensorState<T> Initial<T>(int batch, ulong seed = 0, uint stream = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (CorrelationSensorState<T>)base.Initial<T>(batch, seed, stream);

    /// <summary>As the overload without post, with the further input of the model.</summary>
    public (Tensor<float> Output, CorrelationSensorState<float> State) Step(
        NeuronInput<float> input, NeuronInput<float> post, CorrelationSensorState<float>? state = null) =>
        Step(input.And("post", post), state);

    /// <summary>As the overload without post, with the further input of the model.</summary>
    public (Tensor<float> Output, CorrelationSensorState<float> State) Integral(
        NeuronInput<float> input, NeuronInput<float> post, CorrelationSensorState<float>? state = null, NeuronBuffers<float>? into = null) =>
        Integral(input.And("post", post), state, into);

    /// <summary>As the overload without post, with the further input of the model.</summary>
    public (Tensor<float> Counts, CorrelationSensorState<float> State) SpikeCounts(
        NeuronInput<float> input, NeuronInput<float> post, CorrelationSensorState<float>? state = null) =>
        SpikeCounts(input.And("post", post), state);

    /// <summary>As the overload without post, with the further input of the model.</summary>
    public NeuronLayerPullback<float, CorrelationSensorState<float>> Pullback(
        NeuronInput<float> input, NeuronInput<float> post, CorrelationSensorState<float>? state = null) =>
        Pullback(input.And("post", post), state);

    /// <summary>As the overload without post, with the further input of the model.</summary>
    public (Tensor<double> Output, CorrelationSensorState<double> State) Step(
        NeuronInput<double> input, NeuronInput<double> post, CorrelationSensorState<double>? state = null) =>
        Step(input.And("post", post), state);

    /// <summary>As the overload without post, with the further input of the model.</summary>
    public (Tensor<double> Output, CorrelationSensorState<double> State) Integral(
        NeuronInput<double> input, NeuronInput<double> post, CorrelationSensorState<double>? state = null, NeuronBuffers<double>? into = null) =>
        Integral(input.And("post", post), state, into);

    /// <summary>As the overload without post, with the further input of the model.</summary>
    public (Tensor<double> Counts, CorrelationSensorState<double> State) SpikeCounts(
        NeuronInput<double> input, NeuronInput<double> post, CorrelationSensorState<double>? state = null) =>
        SpikeCounts(input.And("post", post), state);

    /// <summary>As the overload without post, with the further input of the model.</summary>
    public NeuronLayerPullback<double, CorrelationSensorState<double>> Pullback(
        NeuronInput<double> input, NeuronInput<double> post, CorrelationSensorState<double>? state = null) =>
        Pullback(input.And("post", post), state);

    internal override NeuronState<T> Wrap<T>(StateValues<T> values) => new CorrelationSensorState<T>(StateLayout, values);
}
