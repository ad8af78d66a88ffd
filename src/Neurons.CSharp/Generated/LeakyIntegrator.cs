// Generated from the model; tools/Neurons.Generate writes it anew.
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>The options of a LeakyIntegrator layer. Source: Norse, li_feed_forward_step.</summary>
public sealed record LeakyIntegratorOptions : NeuronOptions
{
    /// <summary>Inverse time constant of the synaptic current. In 1/s. Allowed: &gt; 0. Default 200.</summary>
    public NeuronParameter TauSynInv { get; init; } = 200;

    /// <summary>Inverse time constant of the membrane. In 1/s. Allowed: &gt; 0. Default 100.</summary>
    public NeuronParameter TauMemInv { get; init; } = 100;

    /// <summary>Leak potential. Allowed: any finite number. Default 0.</summary>
    public NeuronParameter VLeak { get; init; } = 0;

    /// <summary>Time step in s. Default 0.001.</summary>
    public double Dt { get; init; } = 0.001;

    /// <summary>Whether the input enters the synapse before a step's integration or after it. Default
    /// BeforeIntegration.</summary>
    public Jump Jump { get; init; } = Jump.BeforeIntegration;

    /// <summary>The preset norse1: Norse 1.1 and later. Time in s.</summary>
    public static LeakyIntegratorOptions Norse1 { get; } = new();

    internal override string Model => "LeakyIntegrator";

    internal override NeuronParameter[] ParameterValues => [TauSynInv, TauMemInv, VLeak];

    internal override object[] OptionValues => [Dt, Jump];
}

/// <summary>The states of a LeakyIntegrator layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class LeakyIntegratorState<T> : NeuronState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal LeakyIntegratorState(StateLayout layout, StateValues<T> values) : base(layout, values)
    {
    }

    /// <summary>Membrane potential: [batch…, features…].</summary>
    public Tensor<T> V => Values.Values[0];

    /// <summary>Synaptic current: [batch…, features…].</summary>
    public Tensor<T> I => Values.Values[1];

    /// <inheritdoc/>
    public override LeakyIntegratorState<T> this[int sample] => (LeakyIntegratorState<T>)base[sample];

    /// <inheritdoc/>
    public override LeakyIntegratorState<T> Detach() => (LeakyIntegratorState<T>)base.Detach();

    /// <inheritdoc/>
    public override LeakyIntegratorState<T> With(string name, Tensor<T> values) => (LeakyIntegratorState<T>)base.With(name, values);

    /// <inheritdoc/>
    public override LeakyIntegratorState<T> Concat(params NeuronState<T>[] others) => (LeakyIntegratorState<T>)base.Concat(others);

    internal override LeakyIntegratorState<T> Rebuild(StateValues<T> values) => new(Layout, values);
}

/// <summary>A layer: leaky integrator with an exponential synapse, a readout. Source: Norse,
/// li_feed_forward_step.</summary>
public sealed class LeakyIntegrator : NeuronLayer<LeakyIntegratorState<float>, LeakyIntegratorState<double>>
{
    /// <summary>A layer of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public LeakyIntegrator(int features, LeakyIntegratorOptions? options = null) : this([features], options)
    {
    }

    /// <summary>A layer whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public LeakyIntegrator(int[] shape, LeakyIntegratorOptions? options = null) : base(shape, options ??= new()) => Options = options;

    /// <summary>A layer that takes the shape of its input when it becomes part of a network.</summary>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public LeakyIntegrator(LeakyIntegratorOptions? options = null) : base(null, options ??= new()) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public LeakyIntegratorOptions Options { get; }

    /// <inheritdoc/>
    public new LeakyIntegratorState<T> Initial<T>(int batch, ulong seed = 0, uint stream = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (LeakyIntegratorState<T>)base.Initial<T>(batch, seed, stream);

    internal override NeuronState<T> Wrap<T>(StateValues<T> values) => new LeakyIntegratorState<T>(StateLayout, values);
}
