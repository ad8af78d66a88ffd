// Generated from the model; tools/Neurons.Generate writes it anew.
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>The options of an Izhikevich layer. Source: Norse, izhikevich_feed_forward_step; Izhikevich 2003,
/// 2004.</summary>
public sealed record IzhikevichOptions : NeuronOptions
{
    /// <summary>Rate of the recovery. Allowed: any finite number. Default 0.02.</summary>
    public NeuronParameter A { get; init; } = 0.02;

    /// <summary>Coupling of the recovery to the potential. Allowed: any finite number. Default 0.2.</summary>
    public NeuronParameter B { get; init; } = 0.2;

    /// <summary>Reset potential. In mV. Allowed: any finite number. Default -65.</summary>
    public NeuronParameter C { get; init; } = -65;

    /// <summary>Rise of the recovery per spike. Allowed: any finite number. Default 6.</summary>
    public NeuronParameter D { get; init; } = 6;

    /// <summary>Coefficient of v². Allowed: &gt; 0. Default 0.04.</summary>
    public NeuronParameter Sq { get; init; } = 0.04;

    /// <summary>Coefficient of v. Allowed: any finite number. Default 5.</summary>
    public NeuronParameter Mn { get; init; } = 5;

    /// <summary>Constant drive. Allowed: any finite number. Default 140.</summary>
    public NeuronParameter Bias { get; init; } = 140;

    /// <summary>Peak of a spike. In mV. Allowed: any finite number. Default 30.</summary>
    public NeuronParameter VTh { get; init; } = 30;

    /// <summary>Speed: time steps of the equations in a second. In 1/s. Allowed: &gt; 0. Default 250.</summary>
    public NeuronParameter TauInv { get; init; } = 250;

    /// <summary>Time step in s. Default 0.001.</summary>
    public double Dt { get; init; } = 0.001;

    /// <summary>Which potential the recovery variable of Izhikevich's neuron follows. Default OldPotential.</summary>
    public Recovery Recovery { get; init; } = Recovery.OldPotential;

    /// <summary>The derivative that stands in for that of the Heaviside step in backpropagation. Default
    /// superspike(alpha=100).</summary>
    public Surrogate Surrogate { get; init; } = Surrogate.Superspike(100);

    /// <summary>Which side of the threshold u = 0 belongs to firing. Default Greater.</summary>
    public Comparison Comparison { get; init; } = Comparison.Greater;

    /// <summary>Whether the gradient of the reset ignores the spike. Default false.</summary>
    public bool DetachReset { get; init; }

    /// <summary>The preset norse1: Norse 1.1 and later. Time in s.</summary>
    public static IzhikevichOptions Norse1 { get; } = new();

    /// <summary>The preset tonic_spiking: Izhikevich 2004. Time in s.</summary>
    public static IzhikevichOptions TonicSpiking { get; } = new()
    {
        TauInv = 1000,
        Dt = 0.00025,
        Recovery = Recovery.NewPotential,
    };

    /// <summary>The preset phasic_spiking: Izhikevich 2004. Time in s.</summary>
    public static IzhikevichOptions PhasicSpiking { get; } = new()
    {
        B = 0.25,
        TauInv = 1000,
        Dt = 0.00025,
        Recovery = Recovery.NewPotential,
    };

    /// <summary>The preset tonic_bursting: Izhikevich 2004. Time in s.</summary>
    public static IzhikevichOptions TonicBursting { get; } = new()
    {
        C = -50,
        D = 2,
        TauInv = 1000,
        Dt = 0.00025,
        Recovery = Recovery.NewPotential,
    };

    /// <summary>The preset phasic_bursting: Izhikevich 2004. Time in s.</summary>
    public static IzhikevichOptions PhasicBursting { get; } = new()
    {
        B = 0.25,
        C = -55,
        D = 0.05,
        TauInv = 1000,
        Dt = 0.0002,
        Recovery = Recovery.NewPotential,
    };

