// Generated from the model; tools/Neurons.Generate writes it anew.
using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>The states of an OnlineLif module.</summary>
public sealed class OnlineLifState : NeuronState<OnlineLifState>
{
    internal OnlineLifState(StateSnapshot snapshot) : base(snapshot)
    {
    }

    /// <summary>Membrane potential: [batch…, features…].</summary>
    public Tensor V => Tensors[0];

    /// <summary>Presynaptic trace: [batch…, features…].</summary>
    public Tensor Trace => Tensors[1];

    internal override OnlineLifState Rebuild(StateSnapshot snapshot) => new(snapshot);
}

/// <summary>A module: leaky integrate-and-fire neuron for online learning. Source: SpikingJelly, OTTTLIFNode and
/// SLTTLIFNode; Xiao et al. 2022; Meng et al. 2023.</summary>
public sealed class OnlineLif : NeuronModule<OnlineLifState>
{
    /// <summary>A module of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public OnlineLif(int features, OnlineLifOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : this([features], options, device, dtype)
    {
    }

    /// <summary>A module whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public OnlineLif(int[] shape, OnlineLifOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : base(shape, options ??= new(), device, dtype) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public OnlineLifOptions Options { get; }

    /// <summary>The neuron as functions on tensors, in the records of the model.</summary>
    /// <param name="options">What its equations leave open.</param>
    public static TorchNeuron<OnlineLifModule.State<Tensor>> create(LeakyChargeOptions options) =>
        new(Neuron.dynamics(OnlineLifModule.model, options));

    internal override OnlineLifState Wrap(StateSnapshot snapshot) => new(snapshot);
}
