// Generated from the model; tools/Neurons.Generate writes it anew.
using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>The states of a StateLeaky module.</summary>
public sealed class StateLeakyState : NeuronState<StateLeakyState>
{
    internal StateLeakyState(StateSnapshot snapshot) : base(snapshot)
    {
    }

    /// <summary>Membrane potential: [batch…, features…].</summary>
    public Tensor Mem => Tensors[0];

    internal override StateLeakyState Rebuild(StateSnapshot snapshot) => new(snapshot);
}

/// <summary>A module: leaky neuron without a reset, with graded spikes. Source: snnTorch, StateLeaky.</summary>
public sealed class StateLeaky : NeuronModule<StateLeakyState>
{
    /// <summary>A module of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public StateLeaky(int features, StateLeakyOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : this([features], options, device, dtype)
    {
    }

    /// <summary>A module whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public StateLeaky(int[] shape, StateLeakyOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : base(shape, options ??= new(), device, dtype) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public StateLeakyOptions Options { get; }

    /// <summary>The neuron as functions on tensors, in the records of the model.</summary>
    /// <param name="options">What its equations leave open.</param>
    public static TorchNeuron<StateLeakyModule.State<Tensor>> create(StateLeakyModule.Options options) =>
        new(Neuron.dynamics(StateLeakyModule.model, options));

    internal override StateLeakyState Wrap(StateSnapshot snapshot) => new(snapshot);
}
