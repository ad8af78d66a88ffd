// Generated from the model; tools/Neurons.Generate writes it anew.
using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>The states of a CubaAdEx module.</summary>
public sealed class CubaAdExState : NeuronState<CubaAdExState>
{
    internal CubaAdExState(StateSnapshot snapshot) : base(snapshot)
    {
    }

    /// <summary>Membrane potential: [batch…, features…].</summary>
    public Tensor V => Tensors[0];

    /// <summary>Synaptic current: [batch…, features…].</summary>
    public Tensor I => Tensors[1];

    /// <summary>Adaptation: [batch…, features…].</summary>
    public Tensor A => Tensors[2];

    internal override CubaAdExState Rebuild(StateSnapshot snapshot) => new(snapshot);
}

/// <summary>A module: current-based adaptive exponential integrate-and-fire neuron. Source: Norse,
/// lif_adex_feed_forward_step; Brette &amp; Gerstner 2005.</summary>
public sealed class CubaAdEx : NeuronModule<CubaAdExState>
{
    /// <summary>A module of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public CubaAdEx(int features, CubaAdExOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : this([features], options, device, dtype)
    {
    }

    /// <summary>A module whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public CubaAdEx(int[] shape, CubaAdExOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : base(shape, options ??= new(), device, dtype) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public CubaAdExOptions Options { get; }

    /// <summary>The neuron as functions on tensors, in the records of the model.</summary>
    /// <param name="options">What its equations leave open.</param>
    public static TorchNeuron<CubaAdExModule.State<Tensor>> create(CubaLifModule.Options options) =>
        new(Neuron.dynamics(CubaAdExModule.model, options));

    internal override CubaAdExState Wrap(StateSnapshot snapshot) => new(snapshot);
}
