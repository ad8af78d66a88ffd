// Generated from the model; tools/Neurons.Generate writes it anew.
using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>The states of a CubaLif module.</summary>
public sealed class CubaLifState : NeuronState<CubaLifState>
{
    internal CubaLifState(StateSnapshot snapshot) : base(snapshot)
    {
    }

    /// <summary>Membrane potential: [batch…, features…].</summary>
    public Tensor V => Tensors[0];

    /// <summary>Synaptic current: [batch…, features…].</summary>
    public Tensor I => Tensors[1];

    internal override CubaLifState Rebuild(StateSnapshot snapshot) => new(snapshot);
}

/// <summary>A module: current-based leaky integrate-and-fire neuron with exponential synapses. Source: Norse 0.0.7,
/// lif_feed_forward_step; Norse 1.0 with jump before integration.</summary>
public sealed class CubaLif : NeuronModule<CubaLifState>
{
    /// <summary>A module of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public CubaLif(int features, CubaLifOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : this([features], options, device, dtype)
    {
    }

    /// <summary>A module whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public CubaLif(int[] shape, CubaLifOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : base(shape, options ??= new(), device, dtype) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public CubaLifOptions Options { get; }

    /// <summary>The neuron as functions on tensors, in the records of the model.</summary>
    /// <param name="options">What its equations leave open.</param>
    public static TorchNeuron<CubaLifModule.State<Tensor>> create(CubaLifModule.Options options) =>
        new(Neuron.dynamics(CubaLifModule.model, options));

    internal override CubaLifState Wrap(StateSnapshot snapshot) => new(snapshot);
}
