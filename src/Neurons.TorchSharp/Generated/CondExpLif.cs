// Generated from the model; tools/Neurons.Generate writes it anew.
using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>The states of a CondExpLif module.</summary>
public sealed class CondExpLifState : NeuronState<CondExpLifState>
{
    internal CondExpLifState(StateSnapshot snapshot) : base(snapshot)
    {
    }

    /// <summary>Membrane potential, in mV: [batch…, features…].</summary>
    public Tensor V => Tensors[0];

    /// <summary>Excitatory conductance over that of the leak: [batch…, features…].</summary>
    public Tensor Ge => Tensors[1];

    /// <summary>Inhibitory conductance over that of the leak: [batch…, features…].</summary>
    public Tensor Gi => Tensors[2];

    /// <summary>Steps since the last spike, in steps: [batch…, features…].</summary>
    public Tensor SinceSpike => Tensors[3];

    internal override CondExpLifState Rebuild(StateSnapshot snapshot) => new(snapshot);
}

/// <summary>A module: leaky integrate-and-fire neuron of network simulators with exponential postsynaptic conductances.
/// Source: Brian2; Vogels &amp; Abbott 2005; Brette et al. 2007.</summary>
public sealed class CondExpLif : NeuronModule<CondExpLifState>
{
    /// <summary>A module of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public CondExpLif(int features, CondExpLifOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : this([features], options, device, dtype)
    {
    }

    /// <summary>A module whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public CondExpLif(int[] shape, CondExpLifOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : base(shape, options ??= new(), device, dtype) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public CondExpLifOptions Options { get; }

    /// <summary>All steps of a sequence, with every input of the model.</summary>
    /// <param name="excitatory">[T, batch…, features…].</param>
    /// <param name="inhibitory">[T, batch…, features…].</param>
    /// <param name="state">The state before; null for the initial one.</param>
    public (Tensor Output, CondExpLifState State) forward(Tensor excitatory, Tensor inhibitory, CondExpLifState? state = null) =>
        Forward([excitatory, inhibitory], state);

    /// <summary>The neuron as functions on tensors, in the records of the model.</summary>
    /// <param name="options">What its equations leave open.</param>
    public static TorchNeuron<CondExpLifModule.State<Tensor>> create(CondExpLifModule.Options options) =>
        new(Neuron.dynamics(CondExpLifModule.model, options));

    internal override CondExpLifState Wrap(StateSnapshot snapshot) => new(snapshot);
}
