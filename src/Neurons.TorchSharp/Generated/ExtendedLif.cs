// Generated from the model; tools/Neurons.Generate writes it anew.
using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>The states of an ExtendedLif module.</summary>
public sealed class ExtendedLifState : NeuronState<ExtendedLifState>
{
    internal ExtendedLifState(StateSnapshot snapshot) : base(snapshot)
    {
    }

    /// <summary>Membrane potential: [batch…, features…].</summary>
    public Tensor V => Tensors[0];

    /// <summary>Threshold: [batch…, features…].</summary>
    public Tensor VTh => Tensors[1];

    /// <summary>Adaptation current: [batch…, features…].</summary>
    public Tensor Adaptation => Tensors[2];

    /// <summary>Synaptic efficacy: [batch…, features…].</summary>
    public Tensor Efficacy => Tensors[3];

    /// <summary>Recent spikes, which flatten the firing probability: [batch…, features…].</summary>
    public Tensor DynamicAdaptation => Tensors[4];

    /// <summary>Spike of the last step: [batch…, features…].</summary>
    public Tensor Z => Tensors[5];

    internal override ExtendedLifState Rebuild(StateSnapshot snapshot) => new(snapshot);
}

/// <summary>A module: leaky integrate-and-fire neuron with random spikes, adaptive threshold, tiring synapses and
/// modulation. Source: Extended LIF Neurons; Gerstner et al. 2014.</summary>
public sealed class ExtendedLif : NeuronModule<ExtendedLifState>
{
    /// <summary>A module of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public ExtendedLif(int features, ExtendedLifOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : this([features], options, device, dtype)
    {
    }

    /// <summary>A module whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public ExtendedLif(int[] shape, ExtendedLifOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : base(shape, options ??= new(), device, dtype) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public ExtendedLifOptions Options { get; }

    /// <summary>All steps of a sequence, with every input of the model.</summary>
    /// <param name="i">[T, batch…, features…].</param>
    /// <param name="m">[T, batch…, features…].</param>
    /// <param name="state">The state before; null for the initial one.</param>
    public (Tensor Output, ExtendedLifState State) forward(Tensor i, Tensor m, ExtendedLifState? state = null) =>
        Forward([i, m], state);

    /// <summary>The neuron as functions on tensors, in the records of the model.</summary>
    /// <param name="options">What its equations leave open.</param>
    public static TorchNeuron<ExtendedLifModule.State<Tensor>> create(ExtendedLifModule.Options options) =>
        new(Neuron.dynamics(ExtendedLifModule.model, options));

    internal override ExtendedLifState Wrap(StateSnapshot snapshot) => new(snapshot);
}
