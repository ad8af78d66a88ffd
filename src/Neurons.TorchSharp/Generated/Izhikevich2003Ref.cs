// Generated from the model; tools/Neurons.Generate writes it anew.
using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>The states of an Izhikevich2003Ref module.</summary>
public sealed class Izhikevich2003RefState : NeuronState<Izhikevich2003RefState>
{
    internal Izhikevich2003RefState(StateSnapshot snapshot) : base(snapshot)
    {
    }

    /// <summary>Membrane potential, before the reset, in mV: [batch…, features…].</summary>
    public Tensor V => Tensors[0];

    /// <summary>Recovery, in mV/ms: [batch…, features…].</summary>
    public Tensor U => Tensors[1];

    /// <summary>Steps since the last spike, in steps: [batch…, features…].</summary>
    public Tensor SinceSpike => Tensors[2];

    internal override Izhikevich2003RefState Rebuild(StateSnapshot snapshot) => new(snapshot);
}

/// <summary>A module: Izhikevich's neuron in mV and ms with a refractory period. Source: Izhikevich 2003;
/// brainpy.state, IzhikevichRef.</summary>
public sealed class Izhikevich2003Ref : NeuronModule<Izhikevich2003RefState>
{
    /// <summary>A module of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public Izhikevich2003Ref(int features, Izhikevich2003RefOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : this([features], options, device, dtype)
    {
    }

    /// <summary>A module whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public Izhikevich2003Ref(int[] shape, Izhikevich2003RefOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : base(shape, options ??= new(), device, dtype) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public Izhikevich2003RefOptions Options { get; }

    /// <summary>The neuron as functions on tensors, in the records of the model.</summary>
    /// <param name="options">What its equations leave open.</param>
    public static TorchNeuron<Izhikevich2003RefModule.State<Tensor>> create(CrossingOptions options) =>
        new(Neuron.dynamics(Izhikevich2003RefModule.model, options));

    internal override Izhikevich2003RefState Wrap(StateSnapshot snapshot) => new(snapshot);
}
