// Generated from the model; tools/Neurons.Generate writes it anew.
using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>The states of a Synaptic module.</summary>
public sealed class SynapticState : NeuronState<SynapticState>
{
    internal SynapticState(StateSnapshot snapshot) : base(snapshot)
    {
    }

    /// <summary>Synaptic current: [batch…, features…].</summary>
    public Tensor Syn => Tensors[0];

    /// <summary>Membrane potential: [batch…, features…].</summary>
    public Tensor Mem => Tensors[1];

    internal override SynapticState Rebuild(StateSnapshot snapshot) => new(snapshot);
}

/// <summary>A module: leaky neuron with an exponential synapse. Source: snnTorch, Synaptic; Stein 1965; Eshraghian et
/// al. 2023.</summary>
public sealed class Synaptic : NeuronModule<SynapticState>
{
    /// <summary>A module of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public Synaptic(int features, SynapticOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : this([features], options, device, dtype)
    {
    }

    /// <summary>A module whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public Synaptic(int[] shape, SynapticOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : base(shape, options ??= new(), device, dtype) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public SynapticOptions Options { get; }

    /// <summary>The neuron as functions on tensors, in the records of the model.</summary>
    /// <param name="options">What its equations leave open.</param>
    public static TorchNeuron<SynapticModule.State<Tensor>> create(MembraneOptions options) =>
        new(Neuron.dynamics(SynapticModule.model, options));

    internal override SynapticState Wrap(StateSnapshot snapshot) => new(snapshot);
}
