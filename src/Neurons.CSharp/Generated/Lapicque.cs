// Generated from the model; tools/Neurons.Generate writes it anew.
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>The options of a Lapicque layer. Source: snnTorch, Lapicque; Lapicque 1907; Eshraghian et al.
/// 2023.</summary>
public sealed record LapicqueOptions : NeuronOptions
{
    /// <summary>Membrane resistance. In Ω. Allowed: &gt; 0. Default 5.</summary>
    public NeuronParameter R { get; init; } = 5;

    /// <summary>Membrane capacitance. In F. Allowed: &gt; 0. Default 1.7.</summary>
    public NeuronParameter C { get; init; } = 1.7;

    /// <summary>Threshold. Allowed: any finite number. Default 1.</summary>
    public NeuronParameter Threshold { get; init; } = 1;

    /// <summary>Time step in s. Default 1.</summary>
    public double Dt { get; init; } = 1;

    /// <summary>What a spike does to the membrane in the discrete-decay models. Default Subtract.</summary>
    public MembraneReset Reset { get; init; } = MembraneReset.Subtract;

    /// <summary>When a spike resets the membrane. Default Delayed.</summary>
    public ResetTiming Timing { get; init; } = ResetTiming.Delayed;

    /// <summary>The derivative that stands in for that of the Heaviside step in backpropagation. Default
    /// atan(alpha=2).</summary>
    public Surrogate Surrogate { get; init; } = Surrogate.Atan(2);

    /// <summary>Which side of the threshold u = 0 belongs to firing. Default Greater.</summary>
    public Comparison Comparison { get; init; } = Comparison.Greater;

    /// <summary>Whether the gradient of the reset ignores the spike. Default true.</summary>
    public bool DetachReset { get; init; } = true;

    /// <summary>The preset snntorch: snnTorch 0.9.4. Time in s.</summary>
    public static LapicqueOptions Snntorch { get; } = new();

    internal override string Model => "Lapicque";

    internal override NeuronParameter[] ParameterValues => [R, C, Threshold];

    internal override object[] OptionValues => [Dt, Reset, Timing, Surrogate, Comparison, DetachReset];
}

/// <summary>The states of a Lapicque layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class LapicqueState<T> : NeuronState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal LapicqueState(StateLayout layout, StateValues<T> values) : base(layout, values)
    {
    }

    /// <summary>Membrane potential: [batch…, features…].</summary>
    public Tensor<T> Mem => Values.Values[0];

    /// <inheritdoc/>
    public override LapicqueState<T> this[int sample] => (LapicqueState<T>)base[sample];

    /// <inheritdoc/>
    public override LapicqueState<T> Detach() => (LapicqueState<T>)base.Detach();

    /// <inheritdoc/>
    public override LapicqueState<T> With(string name, Tensor<T> values) => (LapicqueState<T>)base.With(name, values);

    /// <inheritdoc/>
    public override LapicqueState<T> Concat(params NeuronState<T>[] others) => (LapicqueState<T>)base.Concat(others);

    internal override LapicqueState<T> Rebuild(StateValues<T> values) => new(Layout, values);
}

/// <summary>A layer: Lapicque's neuron, a membrane of resistance and capacitance. Source: snnTorch, Lapicque; Lapicque
/// 1907; Eshraghian et al. 2023.</summary>
public sealed class Lapicque : NeuronLayer<LapicqueState<float>, LapicqueState<double>>
{
    /// <summary>A layer of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public Lapicque(int features, LapicqueOptions? options = null) : this([features], options)
    {
    }

    /// <summary>A layer whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public Lapicque(int[] shape, LapicqueOptions? options = null) : base(shape, options ??= new()) => Options = options;

    /// <summary>A layer that takes the shape of its input when it becomes part of a network.</summary>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public Lapicque(LapicqueOptions? options = null) : base(null, options ??= new()) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public LapicqueOptions Options { get; }

    /// <inheritdoc/>
    public new LapicqueState<T> Initial<T>(int batch, ulong seed = 0, uint stream = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (LapicqueState<T>)base.Initial<T>(batch, seed, stream);

    internal override NeuronState<T> Wrap<T>(StateValues<T> values) => new LapicqueState<T>(StateLayout, values);
}