    /// <summary>The preset mixed_mode: Izhikevich 2004. Time in s.</summary>
    public static IzhikevichOptions MixedMode { get; } = new()
    {
        C = -55,
        D = 4,
        TauInv = 1000,
        Dt = 0.00025,
        Recovery = Recovery.NewPotential,
    };

    /// <summary>The preset spike_frequency_adaptation: Izhikevich 2004. Time in s.</summary>
    public static IzhikevichOptions SpikeFrequencyAdaptation { get; } = new()
    {
        A = 0.01,
        D = 8,
        TauInv = 1000,
        Dt = 0.00025,
        Recovery = Recovery.NewPotential,
    };

    /// <summary>The preset class_1: Izhikevich 2004. Time in s.</summary>
    public static IzhikevichOptions Class1 { get; } = new()
    {
        B = -0.1,
        C = -55,
        Mn = 4.1,
        Bias = 108,
        TauInv = 1000,
        Dt = 0.00025,
        Recovery = Recovery.NewPotential,
    };

    /// <summary>The preset class_2: Izhikevich 2004. Time in s.</summary>
    public static IzhikevichOptions Class2 { get; } = new()
    {
        A = 0.2,
        B = 0.26,
        D = 0,
        TauInv = 1000,
        Dt = 0.00025,
        Recovery = Recovery.NewPotential,
    };

    /// <summary>The preset spike_latency: Izhikevich 2004. Time in s.</summary>
    public static IzhikevichOptions SpikeLatency { get; } = new()
    {
        TauInv = 1000,
        Dt = 0.0002,
        Recovery = Recovery.NewPotential,
    };

    /// <summary>The preset subthreshold_oscillation: Izhikevich 2004. Time in s.</summary>
    public static IzhikevichOptions SubthresholdOscillation { get; } = new()
    {
        A = 0.05,
        B = 0.26,
        C = -60,
        D = 0,
        TauInv = 1000,
        Dt = 0.00025,
        Recovery = Recovery.NewPotential,
    };

    /// <summary>The preset resonator: Izhikevich 2004. Time in s.</summary>
    public static IzhikevichOptions Resonator { get; } = new()
    {
        A = 0.1,
        B = 0.26,
        C = -60,
        D = -1,
        TauInv = 1000,
        Dt = 0.00025,
        Recovery = Recovery.NewPotential,
    };

    /// <summary>The preset integrator: Izhikevich 2004. Time in s.</summary>
    public static IzhikevichOptions Integrator { get; } = new()
    {
        B = -0.1,
        C = -55,
        Mn = 4.1,
        Bias = 108,
        TauInv = 1000,
        Dt = 0.00025,
        Recovery = Recovery.NewPotential,
    };

    /// <summary>The preset rebound_spike: Izhikevich 2004. Time in s.</summary>
    public static IzhikevichOptions ReboundSpike { get; } = new()
    {
        A = 0.03,
        B = 0.25,
        C = -60,
        D = 4,
        TauInv = 1000,
        Dt = 0.0002,
        Recovery = Recovery.NewPotential,
    };

    /// <summary>The preset rebound_burst: Izhikevich 2004. Time in s.</summary>
    public static IzhikevichOptions ReboundBurst { get; } = new()
    {
        A = 0.03,
        B = 0.25,
        C = -52,
        D = 0,
        TauInv = 1000,
        Dt = 0.0002,
        Recovery = Recovery.NewPotential,
    };

    /// <summary>The preset threshold_variability: Izhikevich 2004. Time in s.</summary>
    public static IzhikevichOptions ThresholdVariability { get; } = new()
    {
        A = 0.03,
        B = 0.25,
        C = -60,
        D = 4,
        TauInv = 1000,
        Dt = 0.00025,
        Recovery = Recovery.NewPotential,
    };

    /// <summary>The preset bistability: Izhikevich 2004. Time in s.</summary>
    public static IzhikevichOptions Bistability { get; } = new()
    {
        A = 0.1,
        B = 0.26,
        C = -60,
        D = 0,
        TauInv = 1000,
        Dt = 0.00025,
        Recovery = Recovery.NewPotential,
    };

