// Generated from the model; tools/Neurons.Generate writes it anew.
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>The options of a ShortTermDepression layer. Source: Tsodyks &amp; Markram 1998; brainpy.state,
/// STD.</summary>
public sealed record ShortTermDepressionOptions : NeuronOptions
{
    /// <summary>Share of the resources that a spike uses up. Allowed: in [0, 1]. Default 0.07.</summary>
    public NeuronParameter U { get; init; } = 0.07;

    /// <summary>Time constant of the recovery. In ms. Allowed: &gt; 0. Default 200.</summary>
    public NeuronParameter Tau { get; init; } = 200;

    /// <summary>Default 0.1.</summary>
    public double Dt { get; init; } = 0.1;

    /// <summary>The preset brainpy: brainpy.state 0.1.0. Time in ms.</summary>
    public static ShortTermDepressionOptions Brainpy { get; } = new();

    internal override string Model => "ShortTermDepression";

    internal override NeuronParameter[] ParameterValues => [U, Tau];

    internal override object[] OptionValues => [Dt];
}

/// <summary>The states of a ShortTermDepression layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class ShortTermDepressionState<T> : NeuronState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal ShortTermDepressionState(StateLayout layout, StateValues<T> values) : base(layout, values)
    {
    }

    /// <summary>Resources left: [batch…, features…].</summary>
    public Tensor<T> X => Values.Values[0];

    /// <inheritdoc/>
    public override ShortTermDepressionState<T> this[int sample] => (ShortTermDepressionState<T>)base[sample];

    /// <inheritdoc/>
    public override ShortTermDepressionState<T> Detach() => (ShortTermDepressionState<T>)base.Detach();

    /// <inheritdoc/>
    public override ShortTermDepressionState<T> With(string name, Tensor<T> values) => (ShortTermDepressionState<T>)base.With(name, values);

    /// <inheritdoc/>
    public override ShortTermDepressionState<T> Concat(params NeuronState<T>[] others) => (ShortTermDepressionState<T>)base.Concat(others);

    internal override ShortTermDepressionState<T> Rebuild(StateValues<T> values) => new(Layout, values);
}

/// <summary>A layer: synapse with short-term depression. Source: Tsodyks &amp; Markram 1998; brainpy.state,
/// STD.</summary>
public sealed class ShortTermDepression : NeuronLayer<ShortTermDepressionState<float>, ShortTermDepressionState<double>>
{
    /// <summary>A layer of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public ShortTermDepression(int features, ShortTermDepressionOptions? options = null) : this([features], options)
    {
    }

    /// <summary>A layer whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public ShortTermDepression(int[] shape, ShortTermDepressionOptions? options = null) : base(shape, options ??= new()) => Options = options;

    /// <summary>A layer that takes the shape of its input when it becomes part of a network.</summary>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public ShortTermDepression(ShortTermDepressionOptions? options = null) : base(null, options ??= new()) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public ShortTermDepressionOptions Options { get; }

    /// <inheritdoc/>
    public new ShortTermDepressionState<T> Initial<T>(int batch, ulong seed = 0, uint stream = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (ShortTermDepressionState<T>)base.Initial<T>(batch, seed, stream);

    internal override NeuronState<T> Wrap<T>(StateValues<T> values) => new ShortTermDepressionState<T>(StateLayout, values);
}
