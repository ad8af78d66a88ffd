// Generated from the model; tools/Neurons.Generate writes it anew.
using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>The states of an AlphaSynapse module.</summary>
public sealed class AlphaSynapseState : NeuronState<AlphaSynapseState>
{
    internal AlphaSynapseState(StateSnapshot snapshot) : base(snapshot)
    {
    }

    /// <summary>Conductance, in mS: [batch…, features…].</summary>
    public Tensor G => Tensors[0];

    /// <summary>What the conductance follows, in mS: [batch…, features…].</summary>
    public Tensor H => Tensors[1];

    internal override AlphaSynapseState Rebuild(StateSnapshot snapshot) => new(snapshot);
}

/// <summary>A module: synapse with the shape of an alpha function. Source: brainpy.state, Alpha.</summary>
public sealed class AlphaSynapse : NeuronModule<AlphaSynapseState>
{
    /// <summary>A module of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public AlphaSynapse(int features, AlphaSynapseOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : this([features], options, device, dtype)
    {
    }

    /// <summary>A module whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public AlphaSynapse(int[] shape, AlphaSynapseOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : base(shape, options ??= new(), device, dtype) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public AlphaSynapseOptions Options { get; }

    /// <summary>The neuron as functions on tensors, in the records of the model.</summary>
    /// <param name="options">What its equations leave open.</param>
    public static TorchNeuron<AlphaSynapseModule.State<Tensor>> create(SynapseOptions options) =>
        new(Neuron.dynamics(AlphaSynapseModule.model, options));

    internal override AlphaSynapseState Wrap(StateSnapshot snapshot) => new(snapshot);
}
