// Generated from the model; tools/Neurons.Generate writes it anew.
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>The options of a TernaryLif layer. Source: SpikingJelly, TernaryIFNode and TernaryLIFNode; Guo et al.
/// 2024.</summary>
public sealed record TernaryLifOptions : NeuronOptions
{
    /// <summary>Membrane time constant. In steps. Allowed: &gt; 0. Default 2.</summary>
    public NeuronParameter Tau { get; init; } = 2;

    /// <summary>Threshold of either sign. Allowed: &gt; 0. Default 1.</summary>
    public NeuronParameter VTh { get; init; } = 1;

    /// <summary>Reset potential. Allowed: any finite number. Default 0.</summary>
    public NeuronParameter VReset { get; init; } = 0;

    /// <summary>Whether the membrane leaks. Default true.</summary>
    public bool Leak { get; init; } = true;

    /// <summary>What a spike does to the membrane potential in models with an immediate reset. Default Value.</summary>
    public SpikeReset Reset { get; init; } = SpikeReset.Value;

    /// <summary>Whether the input of a leaky membrane is divided by τ, as the leak is, or enters the potential as it
    /// is. Default true.</summary>
    public bool DecayInput { get; init; } = true;

    /// <summary>The derivative that stands in for that of the Heaviside step in backpropagation. Default
    /// sigmoid(k=4).</summary>
    public Surrogate Surrogate { get; init; } = Surrogate.Sigmoid(4);

    /// <summary>Which side of the threshold u = 0 belongs to firing. Default GreaterOrEqual.</summary>
    public Comparison Comparison { get; init; } = Comparison.GreaterOrEqual;

    /// <summary>Whether the gradient of the reset ignores the spike. Default false.</summary>
    public bool DetachReset { get; init; }

    /// <summary>The preset spikingjelly_if: SpikingJelly 2.0, TernaryIFNode. Time in step.</summary>
    public static TernaryLifOptions SpikingjellyIf { get; } = new()
    {
        Leak = false,
    };

    /// <summary>The preset spikingjelly_lif: SpikingJelly 2.0, TernaryLIFNode. Time in step.</summary>
    public static TernaryLifOptions SpikingjellyLif { get; } = new();

    internal override string Model => "TernaryLif";

    internal override NeuronParameter[] ParameterValues => [Tau, VTh, VReset];

    internal override object[] OptionValues => [Leak, Reset, DecayInput, Surrogate, Comparison, DetachReset];
}

/// <summary>The states of a TernaryLif layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class TernaryLifState<T> : NeuronState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal TernaryLifState(StateLayout layout, StateValues<T> values) : base(layout, values)
    {
    }

    /// <summary>Membrane potential: [batch…, features…].</summary>
    public Tensor<T> V => Values.Values[0];

    /// <inheritdoc/>
    public override TernaryLifState<T> this[int sample] => (TernaryLifState<T>)base[sample];

    /// <inheritdoc/>
    public override TernaryLifState<T> Detach() => (TernaryLifState<T>)base.Detach();

    /// <inheritdoc/>
    public override TernaryLifState<T> With(string name, Tensor<T> values) => (TernaryLifState<T>)base.With(name, values);

    /// <inheritdoc/>
    public override TernaryLifState<T> Concat(params NeuronState<T>[] others) => (TernaryLifState<T>)base.Concat(others);

    internal override TernaryLifState<T> Rebuild(StateValues<T> values) => new(Layout, values);
}

/// <summary>A layer: integrate-and-fire neuron with spikes of both signs. Source: SpikingJelly, TernaryIFNode and
/// TernaryLIFNode; Guo et al. 2024.</summary>
public sealed class TernaryLif : NeuronLayer<TernaryLifState<float>, TernaryLifState<double>>
{
    /// <summary>A layer of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public TernaryLif(int features, TernaryLifOptions? options = null) : this([features], options)
    {
    }

    /// <summary>A layer whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public TernaryLif(int[] shape, TernaryLifOptions? options = null) : base(shape, options ??= new()) => Options = options;

    /// <summary>A layer that takes the shape of its input when it becomes part of a network.</summary>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public TernaryLif(TernaryLifOptions? options = null) : base(null, options ??= new()) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public TernaryLifOptions Options { get; }

    /// <inheritdoc/>
    public new TernaryLifState<T> Initial<T>(int batch, ulong seed = 0, uint stream = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (TernaryLifState<T>)base.Initial<T>(batch, seed, stream);

    internal override NeuronState<T> Wrap<T>(StateValues<T> values) => new TernaryLifState<T>(StateLayout, values);
}
