// Generated from the model; tools/Neurons.Generate writes it anew.
using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>The states of an Izhikevich2003 module.</summary>
public sealed class Izhikevich2003State : NeuronState<Izhikevich2003State>
{
    internal Izhikevich2003State(StateSnapshot snapshot) : base(snapshot)
    {
    }

    /// <summary>Membrane potential, before the reset, in mV: [batch…, features…].</summary>
    public Tensor V => Tensors[0];

    /// <summary>Recovery, in mV/ms: [batch…, features…].</summary>
    public Tensor U => Tensors[1];

    internal override Izhikevich2003State Rebuild(StateSnapshot snapshot) => new(snapshot);
}

/// <summary>A module: Izhikevich's neuron in mV and ms. Source: Izhikevich 2003; brainpy.state, Izhikevich.</summary>
public sealed class Izhikevich2003 : NeuronModule<Izhikevich2003State>
{
    /// <summary>A module of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public Izhikevich2003(int features, Izhikevich2003Options? options = null, Device? device = null, ScalarType? dtype = null)
        : this([features], options, device, dtype)
    {
    }

    /// <summary>A module whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public Izhikevich2003(int[] shape, Izhikevich2003Options? options = null, Device? device = null, ScalarType? dtype = null)
        : base(shape, options ??= new(), device, dtype) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public Izhikevich2003Options Options { get; }

    /// <summary>The neuron as functions on tensors, in the records of the model.</summary>
    /// <param name="options">What its equations leave open.</param>
    public static TorchNeuron<Izhikevich2003Module.State<Tensor>> create(CrossingOptions options) =>
        new(Neuron.dynamics(Izhikevich2003Module.model, options));

    internal override Izhikevich2003State Wrap(StateSnapshot snapshot) => new(snapshot);
}
