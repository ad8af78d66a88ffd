// Generated from the model; tools/Neurons.Generate writes it anew.
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>The options of an ExponentialIf layer. Source: SpikingJelly, EIFNode; Fourcaud-Trocmé et al.
/// 2003.</summary>
public sealed record ExponentialIfOptions : NeuronOptions
{
    /// <summary>Membrane time constant. In steps. Allowed: &gt; 0. Default 2.</summary>
    public NeuronParameter Tau { get; init; } = 2;

    /// <summary>Sharpness of the upswing. Allowed: &gt; 0. Default 1.</summary>
    public NeuronParameter DeltaT { get; init; } = 1;

    /// <summary>Rheobase threshold, where the upswing starts. Allowed: any finite number. Default 0.8.</summary>
    public NeuronParameter ThetaRh { get; init; } = 0.8;

    /// <summary>Threshold. Allowed: any finite number. Default 1.</summary>
    public NeuronParameter VTh { get; init; } = 1;

    /// <summary>Resting potential. Allowed: any finite number. Default 0.</summary>
    public NeuronParameter VRest { get; init; } = 0;

    /// <summary>Reset potential. Allowed: any finite number. Default -0.1.</summary>
    public NeuronParameter VReset { get; init; } = -0.1;

    /// <summary>What a spike does to the membrane potential in models with an immediate reset. Default Value.</summary>
    public SpikeReset Reset { get; init; } = SpikeReset.Value;

    /// <summary>The derivative that stands in for that of the Heaviside step in backpropagation. Default
    /// sigmoid(k=4).</summary>
    public Surrogate Surrogate { get; init; } = Surrogate.Sigmoid(4);

    /// <summary>Which side of the threshold u = 0 belongs to firing. Default GreaterOrEqual.</summary>
    public Comparison Comparison { get; init; } = Comparison.GreaterOrEqual;

    /// <summary>Default false.</summary>
    public bool DetachReset { get; init; }

    /// <summary>The preset spikingjelly: SpikingJelly 2.0. Time in step.</summary>
    public static ExponentialIfOptions Spikingjelly { get; } = new();

    internal override string Model => "ExponentialIf";

    internal override NeuronParameter[] ParameterValues => [Tau, DeltaT, ThetaRh, VTh, VRest, VReset];

    internal override object[] OptionValues => [Reset, Surrogate, Comparison, DetachReset];
}

/// <summary>The states of an ExponentialIf layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class ExponentialIfState<T> : NeuronState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal ExponentialIfState(StateLayout layout, StateValues<T> values) : base(layout, values)
    {
    }

    /// <summary>Membrane potential: [batch…, features…].</summary>
    public Tensor<T> V => Values.Values[0];

    /// <inheritdoc/>
    public override ExponentialIfState<T> this[int sample] => (ExponentialIfState<T>)base[sample];

    /// <inheritdoc/>
    public override ExponentialIfState<T> Detach() => (ExponentialIfState<T>)base.Detach();

    /// <inheritdoc/>
    public override ExponentialIfState<T> With(string name, Tensor<T> values) => (ExponentialIfState<T>)base.With(name, values);

    /// <inheritdoc/>
    public override ExponentialIfState<T> Concat(params NeuronState<T>[] others) => (ExponentialIfState<T>)base.Concat(others);

    internal override ExponentialIfState<T> Rebuild(StateValues<T> values) => new(Layout, values);
}

/// <summary>A layer: exponential integrate-and-fire neuron with the reset in the step of the spike. Source:
/// SpikingJelly, EIFNode; Fourcaud-Trocmé et al. 2003.</summary>
public sealed class ExponentialIf : NeuronLayer<ExponentialIfState<float>, ExponentialIfState<double>>
{
    /// <summary>A layer of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public ExponentialIf(int features, ExponentialIfOptions? options = null) : this([features], options)
    {
    }

    /// <summary>A layer whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public ExponentialIf(int[] shape, ExponentialIfOptions? options = null) : base(shape, options ??= new()) => Options = options;

    /// <summary>A layer that takes the shape of its input when it becomes part of a network.</summary>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public ExponentialIf(ExponentialIfOptions? options = null) : base(null, options ??= new()) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public ExponentialIfOptions Options { get; }

    /// <inheritdoc/>
    public new ExponentialIfState<T> Initial<T>(int batch, ulong seed = 0, uint stream = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (ExponentialIfState<T>)base.Initial<T>(batch, seed, stream);

    internal override NeuronState<T> Wrap<T>(StateValues<T> values) => new ExponentialIfState<T>(StateLayout, values);
}
