// Generated from the model; tools/Neurons.Generate writes it anew.
using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>The states of a Bernoulli module.</summary>
public sealed class BernoulliState : NeuronState<BernoulliState>
{
    internal BernoulliState(StateSnapshot snapshot) : base(snapshot)
    {
    }

    /// <summary>Membrane potential: [batch…, features…].</summary>
    public Tensor V => Tensors[0];

    /// <summary>Spike of the last step: [batch…, features…].</summary>
    public Tensor Z => Tensors[1];

    internal override BernoulliState Rebuild(StateSnapshot snapshot) => new(snapshot);
}

/// <summary>A module: leaky neuron with random spikes. Source: Extended LIF Neurons, autoregressive Bernoulli spike
/// sampling.</summary>
public sealed class Bernoulli : NeuronModule<BernoulliState>
{
    /// <summary>A module of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public Bernoulli(int features, BernoulliOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : this([features], options, device, dtype)
    {
    }

    /// <summary>A module whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public Bernoulli(int[] shape, BernoulliOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : base(shape, options ??= new(), device, dtype) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public BernoulliOptions Options { get; }

    /// <summary>The neuron as functions on tensors, in the records of the model.</summary>
    /// <param name="options">What its equations leave open.</param>
    public static TorchNeuron<BernoulliModule.State<Tensor>> create(BernoulliModule.Options options) =>
        new(Neuron.dynamics(BernoulliModule.model, options));

    internal override BernoulliState Wrap(StateSnapshot snapshot) => new(snapshot);
}
