// Generated from the model; tools/Neurons.Generate writes it anew.
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>The options of a KLif layer. Source: SpikingJelly, KLIFNode; Jiang &amp; Zhang 2023.</summary>
public sealed record KLifOptions : NeuronOptions
{
    /// <summary>Gain of the charge. Allowed: &gt; 0. Default 1.</summary>
    public NeuronParameter K { get; init; } = 1;

    /// <summary>Membrane time constant. In steps. Allowed: &gt; 0. Default 2.</summary>
    public NeuronParameter Tau { get; init; } = 2;

    /// <summary>Threshold. Allowed: any finite number. Default 1.</summary>
    public NeuronParameter VTh { get; init; } = 1;

    /// <summary>Reset potential. Allowed: any finite number. Default 0.</summary>
    public NeuronParameter VReset { get; init; } = 0;

    /// <summary>What a spike does to the membrane potential in models with an immediate reset. Default Value.</summary>
    public SpikeReset Reset { get; init; } = SpikeReset.Value;

    /// <summary>Whether the input is divided by τ, as the leak is, or enters the potential as it is. Default
    /// true.</summary>
    public bool DecayInput { get; init; } = true;

    /// <summary>Whether the reset acts on the charge before its gain. Default false.</summary>
    public bool ScaleReset { get; init; }

    /// <summary>The derivative that stands in for that of the Heaviside step in backpropagation. Default
    /// sigmoid(k=4).</summary>
    public Surrogate Surrogate { get; init; } = Surrogate.Sigmoid(4);

    /// <summary>Which side of the threshold u = 0 belongs to firing. Default GreaterOrEqual.</summary>
    public Comparison Comparison { get; init; } = Comparison.GreaterOrEqual;

    /// <summary>Whether the gradient of the reset ignores the spike. Default false.</summary>
    public bool DetachReset { get; init; }

    /// <summary>The preset spikingjelly: SpikingJelly 2.0. Time in step.</summary>
    public static KLifOptions Spikingjelly { get; } = new();

    internal override string Model => "KLif";

    internal override NeuronParameter[] ParameterValues => [K, Tau, VTh, VReset];

    internal override object[] OptionValues => [Reset, DecayInput, ScaleReset, Surrogate, Comparison, DetachReset];
}

/// <summary>The states of a KLif layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class KLifState<T> : NeuronState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal KLifState(StateLayout layout, StateValues<T> values) : base(layout, values)
    {
    }

    /// <summary>Membrane potential: [batch…, features…].</summary>
    public Tensor<T> V => Values.Values[0];

    /// <inheritdoc/>
    public override KLifState<T> this[int sample] => (KLifState<T>)base[sample];

    /// <inheritdoc/>
    public override KLifState<T> Detach() => (KLifState<T>)base.Detach();

    /// <inheritdoc/>
    public override KLifState<T> With(string name, Tensor<T> values) => (KLifState<T>)base.With(name, values);

    /// <inheritdoc/>
    public override KLifState<T> Concat(params NeuronState<T>[] others) => (KLifState<T>)base.Concat(others);

    internal override KLifState<T> Rebuild(StateValues<T> values) => new(Layout, values);
}

/// <summary>A layer: leaky integrate-and-fire neuron with a learnt gain. Source: SpikingJelly, KLIFNode; Jiang &amp;
/// Zhang 2023.</summary>
public sealed class KLif : NeuronLayer<KLifState<float>, KLifState<double>>
{
    /// <summary>A layer of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public KLif(int features, KLifOptions? options = null) : this([features], options)
    {
    }

    /// <summary>A layer whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public KLif(int[] shape, KLifOptions? options = null) : base(shape, options ??= new()) => Options = options;

    /// <summary>A layer that takes the shape of its input when it becomes part of a network.</summary>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public KLif(KLifOptions? options = null) : base(null, options ??= new()) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public KLifOptions Options { get; }

    /// <inheritdoc/>
    public new KLifState<T> Initial<T>(int batch, ulong seed = 0, uint stream = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (KLifState<T>)base.Initial<T>(batch, seed, stream);

    internal override NeuronState<T> Wrap<T>(StateValues<T> values) => new KLifState<T>(StateLayout, values);
}
