// Generated from the model; tools/Neurons.Generate writes it anew.
using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>The states of a CubaLifRefractory module.</summary>
public sealed class CubaLifRefractoryState : NeuronState<CubaLifRefractoryState>
{
    internal CubaLifRefractoryState(StateSnapshot snapshot) : base(snapshot)
    {
    }

    /// <summary>Membrane potential: [batch…, features…].</summary>
    public Tensor V => Tensors[0];

    /// <summary>Synaptic current: [batch…, features…].</summary>
    public Tensor I => Tensors[1];

    /// <summary>Refractory steps left: [batch…, features…].</summary>
    public Tensor Rho => Tensors[2];

    internal override CubaLifRefractoryState Rebuild(StateSnapshot snapshot) => new(snapshot);
}

/// <summary>A module: current-based leaky integrate-and-fire neuron with a refractory period. Source: Norse,
/// lif_refrac_feed_forward_step.</summary>
public sealed class CubaLifRefractory : NeuronModule<CubaLifRefractoryState>
{
    /// <summary>A module of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public CubaLifRefractory(int features, CubaLifRefractoryOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : this([features], options, device, dtype)
    {
    }

    /// <summary>A module whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public CubaLifRefractory(int[] shape, CubaLifRefractoryOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : base(shape, options ??= new(), device, dtype) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public CubaLifRefractoryOptions Options { get; }

    /// <summary>The neuron as functions on tensors, in the records of the model.</summary>
    /// <param name="options">What its equations leave open.</param>
    public static TorchNeuron<CubaLifRefractoryModule.State<Tensor>> create(CubaLifModule.Options options) =>
        new(Neuron.dynamics(CubaLifRefractoryModule.model, options));

    internal override CubaLifRefractoryState Wrap(StateSnapshot snapshot) => new(snapshot);
}
