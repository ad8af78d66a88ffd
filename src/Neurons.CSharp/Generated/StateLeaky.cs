// Generated from the model; tools/Neurons.Generate writes it anew.
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>The options of a StateLeaky layer. Source: snnTorch, StateLeaky.</summary>
public sealed record StateLeakyOptions : NeuronOptions
{
    /// <summary>1 − β is the inverse of the membrane time constant in steps. Allowed: in [0, 1]. Default 0.9.</summary>
    public NeuronParameter Beta { get; init; } = 0.9;

    /// <summary>Threshold. Allowed: any finite number. Default 1.</summary>
    public NeuronParameter Threshold { get; init; } = 1;

    /// <summary>Root of the size of a spike. Allowed: any finite number. Default 1.</summary>
    public NeuronParameter GradedSpikesFactor { get; init; } = 1;

    /// <summary>The derivative that stands in for that of the Heaviside step in backpropagation. Default
    /// atan(alpha=2).</summary>
    public Surrogate Surrogate { get; init; } = Surrogate.Atan(2);

    /// <summary>Which side of the threshold u = 0 belongs to firing. Default Greater.</summary>
    public Comparison Comparison { get; init; } = Comparison.Greater;

    /// <summary>The preset snntorch: snnTorch 0.9.4. Time in step.</summary>
    public static StateLeakyOptions Snntorch { get; } = new();

    internal override string Model => "StateLeaky";

    internal override NeuronParameter[] ParameterValues => [Beta, Threshold, GradedSpikesFactor];

    internal override object[] OptionValues => [Surrogate, Comparison];
}

/// <summary>The states of a StateLeaky layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class StateLeakyState<T> : NeuronState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal StateLeakyState(StateLayout layout, StateValues<T> values) : base(layout, values)
    {
    }

    /// <summary>Membrane potential: [batch…, features…].</summary>
    public Tensor<T> Mem => Values.Values[0];

    /// <inheritdoc/>
    public override StateLeakyState<T> this[int sample] => (StateLeakyState<T>)base[sample];

    /// <inheritdoc/>
    public override StateLeakyState<T> Detach() => (StateLeakyState<T>)base.Detach();

    /// <inheritdoc/>
    public override StateLeakyState<T> With(string name, Tensor<T> values) => (StateLeakyState<T>)base.With(name, values);

    /// <inheritdoc/>
    public override StateLeakyState<T> Concat(params NeuronState<T>[] others) => (StateLeakyState<T>)base.Concat(others);

    internal override StateLeakyState<T> Rebuild(StateValues<T> values) => new(Layout, values);
}

/// <summary>A layer: leaky neuron without a reset, with graded spikes. Source: snnTorch, StateLeaky.</summary>
public sealed class StateLeaky : NeuronLayer<StateLeakyState<float>, StateLeakyState<double>>
{
    /// <summary>A layer of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public StateLeaky(int features, StateLeakyOptions? options = null) : this([features], options)
    {
    }

    /// <summary>A layer whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public StateLeaky(int[] shape, StateLeakyOptions? options = null) : base(shape, options ??= new()) => Options = options;

    /// <summary>A layer that takes the shape of its input when it becomes part of a network.</summary>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public StateLeaky(StateLeakyOptions? options = null) : base(null, options ??= new()) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public StateLeakyOptions Options { get; }

    /// <inheritdoc/>
    public new StateLeakyState<T> Initial<T>(int batch, ulong seed = 0, uint stream = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (StateLeakyState<T>)base.Initial<T>(batch, seed, stream);

    internal override NeuronState<T> Wrap<T>(StateValues<T> values) => new StateLeakyState<T>(StateLayout, values);
}
