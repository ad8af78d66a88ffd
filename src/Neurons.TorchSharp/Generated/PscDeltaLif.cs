// Generated from the model; tools/Neurons.Generate writes it anew.
using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>The states of a PscDeltaLif module.</summary>
public sealed class PscDeltaLifState : NeuronState<PscDeltaLifState>
{
    internal PscDeltaLifState(StateSnapshot snapshot) : base(snapshot)
    {
    }

    /// <summary>Membrane potential, in mV: [batch…, features…].</summary>
    public Tensor V => Tensors[0];

    /// <summary>Steps since the last spike, in steps: [batch…, features…].</summary>
    public Tensor SinceSpike => Tensors[1];

    internal override PscDeltaLifState Rebuild(StateSnapshot snapshot) => new(snapshot);
}

/// <summary>A module: leaky integrate-and-fire neuron of network simulators whose potential jumps where a spike
/// arrives. Source: Brian2; Brunel 2000.</summary>
public sealed class PscDeltaLif : NeuronModule<PscDeltaLifState>
{
    /// <summary>A module of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public PscDeltaLif(int features, PscDeltaLifOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : this([features], options, device, dtype)
    {
    }

    /// <summary>A module whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public PscDeltaLif(int[] shape, PscDeltaLifOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : base(shape, options ??= new(), device, dtype) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public PscDeltaLifOptions Options { get; }

    /// <summary>All steps of a sequence, with every input of the model.</summary>
    /// <param name="synaptic">[T, batch…, features…].</param>
    /// <param name="current">[T, batch…, features…].</param>
    /// <param name="state">The state before; null for the initial one.</param>
    public (Tensor Output, PscDeltaLifState State) forward(Tensor synaptic, Tensor current, PscDeltaLifState? state = null) =>
        Forward([synaptic, current], state);

    /// <summary>The neuron as functions on tensors, in the records of the model.</summary>
    /// <param name="options">What its equations leave open.</param>
    public static TorchNeuron<PscDeltaLifModule.State<Tensor>> create(PscDeltaLifModule.Options options) =>
        new(Neuron.dynamics(PscDeltaLifModule.model, options));

    internal override PscDeltaLifState Wrap(StateSnapshot snapshot) => new(snapshot);
}
