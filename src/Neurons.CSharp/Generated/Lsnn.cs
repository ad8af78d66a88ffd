// Generated from the model; tools/Neurons.Generate writes it anew.
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>The options of a Lsnn layer. Source: Norse, lsnn_feed_forward_step; Bellec et al. 2018.</summary>
public sealed record LsnnOptions : NeuronOptions
{
    /// <summary>Inverse time constant of the synaptic current. In 1/s. Allowed: &gt; 0. Default 200.</summary>
    public NeuronParameter TauSynInv { get; init; } = 200;

    /// <summary>Inverse time constant of the membrane. In 1/s. Allowed: &gt; 0. Default 100.</summary>
    public NeuronParameter TauMemInv { get; init; } = 100;

    /// <summary>Leak potential. Allowed: any finite number. Default 0.</summary>
    public NeuronParameter VLeak { get; init; } = 0;

    /// <summary>Threshold. Allowed: any finite number. Default 1.</summary>
    public NeuronParameter VTh { get; init; } = 1;

    /// <summary>Reset potential. Allowed: any finite number. Default 0.</summary>
    public NeuronParameter VReset { get; init; } = 0;

    /// <summary>Inverse time constant of the threshold; it is multiplied by dt. Allowed: &gt; 0. Default
    /// 0.00125.</summary>
    public NeuronParameter TauAdaptInv { get; init; } = 0.00125;

    /// <summary>Rise of the threshold per spike. Allowed: any finite number. Default 1.8.</summary>
    public NeuronParameter Beta { get; init; } = 1.8;

    /// <summary>Default 0.001.</summary>
    public double Dt { get; init; } = 0.001;

    /// <summary>Whether the input enters the synapse before a step's integration or after it. Default
    /// AfterIntegration.</summary>
    public Jump Jump { get; init; } = Jump.AfterIntegration;

    /// <summary>The derivative that stands in for that of the Heaviside step in backpropagation. Default
    /// superspike(alpha=100).</summary>
    public Surrogate Surrogate { get; init; } = Surrogate.Superspike(100);

    /// <summary>Which side of the threshold u = 0 belongs to firing. Default Greater.</summary>
    public Comparison Comparison { get; init; } = Comparison.Greater;

    /// <summary>Default false.</summary>
    public bool DetachReset { get; init; }

    /// <summary>The preset norse1: Norse 1.1 and later. Time in s.</summary>
    public static LsnnOptions Norse1 { get; } = new();

    internal override string Model => "Lsnn";

    internal override NeuronParameter[] ParameterValues =>
    [
        TauSynInv,
        TauMemInv,
        VLeak,
        VTh,
        VReset,
        TauAdaptInv,
        Beta,
    ];

    internal override object[] OptionValues => [Dt, Jump, Surrogate, Comparison, DetachReset];
}

/// <summary>The states of a Lsnn layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class LsnnState<T> : NeuronState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal LsnnState(StateLayout layout, StateValues<T> values) : base(layout, values)
    {
    }

    /// <summary>Membrane potential: [batch…, features…].</summary>
    public Tensor<T> V => Values.Values[0];

    /// <summary>Synaptic current: [batch…, features…].</summary>
    public Tensor<T> I => Values.Values[1];

    /// <summary>Threshold: [batch…, features…].</summary>
    public Tensor<T> B => Values.Values[2];

    /// <inheritdoc/>
    public override LsnnState<T> this[int sample] => (LsnnState<T>)base[sample];

    /// <inheritdoc/>
    public override LsnnState<T> Detach() => (LsnnState<T>)base.Detach();

    /// <inheritdoc/>
    public override LsnnState<T> With(string name, Tensor<T> values) => (LsnnState<T>)base.With(name, values);

    /// <inheritdoc/>
    public override LsnnState<T> Concat(params NeuronState<T>[] others) => (LsnnState<T>)base.Concat(others);

    internal override LsnnState<T> Rebuild(StateValues<T> values) => new(Layout, values);
}

/// <summary>A layer: leaky integrate-and-fire neuron with an adaptive threshold. Source: Norse, lsnn_feed_forward_step;
/// Bellec et al. 2018.</summary>
public sealed class Lsnn : NeuronLayer<LsnnState<float>, LsnnState<double>>
{
    /// <summary>A layer of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public Lsnn(int features, LsnnOptions? options = null) : this([features], options)
    {
    }

    /// <summary>A layer whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public Lsnn(int[] shape, LsnnOptions? options = null) : base(shape, options ??= new()) => Options = options;

    /// <summary>A layer that takes the shape of its input when it becomes part of a network.</summary>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public Lsnn(LsnnOptions? options = null) : base(null, options ??= new()) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public LsnnOptions Options { get; }

    /// <inheritdoc/>
    public new LsnnState<T> Initial<T>(int batch, ulong seed = 0, uint stream = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (LsnnState<T>)base.Initial<T>(batch, seed, stream);

    internal override NeuronState<T> Wrap<T>(StateValues<T> values) => new LsnnState<T>(StateLayout, values);
}
