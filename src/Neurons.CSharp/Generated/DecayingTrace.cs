// Generated from the model; tools/Neurons.Generate writes it anew.
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>The options of a DecayingTrace layer. Source: Norse, stdp_sensor_step.</summary>
public sealed record DecayingTraceOptions : NeuronOptions
{
    /// <summary>Inverse time constant. In 1/s. Allowed: &gt; 0. Default 10.</summary>
    public NeuronParameter TauInv { get; init; } = 10;

    /// <summary>What a spike adds. Allowed: any finite number. Default 1.</summary>
    public NeuronParameter Amplitude { get; init; } = 1;

    /// <summary>Time step in s. Default 0.001.</summary>
    public double Dt { get; init; } = 0.001;

    /// <summary>The preset norse1: Norse 1.1 and later. Time in s.</summary>
    public static DecayingTraceOptions Norse1 { get; } = new();

    internal override string Model => "DecayingTrace";

    internal override NeuronParameter[] ParameterValues => [TauInv, Amplitude];

    internal override object[] OptionValues => [Dt];
}

/// <summary>The states of a DecayingTrace layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class DecayingTraceState<T> : NeuronState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal DecayingTraceState(StateLayout layout, StateValues<T> values) : base(layout, values)
    {
    }

    /// <summary>Trace: [batch…, features…].</summary>
    public Tensor<T> Trace => Values.Values[0];

    /// <inheritdoc/>
    public override DecayingTraceState<T> this[int sample] => (DecayingTraceState<T>)base[sample];

    /// <inheritdoc/>
    public override DecayingTraceState<T> Detach() => (DecayingTraceState<T>)base.Detach();

    /// <inheritdoc/>
    public override DecayingTraceState<T> With(string name, Tensor<T> values) => (DecayingTraceState<T>)base.With(name, values);

    /// <inheritdoc/>
    public override DecayingTraceState<T> Concat(params NeuronState<T>[] others) => (DecayingTraceState<T>)base.Concat(others);

    internal override DecayingTraceState<T> Rebuild(StateValues<T> values) => new(Layout, values);
}

/// <summary>A layer: decaying trace of spikes. Source: Norse, stdp_sensor_step.</summary>
public sealed class DecayingTrace : NeuronLayer<DecayingTraceState<float>, DecayingTraceState<double>>
{
    /// <summary>A layer of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public DecayingTrace(int features, DecayingTraceOptions? options = null) : this([features], options)
    {
    }

    /// <summary>A layer whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public DecayingTrace(int[] shape, DecayingTraceOptions? options = null) : base(shape, options ??= new()) => Options = options;

    /// <summary>A layer that takes the shape of its input when it becomes part of a network.</summary>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public DecayingTrace(DecayingTraceOptions? options = null) : base(null, options ??= new()) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public DecayingTraceOptions Options { get; }

    /// <inheritdoc/>
    public new DecayingTraceState<T> Initial<T>(int batch, ulong seed = 0, uint stream = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (DecayingTraceState<T>)base.Initial<T>(batch, seed, stream);

    internal override NeuronState<T> Wrap<T>(StateValues<T> values) => new DecayingTraceState<T>(StateLayout, values);
}
