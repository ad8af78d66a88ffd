// Generated from the model; tools/Neurons.Generate writes it anew.
using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>The states of an Alif module.</summary>
public sealed class AlifState : NeuronState<AlifState>
{
    internal AlifState(StateSnapshot snapshot) : base(snapshot)
    {
    }

    /// <summary>Membrane potential, before the reset, in mV: [batch…, features…].</summary>
    public Tensor V => Tensors[0];

    /// <summary>Adaptation: [batch…, features…].</summary>
    public Tensor A => Tensors[1];

    internal override AlifState Rebuild(StateSnapshot snapshot) => new(snapshot);
}

/// <summary>A module: adaptive leaky integrate-and-fire neuron. Source: brainpy.state, ALIF; Gerstner et al.
/// 2014.</summary>
public sealed class Alif : NeuronModule<AlifState>
{
    /// <summary>A module of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public Alif(int features, AlifOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : this([features], options, device, dtype)
    {
    }

    /// <summary>A module whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public Alif(int[] shape, AlifOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : base(shape, options ??= new(), device, dtype) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public AlifOptions Options { get; }

    /// <summary>The neuron as functions on tensors, in the records of the model.</summary>
    /// <param name="options">What its equations leave open.</param>
    public static TorchNeuron<AlifModule.State<Tensor>> create(VoltageOptions options) =>
        new(Neuron.dynamics(AlifModule.model, options));

    internal override AlifState Wrap(StateSnapshot snapshot) => new(snapshot);
}
