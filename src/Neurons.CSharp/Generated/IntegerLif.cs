// Generated from the model; tools/Neurons.Generate writes it anew.
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>The options of an IntegerLif layer. Source: SpikingJelly, ILIFNode; Luo et al. 2024.</summary>
public sealed record IntegerLifOptions : NeuronOptions
{
    /// <summary>Membrane time constant. In steps. Allowed: &gt; 0. Default 1.3333333333333333.</summary>
    public NeuronParameter Tau { get; init; } = 1.3333333333333333;

    /// <summary>Threshold, of which a spike is one. Allowed: &gt; 0. Default 1.</summary>
    public NeuronParameter VTh { get; init; } = 1;

    /// <summary>Greatest count of a step. Allowed: in [1, 1048576]. Default 4.</summary>
    public NeuronParameter MaxCount { get; init; } = 4;

    /// <summary>Whether the gradient of the reset ignores the count. Default false.</summary>
    public bool DetachReset { get; init; }

    /// <summary>The preset spikingjelly: SpikingJelly 2.0. Time in step.</summary>
    public static IntegerLifOptions Spikingjelly { get; } = new();

    internal override string Model => "IntegerLif";

    internal override NeuronParameter[] ParameterValues => [Tau, VTh, MaxCount];

    internal override object[] OptionValues => [DetachReset];
}

/// <summary>The states of an IntegerLif layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class IntegerLifState<T> : NeuronState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal IntegerLifState(StateLayout layout, StateValues<T> values) : base(layout, values)
    {
    }

    /// <summary>Membrane potential: [batch…, features…].</summary>
    public Tensor<T> V => Values.Values[0];

    /// <inheritdoc/>
    public override IntegerLifState<T> this[int sample] => (IntegerLifState<T>)base[sample];

    /// <inheritdoc/>
    public override IntegerLifState<T> Detach() => (IntegerLifState<T>)base.Detach();

    /// <inheritdoc/>
    public override IntegerLifState<T> With(string name, Tensor<T> values) => (IntegerLifState<T>)base.With(name, values);

    /// <inheritdoc/>
    public override IntegerLifState<T> Concat(params NeuronState<T>[] others) => (IntegerLifState<T>)base.Concat(others);

    internal override IntegerLifState<T> Rebuild(StateValues<T> values) => new(Layout, values);
}

/// <summary>A layer: leaky integrate-and-fire neuron that counts its spikes. Source: SpikingJelly, ILIFNode; Luo et al.
/// 2024.</summary>
public sealed class IntegerLif : NeuronLayer<IntegerLifState<float>, IntegerLifState<double>>
{
    /// <summary>A layer of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public IntegerLif(int features, IntegerLifOptions? options = null) : this([features], options)
    {
    }

    /// <summary>A layer whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public IntegerLif(int[] shape, IntegerLifOptions? options = null) : base(shape, options ??= new()) => Options = options;

    /// <summary>A layer that takes the shape of its input when it becomes part of a network.</summary>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public IntegerLif(IntegerLifOptions? options = null) : base(null, options ??= new()) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public IntegerLifOptions Options { get; }

    /// <inheritdoc/>
    public new IntegerLifState<T> Initial<T>(int batch, ulong seed = 0, uint stream = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (IntegerLifState<T>)base.Initial<T>(batch, seed, stream);

    internal override NeuronState<T> Wrap<T>(StateValues<T> values) => new IntegerLifState<T>(StateLayout, values);
}
