// Generated from the model; tools/Neurons.Generate writes it anew.
using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>The states of a Lif module.</summary>
public sealed class LifState : NeuronState<LifState>
{
    internal LifState(StateSnapshot snapshot) : base(snapshot)
    {
    }

    /// <summary>Membrane potential, before the reset, in mV: [batch…, features…].</summary>
    public Tensor V => Tensors[0];

    internal override LifState Rebuild(StateSnapshot snapshot) => new(snapshot);
}

/// <summary>A module: leaky integrate-and-fire neuron with delayed reset. Source: brainpy.state, LIF; Lapicque 1907;
/// Abbott 1999; Burkitt 2006.</summary>
public sealed class Lif : NeuronModule<LifState>
{
    /// <summary>A module of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public Lif(int features, LifOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : this([features], options, device, dtype)
    {
    }

    /// <summary>A module whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public Lif(int[] shape, LifOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : base(shape, options ??= new(), device, dtype) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public LifOptions Options { get; }

    /// <summary>The neuron as functions on tensors, in the records of the model.</summary>
    /// <param name="options">What its equations leave open.</param>
    public static TorchNeuron<LifModule.State<Tensor>> create(VoltageOptions options) =>
        new(Neuron.dynamics(LifModule.model, options));

    internal override LifState Wrap(StateSnapshot snapshot) => new(snapshot);
}
