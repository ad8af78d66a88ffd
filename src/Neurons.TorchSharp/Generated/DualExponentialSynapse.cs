// Generated from the model; tools/Neurons.Generate writes it anew.
using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>The states of a DualExponentialSynapse module.</summary>
public sealed class DualExponentialSynapseState : NeuronState<DualExponentialSynapseState>
{
    internal DualExponentialSynapseState(StateSnapshot snapshot) : base(snapshot)
    {
    }

    /// <summary>Conductance that is still missing, in mS: [batch…, features…].</summary>
    public Tensor GRise => Tensors[0];

    /// <summary>Conductance that decays, in mS: [batch…, features…].</summary>
    public Tensor GDecay => Tensors[1];

    internal override DualExponentialSynapseState Rebuild(StateSnapshot snapshot) => new(snapshot);
}

/// <summary>A module: synapse that rises and decays, each exponentially. Source: brainpy.state, DualExpon.</summary>
public sealed class DualExponentialSynapse : NeuronModule<DualExponentialSynapseState>
{
    /// <summary>A module of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public DualExponentialSynapse(int features, DualExponentialSynapseOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : this([features], options, device, dtype)
    {
    }

    /// <summary>A module whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public DualExponentialSynapse(int[] shape, DualExponentialSynapseOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : base(shape, options ??= new(), device, dtype) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public DualExponentialSynapseOptions Options { get; }

    /// <summary>The neuron as functions on tensors, in the records of the model.</summary>
    /// <param name="options">What its equations leave open.</param>
    public static TorchNeuron<DualExponentialSynapseModule.State<Tensor>> create(DualExponentialSynapseModule.Options options) =>
        new(Neuron.dynamics(DualExponentialSynapseModule.model, options));

    internal override DualExponentialSynapseState Wrap(StateSnapshot snapshot) => new(snapshot);
}
