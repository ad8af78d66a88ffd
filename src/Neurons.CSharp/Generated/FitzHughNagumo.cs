// Generated from the model; tools/Neurons.Generate writes it anew.
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>The options of a FitzHughNagumo layer. Source: FitzHugh 1961; Nagumo et al. 1962; brainpy.state,
/// FitzHughNagumo.</summary>
public sealed record FitzHughNagumoOptions : NeuronOptions
{
    /// <summary>Drive of the recovery. Allowed: any finite number. Default 0.7.</summary>
    public NeuronParameter A { get; init; } = 0.7;

    /// <summary>Decay of the recovery. Allowed: any finite number. Default 0.8.</summary>
    public NeuronParameter B { get; init; } = 0.8;

    /// <summary>Time constant of the potential. Allowed: &gt; 0. Default 1.</summary>
    public NeuronParameter Tau { get; init; } = 1;

    /// <summary>Time constant of the recovery. Allowed: &gt; 0. Default 12.5.</summary>
    public NeuronParameter TauW { get; init; } = 12.5;

    /// <summary>Threshold, whose crossing is a spike. Allowed: &gt; 0. Default 1.</summary>
    public NeuronParameter VTh { get; init; } = 1;

    /// <summary>Default 0.1.</summary>
    public double Dt { get; init; } = 0.1;

    /// <summary>The derivative that stands in for that of the Heaviside step in backpropagation. Default
    /// relu(alpha=0.3, width=1).</summary>
    public Surrogate Surrogate { get; init; } = Surrogate.Relu(0.3, 1);

    /// <summary>Which side of the threshold u = 0 belongs to firing. Default GreaterOrEqual.</summary>
    public Comparison Comparison { get; init; } = Comparison.GreaterOrEqual;

    /// <summary>The preset brainpy: brainpy.state 0.1.0. Time in 1.</summary>
    public static FitzHughNagumoOptions Brainpy { get; } = new();

    internal override string Model => "FitzHughNagumo";

    internal override NeuronParameter[] ParameterValues => [A, B, Tau, TauW, VTh];

    internal override object[] OptionValues => [Dt, Surrogate, Comparison];
}

/// <summary>The states of a FitzHughNagumo layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class FitzHughNagumoState<T> : NeuronState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal FitzHughNagumoState(StateLayout layout, StateValues<T> values) : base(layout, values)
    {
    }

    /// <summary>Membrane potential: [batch…, features…].</summary>
    public Tensor<T> V => Values.Values[0];

    /// <summary>Recovery: [batch…, features…].</summary>
    public Tensor<T> W => Values.Values[1];

    /// <inheritdoc/>
    public override FitzHughNagumoState<T> this[int sample] => (FitzHughNagumoState<T>)base[sample];

    /// <inheritdoc/>
    public override FitzHughNagumoState<T> Detach() => (FitzHughNagumoState<T>)base.Detach();

    /// <inheritdoc/>
    public override FitzHughNagumoState<T> With(string name, Tensor<T> values) => (FitzHughNagumoState<T>)base.With(name, values);

    /// <inheritdoc/>
    public override FitzHughNagumoState<T> Concat(params NeuronState<T>[] others) => (FitzHughNagumoState<T>)base.Concat(others);

    internal override FitzHughNagumoState<T> Rebuild(StateValues<T> values) => new(Layout, values);
}

/// <summary>A layer: FitzHugh and Nagumo's excitable neuron of two variables. Source: FitzHugh 1961; Nagumo et al.
/// 1962; brainpy.state, FitzHughNagumo.</summary>
public sealed class FitzHughNagumo : NeuronLayer<FitzHughNagumoState<float>, FitzHughNagumoState<double>>
{
    /// <summary>A layer of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public FitzHughNagumo(int features, FitzHughNagumoOptions? options = null) : this([features], options)
    {
    }

    /// <summary>A layer whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public FitzHughNagumo(int[] shape, FitzHughNagumoOptions? options = null) : base(shape, options ??= new()) => Options = options;

    /// <summary>A layer that takes the shape of its input when it becomes part of a network.</summary>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public FitzHughNagumo(FitzHughNagumoOptions? options = null) : base(null, options ??= new()) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public FitzHughNagumoOptions Options { get; }

    /// <inheritdoc/>
    public new FitzHughNagumoState<T> Initial<T>(int batch, ulong seed = 0, uint stream = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (FitzHughNagumoState<T>)base.Initial<T>(batch, seed, stream);

    internal override NeuronState<T> Wrap<T>(StateValues<T> values) => new FitzHughNagumoState<T>(StateLayout, values);
}
