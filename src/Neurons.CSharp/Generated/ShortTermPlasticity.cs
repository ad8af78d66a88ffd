// Generated from the model; tools/Neurons.Generate writes it anew.
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>The options of a ShortTermPlasticity layer. Source: Tsodyks &amp; Markram 1998; brainpy.state,
/// STP.</summary>
public sealed record ShortTermPlasticityOptions : NeuronOptions
{
    /// <summary>Share of the rest that a spike adds to the use of resources. Allowed: in [0, 1]. Default
    /// 0.15.</summary>
    public NeuronParameter U { get; init; } = 0.15;

    /// <summary>Time constant of facilitation. In ms. Allowed: &gt; 0. Default 1500.</summary>
    public NeuronParameter TauF { get; init; } = 1500;

    /// <summary>Time constant of the recovery from depression. In ms. Allowed: &gt; 0. Default 200.</summary>
    public NeuronParameter TauD { get; init; } = 200;

    /// <summary>Default 0.1.</summary>
    public double Dt { get; init; } = 0.1;

    /// <summary>The preset brainpy: brainpy.state 0.1.0. Time in ms.</summary>
    public static ShortTermPlasticityOptions Brainpy { get; } = new();

    internal override string Model => "ShortTermPlasticity";

    internal override NeuronParameter[] ParameterValues => [U, TauF, TauD];

    internal override object[] OptionValues => [Dt];
}

/// <summary>The states of a ShortTermPlasticity layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class ShortTermPlasticityState<T> : NeuronState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal ShortTermPlasticityState(StateLayout layout, StateValues<T> values) : base(layout, values)
    {
    }

    /// <summary>Resources left: [batch…, features…].</summary>
    public Tensor<T> X => Values.Values[0];

    /// <summary>Use of resources by a spike: [batch…, features…].</summary>
    public Tensor<T> Use => Values.Values[1];

    /// <inheritdoc/>
    public override ShortTermPlasticityState<T> this[int sample] => (ShortTermPlasticityState<T>)base[sample];

    /// <inheritdoc/>
    public override ShortTermPlasticityState<T> Detach() => (ShortTermPlasticityState<T>)base.Detach();

    /// <inheritdoc/>
    public override ShortTermPlasticityState<T> With(string name, Tensor<T> values) => (ShortTermPlasticityState<T>)base.With(name, values);

    /// <inheritdoc/>
    public override ShortTermPlasticityState<T> Concat(params NeuronState<T>[] others) => (ShortTermPlasticityState<T>)base.Concat(others);

    internal override ShortTermPlasticityState<T> Rebuild(StateValues<T> values) => new(Layout, values);
}

/// <summary>A layer: synapse with short-term facilitation and depression, exact between spikes. Source: Tsodyks &amp;
/// Markram 1998; brainpy.state, STP.</summary>
public sealed class ShortTermPlasticity : NeuronLayer<ShortTermPlasticityState<float>, ShortTermPlasticityState<double>>
{
    /// <summary>A layer of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public ShortTermPlasticity(int features, ShortTermPlasticityOptions? options = null) : this([features], options)
    {
    }

    /// <summary>A layer whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public ShortTermPlasticity(int[] shape, ShortTermPlasticityOptions? options = null) : base(shape, options ??= new()) => Options = options;

    /// <summary>A layer that takes the shape of its input when it becomes part of a network.</summary>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public ShortTermPlasticity(ShortTermPlasticityOptions? options = null) : base(null, options ??= new()) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public ShortTermPlasticityOptions Options { get; }

    /// <inheritdoc/>
    public new ShortTermPlasticityState<T> Initial<T>(int batch, ulong seed = 0, uint stream = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (ShortTermPlasticityState<T>)base.Initial<T>(batch, seed, stream);

    internal override NeuronState<T> Wrap<T>(StateValues<T> values) => new ShortTermPlasticityState<T>(StateLayout, values);
}
