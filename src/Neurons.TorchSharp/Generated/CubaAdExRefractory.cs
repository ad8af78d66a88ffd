// Generated from the model; tools/Neurons.Generate writes it anew.
using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>The states of a CubaAdExRefractory module.</summary>
public sealed class CubaAdExRefractoryState : NeuronState<CubaAdExRefractoryState>
{
    internal CubaAdExRefractoryState(StateSnapshot snapshot) : base(snapshot)
    {
    }

    /// <summary>Membrane potential: [batch…, features…].</summary>
    public Tensor V => Tensors[0];

    /// <summary>Synaptic current: [batch…, features…].</summary>
    public Tensor I => Tensors[1];

    /// <summary>Adaptation current: [batch…, features…].</summary>
    public Tensor A => Tensors[2];

    /// <summary>Refractory steps left: [batch…, features…].</summary>
    public Tensor Rho => Tensors[3];

    internal override CubaAdExRefractoryState Rebuild(StateSnapshot snapshot) => new(snapshot);
}

/// <summary>A module: adaptive exponential integrate-and-fire neuron with a refractory period. Source: Norse,
/// lif_adex_refrac_feed_forward_step; Brette &amp; Gerstner 2005.</summary>
public sealed class CubaAdExRefractory : NeuronModule<CubaAdExRefractoryState>
{
    /// <summary>A module of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public CubaAdExRefractory(int features, CubaAdExRefractoryOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : this([features], options, device, dtype)
    {
    }

    /// <summary>A module whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public CubaAdExRefractory(int[] shape, CubaAdExRefractoryOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : base(shape, options ??= new(), device, dtype) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public CubaAdExRefractoryOptions Options { get; }

    /// <summary>The neuron as functions on tensors, in the records of the model.</summary>
    /// <param name="options">What its equations leave open.</param>
    public static TorchNeuron<CubaAdExRefractoryModule.State<Tensor>> create(CubaLifModule.Options options) =>
        new(Neuron.dynamics(CubaAdExRefractoryModule.model, options));

    internal override CubaAdExRefractoryState Wrap(StateSnapshot snapshot) => new(snapshot);
}