    /// <summary>The preset depolarizing_after_potential: Izhikevich 2004. Time in s.</summary>
    public static IzhikevichOptions DepolarizingAfterPotential { get; } = new()
    {
        A = 1,
        C = -60,
        D = -21,
        TauInv = 1000,
        Dt = 0.0001,
        Recovery = Recovery.NewPotential,
    };

    /// <summary>The preset accommodation: Izhikevich 2004. Time in s.</summary>
    public static IzhikevichOptions Accommodation { get; } = new()
    {
        B = 1,
        C = -55,
        D = 4,
        TauInv = 1000,
        Dt = 0.0005,
        Recovery = Recovery.Accommodating,
    };

    /// <summary>The preset inhibition_induced_spiking: Izhikevich 2004. Time in s.</summary>
    public static IzhikevichOptions InhibitionInducedSpiking { get; } = new()
    {
        A = -0.02,
        B = -1,
        C = -60,
        D = 8,
        TauInv = 1000,
        Dt = 0.0005,
        Recovery = Recovery.NewPotential,
    };

    /// <summary>The preset inhibition_induced_bursting: Izhikevich 2004. Time in s.</summary>
    public static IzhikevichOptions InhibitionInducedBursting { get; } = new()
    {
        A = -0.026,
        B = -1,
        C = -45,
        D = -2,
        TauInv = 1000,
        Dt = 0.0005,
        Recovery = Recovery.NewPotential,
    };

    internal override string Model => "Izhikevich";

    internal override NeuronParameter[] ParameterValues => [A, B, C, D, Sq, Mn, Bias, VTh, TauInv];

    internal override object[] OptionValues => [Dt, Recovery, Surrogate, Comparison, DetachReset];
}

/// <summary>The states of an Izhikevich layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class IzhikevichState<T> : NeuronState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal IzhikevichState(StateLayout layout, StateValues<T> values) : base(layout, values)
    {
    }

    /// <summary>Membrane potential, in mV: [batch…, features…].</summary>
    public Tensor<T> V => Values.Values[0];

    /// <summary>Recovery: [batch…, features…].</summary>
    public Tensor<T> U => Values.Values[1];

    /// <inheritdoc/>
    public override IzhikevichState<T> this[int sample] => (IzhikevichState<T>)base[sample];

    /// <inheritdoc/>
    public override IzhikevichState<T> Detach() => (IzhikevichState<T>)base.Detach();

    /// <inheritdoc/>
    public override IzhikevichState<T> With(string name, Tensor<T> values) => (IzhikevichState<T>)base.With(name, values);

    /// <inheritdoc/>
    public override IzhikevichState<T> Concat(params NeuronState<T>[] others) => (IzhikevichState<T>)base.Concat(others);

    internal override IzhikevichState<T> Rebuild(StateValues<T> values) => new(Layout, values);
}

/// <summary>A layer: Izhikevich's quadratic neuron with a recovery variable. Source: Norse,
/// izhikevich_feed_forward_step; Izhikevich 2003, 2004.</summary>
public sealed class Izhikevich : NeuronLayer<IzhikevichState<float>, IzhikevichState<double>>
{
    /// <summary>A layer of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public Izhikevich(int features, IzhikevichOptions? options = null) : this([features], options)
    {
    }

    /// <summary>A layer whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public Izhikevich(int[] shape, IzhikevichOptions? options = null) : base(shape, options ??= new()) => Options = options;

    /// <summary>A layer that takes the shape of its input when it becomes part of a network.</summary>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public Izhikevich(IzhikevichOptions? options = null) : base(null, options ??= new()) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public IzhikevichOptions Options { get; }

    /// <inheritdoc/>
    public new IzhikevichState<T> Initial<T>(int batch, ulong seed = 0, uint stream = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (IzhikevichState<T>)base.Initial<T>(batch, seed, stream);

    internal override NeuronState<T> Wrap<T>(StateValues<T> values) => new IzhikevichState<T>(StateLayout, values);
}
