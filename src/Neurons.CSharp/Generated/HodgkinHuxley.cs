// Generated from the model; tools/Neurons.Generate writes it anew.
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>The options of a HodgkinHuxley layer. Source: Hodgkin &amp; Huxley 1952; brainpy.state, HH.</summary>
public sealed record HodgkinHuxleyOptions : NeuronOptions
{
    /// <summary>Reversal potential of sodium. In mV. Allowed: any finite number. Default 50.</summary>
    public NeuronParameter ENa { get; init; } = 50;

    /// <summary>Greatest conductance of sodium. In mS. Allowed: ≥ 0. Default 120.</summary>
    public NeuronParameter GNa { get; init; } = 120;

    /// <summary>Reversal potential of potassium. In mV. Allowed: any finite number. Default -77.</summary>
    public NeuronParameter EK { get; init; } = -77;

    /// <summary>Greatest conductance of potassium. In mS. Allowed: ≥ 0. Default 36.</summary>
    public NeuronParameter GK { get; init; } = 36;

    /// <summary>Reversal potential of the leak. In mV. Allowed: any finite number. Default -54.387.</summary>
    public NeuronParameter EL { get; init; } = -54.387;

    /// <summary>Greatest conductance of the leak. In mS. Allowed: ≥ 0. Default 0.3.</summary>
    public NeuronParameter GL { get; init; } = 0.3;

    /// <summary>Threshold, whose crossing is a spike. In mV. Allowed: &gt; 0. Default 20.</summary>
    public NeuronParameter VTh { get; init; } = 20;

    /// <summary>Membrane capacitance. In µF. Allowed: &gt; 0. Default 1.</summary>
    public NeuronParameter C { get; init; } = 1;

    /// <summary>Default 0.01.</summary>
    public double Dt { get; init; } = 0.01;

    /// <summary>The derivative that stands in for that of the Heaviside step in backpropagation. Default
    /// relu(alpha=0.3, width=1).</summary>
    public Surrogate Surrogate { get; init; } = Surrogate.Relu(0.3, 1);

    /// <summary>Which side of the threshold u = 0 belongs to firing. Default GreaterOrEqual.</summary>
    public Comparison Comparison { get; init; } = Comparison.GreaterOrEqual;

    /// <summary>The preset brainpy: brainpy.state 0.1.0. Time in ms.</summary>
    public static HodgkinHuxleyOptions Brainpy { get; } = new()
    {
        GL = 0.03,
        Dt = 0.1,
    };

    /// <summary>The preset hodgkin_huxley: Hodgkin &amp; Huxley 1952. Time in ms.</summary>
    public static HodgkinHuxleyOptions HodgkinHuxley { get; } = new();

    internal override string Model => "HodgkinHuxley";

    internal override NeuronParameter[] ParameterValues => [ENa, GNa, EK, GK, EL, GL, VTh, C];

    internal override object[] OptionValues => [Dt, Surrogate, Comparison];
}

/// <summary>The states of a HodgkinHuxley layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class HodgkinHuxleyState<T> : NeuronState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal HodgkinHuxleyState(StateLayout layout, StateValues<T> values) : base(layout, values)
    {
    }

    /// <summary>Membrane potential, in mV: [batch…, features…].</summary>
    public Tensor<T> V => Values.Values[0];

    /// <summary>Activation of sodium: [batch…, features…].</summary>
    public Tensor<T> M => Values.Values[1];

    /// <summary>Inactivation of sodium, 1 where there is none: [batch…, features…].</summary>
    public Tensor<T> H => Values.Values[2];

    /// <summary>Activation of potassium: [batch…, features…].</summary>
    public Tensor<T> N => Values.Values[3];

    /// <inheritdoc/>
    public override HodgkinHuxleyState<T> this[int sample] => (HodgkinHuxleyState<T>)base[sample];

    /// <inheritdoc/>
    public override HodgkinHuxleyState<T> Detach() => (HodgkinHuxleyState<T>)base.Detach();

    /// <inheritdoc/>
    public override HodgkinHuxleyState<T> With(string name, Tensor<T> values) => (HodgkinHuxleyState<T>)base.With(name, values);

    /// <inheritdoc/>
    public override HodgkinHuxleyState<T> Concat(params NeuronState<T>[] others) => (HodgkinHuxleyState<T>)base.Concat(others);

    internal override HodgkinHuxleyState<T> Rebuild(StateValues<T> values) => new(Layout, values);
}

/// <summary>A layer: Hodgkin and Huxley's neuron, with sodium and potassium channels. Source: Hodgkin &amp; Huxley
/// 1952; brainpy.state, HH.</summary>
public sealed class HodgkinHuxley : NeuronLayer<HodgkinHuxleyState<float>, HodgkinHuxleyState<double>>
{
    /// <summary>A layer of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public HodgkinHuxley(int features, HodgkinHuxleyOptions? options = null) : this([features], options)
    {
    }

    /// <summary>A layer whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public HodgkinHuxley(int[] shape, HodgkinHuxleyOptions? options = null) : base(shape, options ??= new()) => Options = options;

    /// <summary>A layer that takes the shape of its input when it becomes part of a network.</summary>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public HodgkinHuxley(HodgkinHuxleyOptions? options = null) : base(null, options ??= new()) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public HodgkinHuxleyOptions Options { get; }

    /// <inheritdoc/>
    public new HodgkinHuxleyState<T> Initial<T>(int batch, ulong seed = 0, uint stream = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (HodgkinHuxleyState<T>)base.Initial<T>(batch, seed, stream);

    internal override NeuronState<T> Wrap<T>(StateValues<T> values) => new HodgkinHuxleyState<T>(StateLayout, values);
}
