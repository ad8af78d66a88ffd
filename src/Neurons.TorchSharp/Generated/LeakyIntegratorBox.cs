// Generated from the model; tools/Neurons.Generate writes it anew.
using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>The states of a LeakyIntegratorBox module.</summary>
public sealed class LeakyIntegratorBoxState : NeuronState<LeakyIntegratorBoxState>
{
    internal LeakyIntegratorBoxState(StateSnapshot snapshot) : base(snapshot)
    {
    }

    /// <summary>Membrane potential: [batch…, features…].</summary>
    public Tensor V => Tensors[0];

    internal override LeakyIntegratorBoxState Rebuild(StateSnapshot snapshot) => new(snapshot);
}

/// <summary>A module: leaky integrator without synapses, a readout. Source: Norse, li_box_feed_forward_step.</summary>
public sealed class LeakyIntegratorBox : NeuronModule<LeakyIntegratorBoxState>
{
    /// <summary>A module of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public LeakyIntegratorBox(int features, LeakyIntegratorBoxOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : this([features], options, device, dtype)
    {
    }

    /// <summary>A module whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public LeakyIntegratorBox(int[] shape, LeakyIntegratorBoxOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : base(shape, options ??= new(), device, dtype) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public LeakyIntegratorBoxOptions Options { get; }

    /// <summary>The neuron as functions on tensors, in the records of the model.</summary>
    /// <param name="options">What its equations leave open.</param>
    public static TorchNeuron<LeakyIntegratorBoxModule.State<Tensor>> create(LeakyIntegratorBoxModule.Options options) =>
        new(Neuron.dynamics(LeakyIntegratorBoxModule.model, options));

    internal override LeakyIntegratorBoxState Wrap(StateSnapshot snapshot) => new(snapshot);
}
