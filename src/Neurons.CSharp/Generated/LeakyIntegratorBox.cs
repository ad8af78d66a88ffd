// Generated from the model; tools/Neurons.Generate writes it anew.
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>The options of a LeakyIntegratorBox layer. Source: Norse, li_box_feed_forward_step.</summary>
public sealed record LeakyIntegratorBoxOptions : NeuronOptions
{
    /// <summary>Inverse time constant of the membrane. In 1/s. Allowed: &gt; 0. Default 100.</summary>
    public NeuronParameter TauMemInv { get; init; } = 100;

    /// <summary>Leak potential. Allowed: any finite number. Default 0.</summary>
    public NeuronParameter VLeak { get; init; } = 0;

    /// <summary>Time step in s. Default 0.001.</summary>
    public double Dt { get; init; } = 0.001;

    /// <summary>The preset norse1: Norse 1.1 and later. Time in s.</summary>
    public static LeakyIntegratorBoxOptions Norse1 { get; } = new();

    internal override string Model => "LeakyIntegratorBox";

    internal override NeuronParameter[] ParameterValues => [TauMemInv, VLeak];

    internal override object[] OptionValues => [Dt];
}

/// <summary>The states of a LeakyIntegratorBox layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class LeakyIntegratorBoxState<T> : NeuronState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal LeakyIntegratorBoxState(StateLayout layout, StateValues<T> values) : base(layout, values)
    {
    }

    /// <summary>Membrane potential: [batch…, features…].</summary>
    public Tensor<T> V => Values.Values[0];

    /// <inheritdoc/>
    public override LeakyIntegratorBoxState<T> this[int sample] => (LeakyIntegratorBoxState<T>)base[sample];

    /// <inheritdoc/>
    public override LeakyIntegratorBoxState<T> Detach() => (LeakyIntegratorBoxState<T>)base.Detach();

    /// <inheritdoc/>
    public override LeakyIntegratorBoxState<T> With(string name, Tensor<T> values) => (LeakyIntegratorBoxState<T>)base.With(name, values);

    /// <inheritdoc/>
    public override LeakyIntegratorBoxState<T> Concat(params NeuronState<T>[] others) => (LeakyIntegratorBoxState<T>)base.Concat(others);

    internal override LeakyIntegratorBoxState<T> Rebuild(StateValues<T> values) => new(Layout, values);
}

/// <summary>A layer: leaky integrator without synapses, a readout. Source: Norse, li_box_feed_forward_step.</summary>
public sealed class LeakyIntegratorBox : NeuronLayer<LeakyIntegratorBoxState<float>, LeakyIntegratorBoxState<double>>
{
    /// <summary>A layer of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public LeakyIntegratorBox(int features, LeakyIntegratorBoxOptions? options = null) : this([features], options)
    {
    }

    /// <summary>A layer whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public LeakyIntegratorBox(int[] shape, LeakyIntegratorBoxOptions? options = null) : base(shape, options ??= new()) => Options = options;

    /// <summary>A layer that takes the shape of its input when it becomes part of a network.</summary>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public LeakyIntegratorBox(LeakyIntegratorBoxOptions? options = null) : base(null, options ??= new()) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public LeakyIntegratorBoxOptions Options { get; }

    /// <inheritdoc/>
    public new LeakyIntegratorBoxState<T> Initial<T>(int batch, ulong seed = 0, uint stream = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (LeakyIntegratorBoxState<T>)base.Initial<T>(batch, seed, stream);

    internal override NeuronState<T> Wrap<T>(StateValues<T> values) => new LeakyIntegratorBoxState<T>(StateLayout, values);
}
