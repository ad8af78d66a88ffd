// Generated from the model; tools/Neurons.Generate writes it anew.
using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>The states of a ResonateAndFire module.</summary>
public sealed class ResonateAndFireState : NeuronState<ResonateAndFireState>
{
    internal ResonateAndFireState(StateSnapshot snapshot) : base(snapshot)
    {
    }

    /// <summary>Membrane potential: [batch…, features…].</summary>
    public Tensor V => Tensors[0];

    /// <summary>Current of the oscillation: [batch…, features…].</summary>
    public Tensor U => Tensors[1];

    internal override ResonateAndFireState Rebuild(StateSnapshot snapshot) => new(snapshot);
}

/// <summary>A module: resonate-and-fire neuron. Source: SpikingJelly, RAFNode; Izhikevich 2001.</summary>
public sealed class ResonateAndFire : NeuronModule<ResonateAndFireState>
{
    /// <summary>A module of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public ResonateAndFire(int features, ResonateAndFireOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : this([features], options, device, dtype)
    {
    }

    /// <summary>A module whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public ResonateAndFire(int[] shape, ResonateAndFireOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : base(shape, options ??= new(), device, dtype) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public ResonateAndFireOptions Options { get; }

    /// <summary>The neuron as functions on tensors, in the records of the model.</summary>
    /// <param name="options">What its equations leave open.</param>
    public static TorchNeuron<ResonateAndFireModule.State<Tensor>> create(ResonateAndFireModule.Options options) =>
        new(Neuron.dynamics(ResonateAndFireModule.model, options));

    internal override ResonateAndFireState Wrap(StateSnapshot snapshot) => new(snapshot);
}
