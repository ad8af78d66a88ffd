// Generated from the model; tools/Neurons.Generate writes it anew.
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>The options of a HindmarshRose layer. Source: Hindmarsh &amp; Rose 1984; brainpy.state,
/// HindmarshRose.</summary>
public sealed record HindmarshRoseOptions : NeuronOptions
{
    /// <summary>Coefficient of −V³. Allowed: &gt; 0. Default 1.</summary>
    public NeuronParameter A { get; init; } = 1;

    /// <summary>Coefficient of V². Allowed: any finite number. Default 3.</summary>
    public NeuronParameter B { get; init; } = 3;

    /// <summary>Drive of the fast recovery. Allowed: any finite number. Default 1.</summary>
    public NeuronParameter C { get; init; } = 1;

    /// <summary>How the potential draws the fast recovery down. Allowed: any finite number. Default 5.</summary>
    public NeuronParameter D { get; init; } = 5;

    /// <summary>Speed of the adaptation. Allowed: &gt; 0. Default 0.006.</summary>
    public NeuronParameter R { get; init; } = 0.006;

    /// <summary>Strength of the adaptation. Allowed: any finite number. Default 4.</summary>
    public NeuronParameter S { get; init; } = 4;

    /// <summary>Potential at which there is no adaptation. Allowed: any finite number. Default -1.6.</summary>
    public NeuronParameter VR { get; init; } = -1.6;

    /// <summary>Time constant. Allowed: &gt; 0. Default 1.</summary>
    public NeuronParameter Tau { get; init; } = 1;

    /// <summary>Threshold, whose crossing is a spike. Allowed: &gt; 0. Default 1.</summary>
    public NeuronParameter VTh { get; init; } = 1;

    /// <summary>Default 0.01.</summary>
    public double Dt { get; init; } = 0.01;

    /// <summary>The derivative that stands in for that of the Heaviside step in backpropagation. Default
    /// relu(alpha=0.3, width=1).</summary>
    public Surrogate Surrogate { get; init; } = Surrogate.Relu(0.3, 1);

    /// <summary>Which side of the threshold u = 0 belongs to firing. Default GreaterOrEqual.</summary>
    public Comparison Comparison { get; init; } = Comparison.GreaterOrEqual;

    /// <summary>The preset brainpy: brainpy.state 0.1.0. Time in 1.</summary>
    public static HindmarshRoseOptions Brainpy { get; } = new();

    internal override string Model => "HindmarshRose";

    internal override NeuronParameter[] ParameterValues => [A, B, C, D, R, S, VR, Tau, VTh];

    internal override object[] OptionValues => [Dt, Surrogate, Comparison];
}

/// <summary>The states of a HindmarshRose layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class HindmarshRoseState<T> : NeuronState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal HindmarshRoseState(StateLayout layout, StateValues<T> values) : base(layout, values)
    {
    }

    /// <summary>Membrane potential: [batch…, features…].</summary>
    public Tensor<T> V => Values.Values[0];

    /// <summary>Fast recovery: [batch…, features…].</summary>
    public Tensor<T> Y => Values.Values[1];

    /// <summary>Slow adaptation: [batch…, features…].</summary>
    public Tensor<T> Z => Values.Values[2];

    /// <inheritdoc/>
    public override HindmarshRoseState<T> this[int sample] => (HindmarshRoseState<T>)base[sample];

    /// <inheritdoc/>
    public override HindmarshRoseState<T> Detach() => (HindmarshRoseState<T>)base.Detach();

    /// <inheritdoc/>
    public override HindmarshRoseState<T> With(string name, Tensor<T> values) => (HindmarshRoseState<T>)base.With(name, values);

    /// <inheritdoc/>
    public override HindmarshRoseState<T> Concat(params NeuronState<T>[] others) => (HindmarshRoseState<T>)base.Concat(others);

    internal override HindmarshRoseState<T> Rebuild(StateValues<T> values) => new(Layout, values);
}

/// <summary>A layer: Hindmarsh and Rose's bursting neuron of three variables. Source: Hindmarsh &amp; Rose 1984;
/// brainpy.state, HindmarshRose.</summary>
public sealed class HindmarshRose : NeuronLayer<HindmarshRoseState<float>, HindmarshRoseState<double>>
{
    /// <summary>A layer of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public HindmarshRose(int features, HindmarshRoseOptions? options = null) : this([features], options)
    {
    }

    /// <summary>A layer whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public HindmarshRose(int[] shape, HindmarshRoseOptions? options = null) : base(shape, options ??= new()) => Options = options;

    /// <summary>A layer that takes the shape of its input when it becomes part of a network.</summary>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public HindmarshRose(HindmarshRoseOptions? options = null) : base(null, options ??= new()) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public HindmarshRoseOptions Options { get; }

    /// <inheritdoc/>
    public new HindmarshRoseState<T> Initial<T>(int batch, ulong seed = 0, uint stream = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (HindmarshRoseState<T>)base.Initial<T>(batch, seed, stream);

    internal override NeuronState<T> Wrap<T>(StateValues<T> values) => new HindmarshRoseState<T>(StateLayout, values);
}
