// Generated from the model; tools/Neurons.Generate writes it anew.
using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>The states of an ExponentialSynapse module.</summary>
public sealed class ExponentialSynapseState : NeuronState<ExponentialSynapseState>
{
    internal ExponentialSynapseState(StateSnapshot snapshot) : base(snapshot)
    {
    }

    /// <summary>Conductance, in mS: [batch…, features…].</summary>
    public Tensor G => Tensors[0];

    internal override ExponentialSynapseState Rebuild(StateSnapshot snapshot) => new(snapshot);
}

/// <summary>A module: exponential synapse. Source: brainpy.state, Expon.</summary>
public sealed class ExponentialSynapse : NeuronModule<ExponentialSynapseState>
{
    /// <summary>A module of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public ExponentialSynapse(int features, ExponentialSynapseOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : this([features], options, device, dtype)
    {
    }

    /// <summary>A module whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public ExponentialSynapse(int[] shape, ExponentialSynapseOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : base(shape, options ??= new(), device, dtype) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public ExponentialSynapseOptions Options { get; }

    /// <summary>The neuron as functions on tensors, in the records of the model.</summary>
    /// <param name="options">What its equations leave open.</param>
    public static TorchNeuron<ExponentialSynapseModule.State<Tensor>> create(SynapseOptions options) =>
        new(Neuron.dynamics(ExponentialSynapseModule.model, options));

    internal override ExponentialSynapseState Wrap(StateSnapshot snapshot) => new(snapshot);
}
