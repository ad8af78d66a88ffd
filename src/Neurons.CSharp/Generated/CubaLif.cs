// Generated from the model; tools/Neurons.Generate writes it anew.
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>The options of a CubaLif layer. Source: Norse 0.0.7, lif_feed_forward_step; Norse 1.0 with jump before
/// integration.</summary>
public sealed record CubaLifOptions : NeuronOptions
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

    /// <summary>Time step in s. Default 0.001.</summary>
    public double Dt { get; init; } = 0.001;

    /// <summary>Whether the input enters the synapse before a step's integration or after it. Default
    /// AfterIntegration.</summary>
    public Jump Jump { get; init; } = Jump.AfterIntegration;

    /// <summary>The derivative that stands in for that of the Heaviside step in backpropagation. Default
    /// superspike(alpha=100).</summary>
    public Surrogate Surrogate { get; init; } = Surrogate.Superspike(100);

    /// <summary>Which side of the threshold u = 0 belongs to firing. Default Greater.</summary>
    public Comparison Comparison { get; init; } = Comparison.Greater;

    /// <summary>Whether the gradient of the reset ignores the spike. Default false.</summary>
    public bool DetachReset { get; init; }

    /// <summary>The preset bio: Norse 0.0.7, LIFParameters of biology; ms and mV. Time in ms.</summary>
    public static CubaLifOptions Bio { get; } = new()
    {
        TauSynInv = 2,
        TauMemInv = 0.05,
        VLeak = -65,
        VTh = -50,
        VReset = -65,
        Dt = 0.1,
    };

    /// <summary>The preset norse007: Norse 0.0.7. Time in s.</summary>
    public static CubaLifOptions Norse007 { get; } = new();

    /// <summary>The preset norse007_recurrent: Norse 0.0.7, lif_step: the recurrent form, whose reset ignores the
    /// gradient of the spike. Time in s.</summary>
    public static CubaLifOptions Norse007Recurrent { get; } = new()
    {
        DetachReset = true,
    };

    /// <summary>The preset norse1: Norse 1.0 and later. Time in s.</summary>
    public static CubaLifOptions Norse1 { get; } = new()
    {
        Jump = Jump.BeforeIntegration,
    };

    /// <summary>The preset nir_cubalif: NIR, CubaLIF: inverse time constants, v_th = v_threshold; its w_in and r scale
    /// the input. Time in s.</summary>
    public static CubaLifOptions NirCubalif { get; } = new()
    {
        Jump = Jump.BeforeIntegration,
    };

    internal override string Model => "CubaLif";

    internal override NeuronParameter[] ParameterValues => [TauSynInv, TauMemInv, VLeak, VTh, VReset];

    internal override object[] OptionValues => [Dt, Jump, Surrogate, Comparison, DetachReset];
}

/// <summary>The states of a CubaLif layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class CubaLifState<T> : NeuronState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal CubaLifState(StateLayout layout, StateValues<T> values) : base(layout, values)
    {
    }

    /// <summary>Membrane potential: [batch…, features…].</summary>
    public Tensor<T> V => Values.Values[0];

    /// <summary>Synaptic current: [batch…, features…].</summary>
    public Tensor<T> I => Values.Values[1];

    /// <inheritdoc/>
    public override CubaLifState<T> this[int sample] => (CubaLifState<T>)base[sample];

    /// <inheritdoc/>
    public override CubaLifState<T> Detach() => (CubaLifState<T>)base.Detach();

    /// <inheritdoc/>
    public override CubaLifState<T> With(string name, Tensor<T> values) => (CubaLifState<T>)base.With(name, values);

    /// <inheritdoc/>
    public override CubaLifState<T> Concat(params NeuronState<T>[] others) => (CubaLifState<T>)base.Concat(others);

    internal override CubaLifState<T> Rebuild(StateValues<T> values) => new(Layout, values);
}

/// <summary>A layer: current-based leaky integrate-and-fire neuron with exponential synapses. Source: Norse 0.0.7,
/// lif_feed_forward_step; Norse 1.0 with jump before integration.</summary>
public sealed class CubaLif : NeuronLayer<CubaLifState<float>, CubaLifState<double>>
{
    /// <summary>A layer of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public CubaLif(int features, CubaLifOptions? options = null) : this([features], options)
    {
    }

    /// <summary>A layer whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public CubaLif(int[] shape, CubaLifOptions? options = null) : base(shape, options ??= new()) => Options = options;

    /// <summary>A layer that takes the shape of its input when it becomes part of a network.</summary>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public CubaLif(CubaLifOptions? options = null) : base(null, options ??= new()) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public CubaLifOptions Options { get; }

    /// <inheritdoc/>
    public new CubaLifState<T> Initial<T>(int batch, ulong seed = 0, uint stream = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (CubaLifState<T>)base.Initial<T>(batch, seed, stream);

    internal override NeuronState<T> Wrap<T>(StateValues<T> values) => new CubaLifState<T>(StateLayout, values);
}
