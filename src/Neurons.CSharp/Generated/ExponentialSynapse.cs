// Generated from the model; tools/Neurons.Generate writes it anew.
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>The options of an ExponentialSynapse layer. Source: brainpy.state, Expon.</summary>
public sealed record ExponentialSynapseOptions : NeuronOptions
{
    /// <summary>Time constant. In ms. Allowed: &gt; 0. Default 8.</summary>
    public NeuronParameter Tau { get; init; } = 8;

    /// <summary>Default 0.1.</summary>
    public double Dt { get; init; } = 0.1;

    /// <summary>The preset brainpy: brainpy.state 0.1.0. Time in ms.</summary>
    public static ExponentialSynapseOptions Brainpy { get; } = new();

    internal override string Model => "ExponentialSynapse";

    internal override NeuronParameter[] ParameterValues => [Tau];

    internal override object[] OptionValues => [Dt];
}

/// <summary>The states of an ExponentialSynapse layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class ExponentialSynapseState<T> : NeuronState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal ExponentialSynapseState(StateLayout layout, StateValues<T> values) : base(layout, values)
    {
    }

    /// <summary>Conductance, in mS: [batch…, features…].</summary>
    public Tensor<T> G => Values.Values[0];

    /// <inheritdoc/>
    public override ExponentialSynapseState<T> this[int sample] => (ExponentialSynapseState<T>)base[sample];

    /// <inheritdoc/>
    public override ExponentialSynapseState<T> Detach() => (ExponentialSynapseState<T>)base.Detach();

    /// <inheritdoc/>
    public override ExponentialSynapseState<T> With(string name, Tensor<T> values) => (ExponentialSynapseState<T>)base.With(name, values);

    /// <inheritdoc/>
    public override ExponentialSynapseState<T> Concat(params NeuronState<T>[] others) => (ExponentialSynapseState<T>)base.Concat(others);

    internal override ExponentialSynapseState<T> Rebuild(StateValues<T> values) => new(Layout, values);
}

/// <summary>A layer: exponential synapse. Source: brainpy.state, Expon.</summary>
public sealed class ExponentialSynapse : NeuronLayer<ExponentialSynapseState<float>, ExponentialSynapseState<double>>
{
    /// <summary>A layer of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public ExponentialSynapse(int features, ExponentialSynapseOptions? options = null) : this([features], options)
    {
    }

    /// <summary>A layer whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public ExponentialSynapse(int[] shape, ExponentialSynapseOptions? options = null) : base(shape, options ??= new()) => Options = options;

    /// <summary>A layer that takes the shape of its input when it becomes part of a network.</summary>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public ExponentialSynapse(ExponentialSynapseOptions? options = null) : base(null, options ??= new()) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public ExponentialSynapseOptions Options { get; }

    /// <inheritdoc/>
    public new ExponentialSynapseState<T> Initial<T>(int batch, ulong seed = 0, uint stream = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (ExponentialSynapseState<T>)base.Initial<T>(batch, seed, stream);

    internal override NeuronState<T> Wrap<T>(StateValues<T> values) => new ExponentialSynapseState<T>(StateLayout, values);
}
