// Generated from the model; tools/Neurons.Generate writes it anew.
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>The options of an AdaLif layer. Source: Norse, ada_lif_step.</summary>
public sealed record AdaLifOptions : NeuronOptions
{
    /// <summary>Inverse time constant of the synaptic current. In 1/s. Allowed: &gt; 0. Default 200.</summary>
    public NeuronParameter TauSynInv { get; init; } = 200;

    /// <summary>Inverse time constant of the membrane. In 1/s. Allowed: &gt; 0. Default 100.</summary>
    public NeuronParameter TauMemInv { get; init; } = 100;

    /// <summary>Leak potential. Allowed: any finite number. Default 0.</summary>
    public NeuronParameter VLeak { get; init; } = 0;

    /// <summary>Threshold. Allowed: any finite number. Default 1.</summary>
    public NeuronParameter VTh { get; init; } = 1;

    /// <summary>What a spike subtracts is how far this lies below the threshold. Allowed: any finite number. Default
    /// 0.</summary>
    public NeuronParameter VReset { get; init; } = 0;

    /// <summary>Inverse time constant of the adaptation; it is multiplied by dt. Allowed: &gt; 0. Default
    /// 0.00125.</summary>
    public NeuronParameter TauAdaptInv { get; init; } = 0.00125;

    /// <summary>Rise of the adaptation per spike. Allowed: any finite number. Default 1.8.</summary>
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

    /// <summary>The preset norse007: Norse 0.0.7. Time in s.</summary>
    public static AdaLifOptions Norse007 { get; } = new();

    internal override string Model => "AdaLif";

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

/// <summary>The states of an AdaLif layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class AdaLifState<T> : NeuronState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal AdaLifState(StateLayout layout, StateValues<T> values) : base(layout, values)
    {
    }

    /// <summary>Membrane potential: [batch…, features…].</summary>
    public Tensor<T> V => Values.Values[0];

    /// <summary>Synaptic current: [batch…, features…].</summary>
    public Tensor<T> I => Values.Values[1];

    /// <summary>Adaptation current: [batch…, features…].</summary>
    public Tensor<T> B => Values.Values[2];

    /// <inheritdoc/>
    public override AdaLifState<T> this[int sample] => (AdaLifState<T>)base[sample];

    /// <inheritdoc/>
    public override AdaLifState<T> Detach() => (AdaLifState<T>)base.Detach();

    /// <inheritdoc/>
    public override AdaLifState<T> With(string name, Tensor<T> values) => (AdaLifState<T>)base.With(name, values);

    /// <inheritdoc/>
    public override AdaLifState<T> Concat(params NeuronState<T>[] others) => (AdaLifState<T>)base.Concat(others);

    internal override AdaLifState<T> Rebuild(StateValues<T> values) => new(Layout, values);
}

/// <summary>A layer: leaky integrate-and-fire neuron with an adaptation current. Source: Norse, ada_lif_step.</summary>
public sealed class AdaLif : NeuronLayer<AdaLifState<float>, AdaLifState<double>>
{
    /// <summary>A layer of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public AdaLif(int features, AdaLifOptions? options = null) : this([features], options)
    {
    }

    /// <summary>A layer whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public AdaLif(int[] shape, AdaLifOptions? options = null) : base(shape, options ??= new()) => Options = options;

    /// <summary>A layer that takes the shape of its input when it becomes part of a network.</summary>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public AdaLif(AdaLifOptions? options = null) : base(null, options ??= new()) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public AdaLifOptions Options { get; }

    /// <inheritdoc/>
    public new AdaLifState<T> Initial<T>(int batch, ulong seed = 0, uint stream = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (AdaLifState<T>)base.Initial<T>(batch, seed, stream);

    internal override NeuronState<T> Wrap<T>(StateValues<T> values) => new AdaLifState<T>(StateLayout, values);
}
