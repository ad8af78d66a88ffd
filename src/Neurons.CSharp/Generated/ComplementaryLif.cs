// Generated from the model; tools/Neurons.Generate writes it anew.
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>The options of a ComplementaryLif layer. Source: SpikingJelly, CLIFNode; Huang et al. 2024.</summary>
public sealed record ComplementaryLifOptions : NeuronOptions
{
    /// <summary>Membrane time constant. In steps. Allowed: &gt; 0. Default 2.</summary>
    public NeuronParameter Tau { get; init; } = 2;

    /// <summary>Threshold. Allowed: any finite number. Default 1.</summary>
    public NeuronParameter VTh { get; init; } = 1;

    /// <summary>The derivative that stands in for that of the Heaviside step in backpropagation. Default
    /// rect(alpha=1).</summary>
    public Surrogate Surrogate { get; init; } = Surrogate.Rect(1);

    /// <summary>Which side of the threshold u = 0 belongs to firing. Default GreaterOrEqual.</summary>
    public Comparison Comparison { get; init; } = Comparison.GreaterOrEqual;

    /// <summary>The preset spikingjelly: SpikingJelly 2.0. Time in step.</summary>
    public static ComplementaryLifOptions Spikingjelly { get; } = new();

    internal override string Model => "ComplementaryLif";

    internal override NeuronParameter[] ParameterValues => [Tau, VTh];

    internal override object[] OptionValues => [Surrogate, Comparison];
}

/// <summary>The states of a ComplementaryLif layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class ComplementaryLifState<T> : NeuronState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal ComplementaryLifState(StateLayout layout, StateValues<T> values) : base(layout, values)
    {
    }

    /// <summary>Membrane potential: [batch…, features…].</summary>
    public Tensor<T> V => Values.Values[0];

    /// <summary>Complementary potential: [batch…, features…].</summary>
    public Tensor<T> M => Values.Values[1];

    /// <inheritdoc/>
    public override ComplementaryLifState<T> this[int sample] => (ComplementaryLifState<T>)base[sample];

    /// <inheritdoc/>
    public override ComplementaryLifState<T> Detach() => (ComplementaryLifState<T>)base.Detach();

    /// <inheritdoc/>
    public override ComplementaryLifState<T> With(string name, Tensor<T> values) => (ComplementaryLifState<T>)base.With(name, values);

    /// <inheritdoc/>
    public override ComplementaryLifState<T> Concat(params NeuronState<T>[] others) => (ComplementaryLifState<T>)base.Concat(others);

    internal override ComplementaryLifState<T> Rebuild(StateValues<T> values) => new(Layout, values);
}

/// <summary>A layer: leaky integrate-and-fire neuron with a complementary potential. Source: SpikingJelly, CLIFNode;
/// Huang et al. 2024.</summary>
public sealed class ComplementaryLif : NeuronLayer<ComplementaryLifState<float>, ComplementaryLifState<double>>
{
    /// <summary>A layer of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public ComplementaryLif(int features, ComplementaryLifOptions? options = null) : this([features], options)
    {
    }

    /// <summary>A layer whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public ComplementaryLif(int[] shape, ComplementaryLifOptions? options = null) : base(shape, options ??= new()) => Options = options;

    /// <summary>A layer that takes the shape of its input when it becomes part of a network.</summary>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public ComplementaryLif(ComplementaryLifOptions? options = null) : base(null, options ??= new()) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public ComplementaryLifOptions Options { get; }

    /// <inheritdoc/>
    public new ComplementaryLifState<T> Initial<T>(int batch, ulong seed = 0, uint stream = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (ComplementaryLifState<T>)base.Initial<T>(batch, seed, stream);

    internal override NeuronState<T> Wrap<T>(StateValues<T> values) => new ComplementaryLifState<T>(StateLayout, values);
}
