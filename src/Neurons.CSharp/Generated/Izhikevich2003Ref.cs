// Generated from the model; tools/Neurons.Generate writes it anew.
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>The options of an Izhikevich2003Ref layer. Source: Izhikevich 2003; brainpy.state, IzhikevichRef.</summary>
public sealed record Izhikevich2003RefOptions : NeuronOptions
{
    /// <summary>Rate of the recovery. In 1/ms. Allowed: &gt; 0. Default 0.02.</summary>
    public NeuronParameter A { get; init; } = 0.02;

    /// <summary>Coupling of the recovery to the potential. In 1/ms. Allowed: any finite number. Default 0.2.</summary>
    public NeuronParameter B { get; init; } = 0.2;

    /// <summary>Reset potential. In mV. Allowed: any finite number. Default -65.</summary>
    public NeuronParameter C { get; init; } = -65;

    /// <summary>Rise of the recovery per spike. In mV/ms. Allowed: any finite number. Default 8.</summary>
    public NeuronParameter D { get; init; } = 8;

    /// <summary>Peak of a spike. In mV. Allowed: &gt; 0. Default 30.</summary>
    public NeuronParameter VTh { get; init; } = 30;

    /// <summary>Refractory period. In ms. Allowed: ≥ 0. Default 2.</summary>
    public NeuronParameter TauRef { get; init; } = 2;

    /// <summary>Default 0.1.</summary>
    public double Dt { get; init; } = 0.1;

    /// <summary>The derivative that stands in for that of the Heaviside step in backpropagation. Default
    /// relu(alpha=0.3, width=1).</summary>
    public Surrogate Surrogate { get; init; } = Surrogate.Relu(0.3, 1);

    /// <summary>Which side of the threshold u = 0 belongs to firing. Default GreaterOrEqual.</summary>
    public Comparison Comparison { get; init; } = Comparison.GreaterOrEqual;

    /// <summary>The preset brainpy: brainpy.state 0.1.0. Time in ms.</summary>
    public static Izhikevich2003RefOptions Brainpy { get; } = new()
    {
        TauRef = 0,
    };

    internal override string Model => "Izhikevich2003Ref";

    internal override NeuronParameter[] ParameterValues => [A, B, C, D, VTh, TauRef];

    internal override object[] OptionValues => [Dt, Surrogate, Comparison];
}

/// <summary>The states of an Izhikevich2003Ref layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class Izhikevich2003RefState<T> : NeuronState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal Izhikevich2003RefState(StateLayout layout, StateValues<T> values) : base(layout, values)
    {
    }

    /// <summary>Membrane potential, before the reset, in mV: [batch…, features…].</summary>
    public Tensor<T> V => Values.Values[0];

    /// <summary>Recovery, in mV/ms: [batch…, features…].</summary>
    public Tensor<T> U => Values.Values[1];

    /// <summary>Steps since the last spike, in steps: [batch…, features…].</summary>
    public Tensor<T> SinceSpike => Values.Values[2];

    /// <inheritdoc/>
    public override Izhikevich2003RefState<T> this[int sample] => (Izhikevich2003RefState<T>)base[sample];

    /// <inheritdoc/>
    public override Izhikevich2003RefState<T> Detach() => (Izhikevich2003RefState<T>)base.Detach();

    /// <inheritdoc/>
    public override Izhikevich2003RefState<T> With(string name, Tensor<T> values) => (Izhikevich2003RefState<T>)base.With(name, values);

    /// <inheritdoc/>
    public override Izhikevich2003RefState<T> Concat(params NeuronState<T>[] others) => (Izhikevich2003RefState<T>)base.Concat(others);

    internal override Izhikevich2003RefState<T> Rebuild(StateValues<T> values) => new(Layout, values);
}

/// <summary>A layer: Izhikevich's neuron in mV and ms with a refractory period. Source: Izhikevich 2003; brainpy.state,
/// IzhikevichRef.</summary>
public sealed class Izhikevich2003Ref : NeuronLayer<Izhikevich2003RefState<float>, Izhikevich2003RefState<double>>
{
    /// <summary>A layer of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public Izhikevich2003Ref(int features, Izhikevich2003RefOptions? options = null) : this([features], options)
    {
    }

    /// <summary>A layer whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public Izhikevich2003Ref(int[] shape, Izhikevich2003RefOptions? options = null) : base(shape, options ??= new()) => Options = options;

    /// <summary>A layer that takes the shape of its input when it becomes part of a network.</summary>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public Izhikevich2003Ref(Izhikevich2003RefOptions? options = null) : base(null, options ??= new()) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public Izhikevich2003RefOptions Options { get; }

    /// <inheritdoc/>
    public new Izhikevich2003RefState<T> Initial<T>(int batch, ulong seed = 0, uint stream = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (Izhikevich2003RefState<T>)base.Initial<T>(batch, seed, stream);

    internal override NeuronState<T> Wrap<T>(StateValues<T> values) => new Izhikevich2003RefState<T>(StateLayout, values);
}
