// Generated from the model; tools/Neurons.Generate writes it anew.
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>The options of an AlphaSynapse layer. Source: brainpy.state, Alpha.</summary>
public sealed record AlphaSynapseOptions : NeuronOptions
{
    /// <summary>Time constant. In ms. Allowed: &gt; 0. Default 8.</summary>
    public NeuronParameter Tau { get; init; } = 8;

    /// <summary>Default 0.1.</summary>
    public double Dt { get; init; } = 0.1;

    /// <summary>The preset brainpy: brainpy.state 0.1.0. Time in ms.</summary>
    public static AlphaSynapseOptions Brainpy { get; } = new();

    internal override string Model => "AlphaSynapse";

    internal override NeuronParameter[] ParameterValues => [Tau];

    internal override object[] OptionValues => [Dt];
}

/// <summary>The states of an AlphaSynapse layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class AlphaSynapseState<T> : NeuronState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal AlphaSynapseState(StateLayout layout, StateValues<T> values) : base(layout, values)
    {
    }

    /// <summary>Conductance, in mS: [batch…, features…].</summary>
    public Tensor<T> G => Values.Values[0];

    /// <summary>What the conductance follows, in mS: [batch…, features…].</summary>
    public Tensor<T> H => Values.Values[1];

    /// <inheritdoc/>
    public override AlphaSynapseState<T> this[int sample] => (AlphaSynapseState<T>)base[sample];

    /// <inheritdoc/>
    public override AlphaSynapseState<T> Detach() => (AlphaSynapseState<T>)base.Detach();

    /// <inheritdoc/>
    public override AlphaSynapseState<T> With(string name, Tensor<T> values) => (AlphaSynapseState<T>)base.With(name, values);

    /// <inheritdoc/>
    public override AlphaSynapseState<T> Concat(params NeuronState<T>[] others) => (AlphaSynapseState<T>)base.Concat(others);

    internal override AlphaSynapseState<T> Rebuild(StateValues<T> values) => new(Layout, values);
}

/// <summary>A layer: synapse with the shape of an alpha function. Source: brainpy.state, Alpha.</summary>
public sealed class AlphaSynapse : NeuronLayer<AlphaSynapseState<float>, AlphaSynapseState<double>>
{
    /// <summary>A layer of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public AlphaSynapse(int features, AlphaSynapseOptions? options = null) : this([features], options)
    {
    }

    /// <summary>A layer whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public AlphaSynapse(int[] shape, AlphaSynapseOptions? options = null) : base(shape, options ??= new()) => Options = options;

    /// <summary>A layer that takes the shape of its input when it becomes part of a network.</summary>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public AlphaSynapse(AlphaSynapseOptions? options = null) : base(null, options ??= new()) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public AlphaSynapseOptions Options { get; }

    /// <inheritdoc/>
    public new AlphaSynapseState<T> Initial<T>(int batch, ulong seed = 0, uint stream = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (AlphaSynapseState<T>)base.Initial<T>(batch, seed, stream);

    internal override NeuronState<T> Wrap<T>(StateValues<T> values) => new AlphaSynapseState<T>(StateLayout, values);
}
