// Generated from the model; tools/Neurons.Generate writes it anew.
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>The options of a DualExponentialSynapse layer. Source: brainpy.state, DualExpon.</summary>
public sealed record DualExponentialSynapseOptions : NeuronOptions
{
    /// <summary>Time constant of the decay. In ms. Allowed: &gt; 0. Default 10.</summary>
    public NeuronParameter TauDecay { get; init; } = 10;

    /// <summary>Time constant of the rise. In ms. Allowed: &gt; 0. Default 1.</summary>
    public NeuronParameter TauRise { get; init; } = 1;

    /// <summary>Peak of the answer to a jump of 1. Allowed: any finite number. Default 1.</summary>
    public NeuronParameter Amplitude { get; init; } = 1;

    /// <summary>Time step in ms. Default 0.1.</summary>
    public double Dt { get; init; } = 0.1;

    /// <summary>Whether a jump of 1 has its peak at the amplitude. Default true.</summary>
    public bool Normalize { get; init; } = true;

    /// <summary>The preset brainpy: brainpy.state 0.1.0. Time in ms.</summary>
    public static DualExponentialSynapseOptions Brainpy { get; } = new();

    internal override string Model => "DualExponentialSynapse";

    internal override NeuronParameter[] ParameterValues => [TauDecay, TauRise, Amplitude];

    internal override object[] OptionValues => [Dt, Normalize];
}

/// <summary>The states of a DualExponentialSynapse layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class DualExponentialSynapseState<T> : NeuronState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal DualExponentialSynapseState(StateLayout layout, StateValues<T> values) : base(layout, values)
    {
    }

    /// <summary>Conductance that is still missing, in mS: [batch…, features…].</summary>
    public Tensor<T> GRise => Values.Values[0];

    /// <summary>Conductance that decays, in mS: [batch…, features…].</summary>
    public Tensor<T> GDecay => Values.Values[1];

    /// <inheritdoc/>
    public override DualExponentialSynapseState<T> this[int sample] => (DualExponentialSynapseState<T>)base[sample];

    /// <inheritdoc/>
    public override DualExponentialSynapseState<T> Detach() => (DualExponentialSynapseState<T>)base.Detach();

    /// <inheritdoc/>
    public override DualExponentialSynapseState<T> With(string name, Tensor<T> values) => (DualExponentialSynapseState<T>)base.With(name, values);

    /// <inheritdoc/>
    public override DualExponentialSynapseState<T> Concat(params NeuronState<T>[] others) => (DualExponentialSynapseState<T>)base.Concat(others);

    internal override DualExponentialSynapseState<T> Rebuild(StateValues<T> values) => new(Layout, values);
}

/// <summary>A layer: synapse that rises and decays, each exponentially. Source: brainpy.state, DualExpon.</summary>
public sealed class DualExponentialSynapse : NeuronLayer<DualExponentialSynapseState<float>, DualExponentialSynapseState<double>>
{
    /// <summary>A layer of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public DualExponentialSynapse(int features, DualExponentialSynapseOptions? options = null) : this([features], options)
    {
    }

    /// <summary>A layer whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public DualExponentialSynapse(int[] shape, DualExponentialSynapseOptions? options = null) : base(shape, options ??= new()) => Options = options;

    /// <summary>A layer that takes the shape of its input when it becomes part of a network.</summary>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public DualExponentialSynapse(DualExponentialSynapseOptions? options = null) : base(null, options ??= new()) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public DualExponentialSynapseOptions Options { get; }

    /// <inheritdoc/>
    public new DualExponentialSynapseState<T> Initial<T>(int batch, ulong seed = 0, uint stream = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (DualExponentialSynapseState<T>)base.Initial<T>(batch, seed, stream);

    internal override NeuronState<T> Wrap<T>(StateValues<T> values) => new DualExponentialSynapseState<T>(StateLayout, values);
}
