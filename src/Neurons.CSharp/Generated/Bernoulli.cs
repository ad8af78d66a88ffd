// Generated from the model; tools/Neurons.Generate writes it anew.
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>The options of a Bernoulli layer. Source: Extended LIF Neurons, autoregressive Bernoulli spike
/// sampling.</summary>
public sealed record BernoulliOptions : NeuronOptions
{
    /// <summary>Membrane time constant. In ms. Allowed: &gt; 0. Default 20.</summary>
    public NeuronParameter Tau { get; init; } = 20;

    /// <summary>Effect of a spike on the next step. Allowed: any finite number. Default 0.5.</summary>
    public NeuronParameter W { get; init; } = 0.5;

    /// <summary>Time step in ms. Default 1.</summary>
    public double Dt { get; init; } = 1;

    /// <summary>Whether the gradient of the reset ignores the spike. Default false.</summary>
    public bool DetachReset { get; init; }

    /// <summary>The preset extended_lif_neurons: Extended LIF Neurons. Time in ms.</summary>
    public static BernoulliOptions ExtendedLifNeurons { get; } = new();

    internal override string Model => "Bernoulli";

    internal override NeuronParameter[] ParameterValues => [Tau, W];

    internal override object[] OptionValues => [Dt, DetachReset];
}

/// <summary>The states of a Bernoulli layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class BernoulliState<T> : NeuronState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal BernoulliState(StateLayout layout, StateValues<T> values) : base(layout, values)
    {
    }

    /// <summary>Membrane potential: [batch…, features…].</summary>
    public Tensor<T> V => Values.Values[0];

    /// <summary>Spike of the last step: [batch…, features…].</summary>
    public Tensor<T> Z => Values.Values[1];

    /// <inheritdoc/>
    public override BernoulliState<T> this[int sample] => (BernoulliState<T>)base[sample];

    /// <inheritdoc/>
    public override BernoulliState<T> Detach() => (BernoulliState<T>)base.Detach();

    /// <inheritdoc/>
    public override BernoulliState<T> With(string name, Tensor<T> values) => (BernoulliState<T>)base.With(name, values);

    /// <inheritdoc/>
    public override BernoulliState<T> Concat(params NeuronState<T>[] others) => (BernoulliState<T>)base.Concat(others);

    internal override BernoulliState<T> Rebuild(StateValues<T> values) => new(Layout, values);
}

/// <summary>A layer: leaky neuron with random spikes. Source: Extended LIF Neurons, autoregressive Bernoulli spike
/// sampling.</summary>
public sealed class Bernoulli : NeuronLayer<BernoulliState<float>, BernoulliState<double>>
{
    /// <summary>A layer of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public Bernoulli(int features, BernoulliOptions? options = null) : this([features], options)
    {
    }

    /// <summary>A layer whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public Bernoulli(int[] shape, BernoulliOptions? options = null) : base(shape, options ??= new()) => Options = options;

    /// <summary>A layer that takes the shape of its input when it becomes part of a network.</summary>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public Bernoulli(BernoulliOptions? options = null) : base(null, options ??= new()) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public BernoulliOptions Options { get; }

    /// <inheritdoc/>
    public new BernoulliState<T> Initial<T>(int batch, ulong seed = 0, uint stream = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (BernoulliState<T>)base.Initial<T>(batch, seed, stream);

    internal override NeuronState<T> Wrap<T>(StateValues<T> values) => new BernoulliState<T>(StateLayout, values);
}
