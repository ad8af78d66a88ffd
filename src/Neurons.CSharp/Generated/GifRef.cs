// Generated from the model; tools/Neurons.Generate writes it anew.
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>The options of a GifRef layer. Source: brainpy.state, GifRef; Mihalaş &amp; Niebur 2009.</summary>
public sealed record GifRefOptions : NeuronOptions
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

    /// <summary>Refractory period. In ms. Allowed: ≥ 0. Default 1.7.</summary>
    public NeuronParameter TauRef { get; init; } = 1.7;

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
    public static GifRefOptions Brainpy { get; } = new();

    internal override string Model => "GifRef";

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
        TauRef,
    ];

    internal override object[] OptionValues => [Dt, Reset, Surrogate, Comparison, DetachReset];
}

/// <summary>The states of a GifRef layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class GifRefState<T> : NeuronState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal GifRefState(StateLayout layout, StateValues<T> values) : base(layout, values)
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

    /// <summary>Steps since the last spike, in steps: [batch…, features…].</summary>
    public Tensor<T> SinceSpike => Values.Values[4];

    /// <inheritdoc/>
    public override GifRefState<T> this[int sample] => (GifRefState<T>)base[sample];

    /// <inheritdoc/>
    public override GifRefState<T> Detach() => (GifRefState<T>)base.Detach();

    /// <inheritdoc/>
    public override GifRefState<T> With(string name, Tensor<T> values) => (GifRefState<T>)base.With(name, values);

    /// <inheritdoc/>
    public override GifRefState<T> Concat(params NeuronState<T>[] others) => (GifRefState<T>)base.Concat(others);

    internal override GifRefState<T> Rebuild(StateValues<T> values) => new(Layout, values);
}

/// <summary>A layer: generalised integrate-and-fire neuron with a refractory period. Source: brainpy.state, GifRef;
/// Mihalaş &amp; Niebur 2009.</summary>
public sealed class GifRef : NeuronLayer<GifRefState<float>, GifRefState<double>>
{
    /// <summary>A layer of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public GifRef(int features, GifRefOptions? options = null) : this([features], options)
    {
    }

    /// <summary>A layer whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public GifRef(int[] shape, GifRefOptions? options = null) : base(shape, options ??= new()) => Options = options;

    /// <summary>A layer that takes the shape of its input when it becomes part of a network.</summary>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public GifRef(GifRefOptions? options = null) : base(null, options ??= new()) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public GifRefOptions Options { get; }

    /// <inheritdoc/>
    public new GifRefState<T> Initial<T>(int batch, ulong seed = 0, uint stream = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (GifRefState<T>)base.Initial<T>(batch, seed, stream);

    internal override NeuronState<T> Wrap<T>(StateValues<T> values) => new GifRefState<T>(StateLayout, values);
}
