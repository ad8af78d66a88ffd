// Generated from the model; tools/Neurons.Generate writes it anew.
using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>The states of a NmdaSynapse module.</summary>
public sealed class NmdaSynapseState : NeuronState<NmdaSynapseState>
{
    internal NmdaSynapseState(StateSnapshot snapshot) : base(snapshot)
    {
    }

    /// <summary>Share of open receptors: [batch…, features…].</summary>
    public Tensor G => Tensors[0];

    /// <summary>Share of receptors that have bound the transmitter: [batch…, features…].</summary>
    public Tensor X => Tensors[1];

    /// <summary>Steps since the last spike, in steps: [batch…, features…].</summary>
    public Tensor SinceSpike => Tensors[2];

    internal override NmdaSynapseState Rebuild(StateSnapshot snapshot) => new(snapshot);
}

/// <summary>A module: synapse of NMDA receptors. Source: Destexhe et al. 1994; brainpy.state, BioNMDA.</summary>
public sealed class NmdaSynapse : NeuronModule<NmdaSynapseState>
{
    /// <summary>A module of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public NmdaSynapse(int features, NmdaSynapseOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : this([features], options, device, dtype)
    {
    }

    /// <summary>A module whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public NmdaSynapse(int[] shape, NmdaSynapseOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : base(shape, options ??= new(), device, dtype) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public NmdaSynapseOptions Options { get; }

    /// <summary>The neuron as functions on tensors, in the records of the model.</summary>
    /// <param name="options">What its equations leave open.</param>
    public static TorchNeuron<NmdaSynapseModule.State<Tensor>> create(SynapseOptions options) =>
        new(Neuron.dynamics(NmdaSynapseModule.model, options));

    internal override NmdaSynapseState Wrap(StateSnapshot snapshot) => new(snapshot);
}
