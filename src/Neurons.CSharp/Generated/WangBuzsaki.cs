// Generated from the model; tools/Neurons.Generate writes it anew.
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>The options of a WangBuzsaki layer. Source: Wang &amp; Buzsáki 1996; brainpy.state,
/// WangBuzsakiHH.</summary>
public sealed record WangBuzsakiOptions : NeuronOptions
{
    /// <summary>Reversal potential of sodium. In mV. Allowed: any finite number. Default 55.</summary>
    public NeuronParameter ENa { get; init; } = 55;

    /// <summary>Greatest conductance of sodium. In mS. Allowed: ≥ 0. Default 35.</summary>
    public NeuronParameter GNa { get; init; } = 35;

    /// <summary>Reversal potential of potassium. In mV. Allowed: any finite number. Default -90.</summary>
    public NeuronParameter EK { get; init; } = -90;

    /// <summary>Greatest conductance of potassium. In mS. Allowed: ≥ 0. Default 9.</summary>
    public NeuronParameter GK { get; init; } = 9;

    /// <summary>Reversal potential of the leak. In mV. Allowed: any finite number. Default -65.</summary>
    public NeuronParameter EL { get; init; } = -65;

    /// <summary>Greatest conductance of the leak. In mS. Allowed: ≥ 0. Default 0.1.</summary>
    public NeuronParameter GL { get; init; } = 0.1;

    /// <summary>Threshold, whose crossing is a spike. In mV. Allowed: &gt; 0. Default 20.</summary>
    public NeuronParameter VTh { get; init; } = 20;

    /// <summary>Speed of the gates. Allowed: &gt; 0. Default 5.</summary>
    public NeuronParameter Phi { get; init; } = 5;

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
    public static WangBuzsakiOptions Brainpy { get; } = new()
    {
        Dt = 0.1,
    };

    internal override string Model => "WangBuzsaki";

    internal override NeuronParameter[] ParameterValues => [ENa, GNa, EK, GK, EL, GL, VTh, Phi, C];

    internal override object[] OptionValues => [Dt, Surrogate, Comparison];
}

/// <summary>The states of a WangBuzsaki layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class WangBuzsakiState<T> : NeuronState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal WangBuzsakiState(StateLayout layout, StateValues<T> values) : base(layout, values)
    {
    }

    /// <summary>Membrane potential, in mV: [batch…, features…].</summary>
    public Tensor<T> V => Values.Values[0];

    /// <summary>Inactivation of sodium, 1 where there is none: [batch…, features…].</summary>
    public Tensor<T> H => Values.Values[1];

    /// <summary>Activation of potassium: [batch…, features…].</summary>
    public Tensor<T> N => Values.Values[2];

    /// <inheritdoc/>
    public override WangBuzsakiState<T> this[int sample] => (WangBuzsakiState<T>)base[sample];

    /// <inheritdoc/>
    public override WangBuzsakiState<T> Detach() => (WangBuzsakiState<T>)base.Detach();

    /// <inheritdoc/>
    public override WangBuzsakiState<T> With(string name, Tensor<T> values) => (WangBuzsakiState<T>)base.With(name, values);

    /// <inheritdoc/>
    public override WangBuzsakiState<T> Concat(params NeuronState<T>[] others) => (WangBuzsakiState<T>)base.Concat(others);

    internal override WangBuzsakiState<T> Rebuild(StateValues<T> values) => new(Layout, values);
}

/// <summary>A layer: Wang and Buzsáki's fast-spiking interneuron. Source: Wang &amp; Buzsáki 1996; brainpy.state,
/// WangBuzsakiHH.</summary>
public sealed class WangBuzsaki : NeuronLayer<WangBuzsakiState<float>, WangBuzsakiState<double>>
{
    /// <summary>A layer of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public WangBuzsaki(int features, WangBuzsakiOptions? options = null) : this([features], options)
    {
    }

    /// <summary>A layer whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public WangBuzsaki(int[] shape, WangBuzsakiOptions? options = null) : base(shape, options ??= new()) => Options = options;

    /// <summary>A layer that takes the shape of its input when it becomes part of a network.</summary>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public WangBuzsaki(WangBuzsakiOptions? options = null) : base(null, options ??= new()) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public WangBuzsakiOptions Options { get; }

    /// <inheritdoc/>
    public new WangBuzsakiState<T> Initial<T>(int batch, ulong seed = 0, uint stream = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (WangBuzsakiState<T>)base.Initial<T>(batch, seed, stream);

    internal override NeuronState<T> Wrap<T>(StateValues<T> values) => new WangBuzsakiState<T>(StateLayout, values);
}
