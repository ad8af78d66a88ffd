// Generated from the model; tools/Neurons.Generate writes it anew.
using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>The states of a DecayingTrace module.</summary>
public sealed class DecayingTraceState : NeuronState<DecayingTraceState>
{
    internal DecayingTraceState(StateSnapshot snapshot) : base(snapshot)
    {
    }

    /// <summary>Trace: [batch…, features…].</summary>
    public Tensor Trace => Tensors[0];

    internal override DecayingTraceState Rebuild(StateSnapshot snapshot) => new(snapshot);
}

/// <summary>A module: decaying trace of spikes. Source: Norse, stdp_sensor_step.</summary>
public sealed class DecayingTrace : NeuronModule<DecayingTraceState>
{
    /// <summary>A module of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public DecayingTrace(int features, DecayingTraceOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : this([features], options, device, dtype)
    {
    }

    /// <summary>A module whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public DecayingTrace(int[] shape, DecayingTraceOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : base(shape, options ??= new(), device, dtype) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public DecayingTraceOptions Options { get; }

    /// <summary>The neuron as functions on tensors, in the records of the model.</summary>
    /// <param name="options">What its equations leave open.</param>
    public static TorchNeuron<DecayingTraceModule.State<Tensor>> create(DecayingTraceModule.Options options) =>
        new(Neuron.dynamics(DecayingTraceModule.model, options));

    internal override DecayingTraceState Wrap(StateSnapshot snapshot) => new(snapshot);
}
