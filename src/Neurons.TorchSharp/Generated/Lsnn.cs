// Generated from the model; tools/Neurons.Generate writes it anew.
using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>The states of a Lsnn module.</summary>
public sealed class LsnnState : NeuronState<LsnnState>
{
    internal LsnnState(StateSnapshot snapshot) : base(snapshot)
    {
    }

    /// <summary>Membrane potential: [batch…, features…].</summary>
    public Tensor V => Tensors[0];

    /// <summary>Synaptic current: [batch…, features…].</summary>
    public Tensor I => Tensors[1];

    /// <summary>Threshold: [batch…, features…].</summary>
    public Tensor B => Tensors[2];

    internal override LsnnState Rebuild(StateSnapshot snapshot) => new(snapshot);
}

/// <summary>A module: leaky integrate-and-fire neuron with an adaptive threshold. Source: Norse,
/// lsnn_feed_forward_step; Bellec et al. 2018.</summary>
public sealed class Lsnn : NeuronModule<LsnnState>
{
    /// <summary>A module of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public Lsnn(int features, LsnnOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : this([features], options, device, dtype)
    {
    }

    /// <summary>A module whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public Lsnn(int[] shape, LsnnOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : base(shape, options ??= new(), device, dtype) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public LsnnOptions Options { get; }

    /// <summary>The neuron as functions on tensors, in the records of the model.</summary>
    /// <param name="options">What its equations leave open.</param>
    public static TorchNeuron<LsnnModule.State<Tensor>> create(CubaLifModule.Options options) =>
        new(Neuron.dynamics(LsnnModule.model, options));

    internal override LsnnState Wrap(StateSnapshot snapshot) => new(snapshot);
}
