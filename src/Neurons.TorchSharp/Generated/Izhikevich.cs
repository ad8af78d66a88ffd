// Generated from the model; tools/Neurons.Generate writes it anew.
using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>The states of an Izhikevich module.</summary>
public sealed class IzhikevichState : NeuronState<IzhikevichState>
{
    internal IzhikevichState(StateSnapshot snapshot) : base(snapshot)
    {
    }

    /// <summary>Membrane potential, in mV: [batch…, features…].</summary>
    public Tensor V => Tensors[0];

    /// <summary>Recovery: [batch…, features…].</summary>
    public Tensor U => Tensors[1];

    internal override IzhikevichState Rebuild(StateSnapshot snapshot) => new(snapshot);
}

/// <summary>A module: Izhikevich's quadratic neuron with a recovery variable. Source: Norse,
/// izhikevich_feed_forward_step; Izhikevich 2003, 2004.</summary>
public sealed class Izhikevich : NeuronModule<IzhikevichState>
{
    /// <summary>A module of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public Izhikevich(int features, IzhikevichOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : this([features], options, device, dtype)
    {
    }

    /// <summary>A module whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public Izhikevich(int[] shape, IzhikevichOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : base(shape, options ??= new(), device, dtype) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public IzhikevichOptions Options { get; }

    /// <summary>The neuron as functions on tensors, in the records of the model.</summary>
    /// <param name="options">What its equations leave open.</param>
    public static TorchNeuron<IzhikevichModule.State<Tensor>> create(IzhikevichModule.Options options) =>
        new(Neuron.dynamics(IzhikevichModule.model, options));

    internal override IzhikevichState Wrap(StateSnapshot snapshot) => new(snapshot);
}
