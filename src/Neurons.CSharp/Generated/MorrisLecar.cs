// Generated from the model; tools/Neurons.Generate writes it anew.
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>The options of a MorrisLecar layer. Source: Morris &amp; Lecar 1981; brainpy.state, MorrisLecar.</summary>
public sealed record MorrisLecarOptions : NeuronOptions
{
    /// <summary>Reversal potential of calcium. In mV. Allowed: any finite number. Default 130.</summary>
    public NeuronParameter VCa { get; init; } = 130;

    /// <summary>Greatest conductance of calcium. In mS. Allowed: ≥ 0. Default 4.4.</summary>
    public NeuronParameter GCa { get; init; } = 4.4;

    /// <summary>Reversal potential of potassium. In mV. Allowed: any finite number. Default -84.</summary>
    public NeuronParameter VK { get; init; } = -84;

    /// <summary>Greatest conductance of potassium. In mS. Allowed: ≥ 0. Default 8.</summary>
    public NeuronParameter GK { get; init; } = 8;

    /// <summary>Reversal potential of the leak. In mV. Allowed: any finite number. Default -60.</summary>
    public NeuronParameter VLeak { get; init; } = -60;

    /// <summary>Greatest conductance of the leak. In mS. Allowed: ≥ 0. Default 2.</summary>
    public NeuronParameter GLeak { get; init; } = 2;

    /// <summary>Membrane capacitance. In µF. Allowed: &gt; 0. Default 20.</summary>
    public NeuronParameter C { get; init; } = 20;

    /// <summary>Potential at which half of the calcium channels are open. In mV. Allowed: any finite number. Default
    /// -1.2.</summary>
    public NeuronParameter V1 { get; init; } = -1.2;

    /// <summary>Width of the opening of calcium channels. In mV. Allowed: &gt; 0. Default 18.</summary>
    public NeuronParameter V2 { get; init; } = 18;

    /// <summary>Potential at which half of the potassium channels are open. In mV. Allowed: any finite number. Default
    /// 2.</summary>
    public NeuronParameter V3 { get; init; } = 2;

    /// <summary>Width of the opening of potassium channels. In mV. Allowed: &gt; 0. Default 30.</summary>
    public NeuronParameter V4 { get; init; } = 30;

    /// <summary>Speed of the potassium channels. In 1/ms. Allowed: &gt; 0. Default 0.04.</summary>
    public NeuronParameter Phi { get; init; } = 0.04;

    /// <summary>Threshold, whose crossing is a spike. In mV. Allowed: &gt; 0. Default 10.</summary>
    public NeuronParameter VTh { get; init; } = 10;

    /// <summary>Default 0.1.</summary>
    public double Dt { get; init; } = 0.1;

    /// <summary>The derivative that stands in for that of the Heaviside step in backpropagation. Default
    /// relu(alpha=0.3, width=1).</summary>
    public Surrogate Surrogate { get; init; } = Surrogate.Relu(0.3, 1);

    /// <summary>Which side of the threshold u = 0 belongs to firing. Default GreaterOrEqual.</summary>
    public Comparison Comparison { get; init; } = Comparison.GreaterOrEqual;

    /// <summary>The preset brainpy: brainpy.state 0.1.0. Time in ms.</summary>
    public static MorrisLecarOptions Brainpy { get; } = new();

    internal override string Model => "MorrisLecar";

    internal override NeuronParameter[] ParameterValues =>
    [
        VCa,
        GCa,
        VK,
        GK,
        VLeak,
        GLeak,
        C,
        V1,
        V2,
        V3,
        V4,
        Phi,
        VTh,
    ];

    internal override object[] OptionValues => [Dt, Surrogate, Comparison];
}

/// <summary>The states of a MorrisLecar layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class MorrisLecarState<T> : NeuronState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal MorrisLecarState(StateLayout layout, StateValues<T> values) : base(layout, values)
    {
    }

    /// <summary>Membrane potential, in mV: [batch…, features…].</summary>
    public Tensor<T> V => Values.Values[0];

    /// <summary>Share of open potassium channels: [batch…, features…].</summary>
    public Tensor<T> W => Values.Values[1];

    /// <inheritdoc/>
    public override MorrisLecarState<T> this[int sample] => (MorrisLecarState<T>)base[sample];

    /// <inheritdoc/>
    public override MorrisLecarState<T> Detach() => (MorrisLecarState<T>)base.Detach();

    /// <inheritdoc/>
    public override MorrisLecarState<T> With(string name, Tensor<T> values) => (MorrisLecarState<T>)base.With(name, values);

    /// <inheritdoc/>
    public override MorrisLecarState<T> Concat(params NeuronState<T>[] others) => (MorrisLecarState<T>)base.Concat(others);

    internal override MorrisLecarState<T> Rebuild(StateValues<T> values) => new(Layout, values);
}

/// <summary>A layer: Morris and Lecar's neuron, of two variables, with calcium and potassium channels. Source: Morris
/// &amp; Lecar 1981; brainpy.state, MorrisLecar.</summary>
public sealed class MorrisLecar : NeuronLayer<MorrisLecarState<float>, MorrisLecarState<double>>
{
    /// <summary>A layer of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public MorrisLecar(int features, MorrisLecarOptions? options = null) : this([features], options)
    {
    }

    /// <summary>A layer whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public MorrisLecar(int[] shape, MorrisLecarOptions? options = null) : base(shape, options ??= new()) => Options = options;

    /// <summary>A layer that takes the shape of its input when it becomes part of a network.</summary>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public MorrisLecar(MorrisLecarOptions? options = null) : base(null, options ??= new()) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public MorrisLecarOptions Options { get; }

    /// <inheritdoc/>
    public new MorrisLecarState<T> Initial<T>(int batch, ulong seed = 0, uint stream = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (MorrisLecarState<T>)base.Initial<T>(batch, seed, stream);

    internal override NeuronState<T> Wrap<T>(StateValues<T> values) => new MorrisLecarState<T>(StateLayout, values);
}
