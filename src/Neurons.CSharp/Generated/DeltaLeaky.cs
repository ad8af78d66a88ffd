// Generated from the model; tools/Neurons.Generate writes it anew.
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>The options of a DeltaLeaky layer. Source: snnTorch, DeltaLeaky.</summary>
public sealed record DeltaLeakyOptions : NeuronOptions
{
    /// <summary>Decay of the membrane in a step. Allowed: in [0, 1]. Default 0.9.</summary>
    public NeuronParameter Beta { get; init; } = 0.9;

    /// <summary>Change of the potential that is a spike. Allowed: ≥ 0. Default 1.</summary>
    public NeuronParameter DeltaThreshold { get; init; } = 1;

    /// <summary>The derivative that stands in for that of the Heaviside step in backpropagation. Default
    /// atan(alpha=2).</summary>
    public Surrogate Surrogate { get; init; } = Surrogate.Atan(2);

    /// <summary>Which side of the threshold u = 0 belongs to firing. Default Greater.</summary>
    public Comparison Comparison { get; init; } = Comparison.Greater;

    /// <summary>The preset snntorch: snnTorch 0.9.4. Time in step.</summary>
    public static DeltaLeakyOptions Snntorch { get; } = new();

    internal override string Model => "DeltaLeaky";

    internal override NeuronParameter[] ParameterValues => [Beta, DeltaThreshold];

    internal override object[] OptionValues => [Surrogate, Comparison];
}

/// <summary>The states of a DeltaLeaky layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class DeltaLeakyState<T> : NeuronState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal DeltaLeakyState(StateLayout layout, StateValues<T> values) : base(layout, values)
    {
    }

    /// <summary>Membrane potential: [batch…, features…].</summary>
    public Tensor<T> Mem => Values.Values[0];

    /// <summary>Membrane potential of the step before: [batch…, features…].</summary>
    public Tensor<T> MemPrev => Values.Values[1];

    /// <inheritdoc/>
    public override DeltaLeakyState<T> this[int sample] => (DeltaLeakyState<T>)base[sample];

    /// <inheritdoc/>
    public override DeltaLeakyState<T> Detach() => (DeltaLeakyState<T>)base.Detach();

    /// <inheritdoc/>
    public override DeltaLeakyState<T> With(string name, Tensor<T> values) => (DeltaLeakyState<T>)base.With(name, values);

    /// <inheritdoc/>
    public override DeltaLeakyState<T> Concat(params NeuronState<T>[] others) => (DeltaLeakyState<T>)base.Concat(others);

    internal override DeltaLeakyState<T> Rebuild(StateValues<T> values) => new(Layout, values);
}

/// <summary>A layer: leaky neuron that fires where its potential changes. Source: snnTorch, DeltaLeaky.</summary>
public sealed class DeltaLeaky : NeuronLayer<DeltaLeakyState<float>, DeltaLeakyState<double>>
{
    /// <summary>A layer of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public DeltaLeaky(int features, DeltaLeakyOptions? options = null) : this([features], options)
    {
    }

    /// <summary>A layer whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public DeltaLeaky(int[] shape, DeltaLeakyOptions? options = null) : base(shape, options ??= new()) => Options = options;

    /// <summary>A layer that takes the shape of its input when it becomes part of a network.</summary>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public DeltaLeaky(DeltaLeakyOptions? options = null) : base(null, options ??= new()) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public DeltaLeakyOptions Options { get; }

    /// <inheritdoc/>
    public new DeltaLeakyState<T> Initial<T>(int batch, ulong seed = 0, uint stream = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (DeltaLeakyState<T>)base.Initial<T>(batch, seed, stream);

    internal override NeuronState<T> Wrap<T>(StateValues<T> values) => new DeltaLeakyState<T>(StateLayout, values);
}
