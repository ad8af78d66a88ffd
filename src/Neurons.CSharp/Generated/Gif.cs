// Generated from the model; tools/Neurons.Generate writes it anew.
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>The options of a Gif layer. Source: brainpy.state, Gif; Mihalaş &amp; Niebur 2009.</summary>
public sealed record GifOptions : NeuronOptions
{
    /// <summary>Membrane resistance. In Ω. Allowed: &gt; 0. Default 20.</summary>
    public NeuronParameter R { get; init; } = 20;

    /// <summary>Membrane time constant. In ms. Allowed: &gt; 0. Default 20.</summary>
    public NeuronParameter Tau { get; init; } = 20;

    /// <summary>Resting potential. In mV. Allowed: any finite number. Default -70.</summary>
    public NeuronParameter VRest { get; init; } = -70;

    /// <summary>Reset potential. In mV. Allowed: any finite number. Default -70.</summary>
    public NeuronParameter VReset { get; init; } = -70;

    /// <summary>Threshold at rest. In mV. Allowed: any finite number. Default -50.</summary>
    public NeuronParameter VThInf { get; init; } = -50;

    /// <summary>Least threshold after a spike. In mV. Allowed: any finite number. Default -60.</summary>
    public NeuronParameter VThReset { get; init; } = -60;

    /// <summary>Coupling of the threshold to the potential. In 1/ms. Allowed: any finite number. Default 0.</summary>
    public NeuronParameter A { get; init; } = 0;

    /// <summary>Decay rate of the threshold. In 1/ms. Allowed: ≥ 0. Default 0.01.</summary>
    public NeuronParameter B { get; init; } = 0.01;

    /// <summary>Decay rate of I1. In 1/ms. Allowed: ≥ 0. Default 0.2.</summary>
    public NeuronParameter K1 { get; init; } = 0.2;

    /// <summary>Decay rate of I2. In 1/ms. Allowed: ≥ 0. Default 0.02.</summary>
    public NeuronParameter K2 { get; init; } = 0.02;

    /// <summary>Part of I1 that outlasts a spike. Allowed: in [0, 1]. Default 0.</summary>
    public NeuronParameter R1 { get; init; } = 0;

    /// <summary>Part of I2 that outlasts a spike. Allowed: in [0, 1]. Default 1.</summary>
    public NeuronParameter R2 { get; init; } = 1;

    /// <summary>Rise of I1 per spike. In mA. Allowed: any finite number. Default 0.</summary>
    public NeuronParameter A1 { get; init; } = 0;

    /// <summary>Rise of I2 per spike. In mA. Allowed: any finite number. Default 0.</summary>
    public NeuronParameter A2 { get; init; } = 0;

    /// <summary>Default 0.1.</summary>
    public double Dt { get; init; } = 0.1;

    /// <summary>What the spike of the last step does to the potential in models with a delayed reset. Default
    /// Soft.</summary>
    public VoltageReset Reset { get; init; } = VoltageReset.Soft;

    /// <summary>The derivative that stands in for that of the Heaviside step in backpropagation. Default
    /// relu(alpha=0.3, width=1).</summary>
    public Surrogate Surrogate { get; init; } = Surrogate.Relu(0.3, 1);

    /// <summary>Which side of the threshold u = 0 belongs to firing. Default GreaterOrEqual.</summary>
    public Comparison Comparison { get; init; } = Comparison.GreaterOrEqual;

    /// <summary>Default false.</summary>
    public bool DetachReset { get; init; }

    /// <summary>The preset brainpy: brainpy.state 0.1.0. Time in ms.</summary>
    public static GifOptions Brainpy { get; } = new();

    internal override string Model => "Gif";

    internal override NeuronParameter[] ParameterValues =>
    [
        R,
        Tau,
        VRest,
        VReset,
        VThInf,
        VThReset,
        A,
        B,
        K1,
        K2,
        R1,
        R2,
        A1,
        A2,
    ];

    internal override object[] OptionValues => [Dt, Reset, Surrogate, Comparison, DetachReset];
}

/// <summary>The states of a Gif layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class GifState<T> : NeuronState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal GifState(StateLayout layout, StateValues<T> values) : base(layout, values)
    {
    }

    /// <summary>Membrane potential, before the reset, in mV: [batch…, features…].</summary>
    public Tensor<T> V => Values.Values[0];

    /// <summary>First internal current, in mA: [batch…, features…].</summary>
    public Tensor<T> I1 => Values.Values[1];

    /// <summary>Second internal current, in mA: [batch…, features…].</summary>
    public Tensor<T> I2 => Values.Values[2];

    /// <summary>Threshold, in mV: [batch…, features…].</summary>
    public Tensor<T> VTh => Values.Values[3];

    /// <inheritdoc/>
    public override GifState<T> this[int sample] => (GifState<T>)base[sample];

    /// <inheritdoc/>
    public override GifState<T> Detach() => (GifState<T>)base.Detach();

    /// <inheritdoc/>
    public override GifState<T> With(string name, Tensor<T> values) => (GifState<T>)base.With(name, values);

    /// <inheritdoc/>
    public override GifState<T> Concat(params NeuronState<T>[] others) => (GifState<T>)base.Concat(others);

    internal override GifState<T> Rebuild(StateValues<T> values) => new(Layout, values);
}

/// <summary>A layer: generalised integrate-and-fire neuron. Source: brainpy.state, Gif; Mihalaş &amp; Niebur
/// 2009.</summary>
public sealed class Gif : NeuronLayer<GifState<float>, GifState<double>>
{
    /// <summary>A layer of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public Gif(int features, GifOptions? options = null) : this([features], options)
    {
    }

    /// <summary>A layer whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public Gif(int[] shape, GifOptions? options = null) : base(shape, options ??= new()) => Options = options;

    /// <summary>A layer that takes the shape of its input when it becomes part of a network.</summary>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public Gif(GifOptions? options = null) : base(null, options ??= new()) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public GifOptions Options { get; }

    /// <inheritdoc/>
    public new GifState<T> Initial<T>(int batch, ulong seed = 0, uint stream = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (GifState<T>)base.Initial<T>(batch, seed, stream);

    internal override NeuronState<T> Wrap<T>(StateValues<T> values) => new GifState<T>(StateLayout, values);
}
