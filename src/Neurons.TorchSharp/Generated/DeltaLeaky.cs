// Generated from the model; tools/Neurons.Generate writes it anew.
using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>The states of a DeltaLeaky module.</summary>
public sealed class DeltaLeakyState : NeuronState<DeltaLeakyState>
{
    internal DeltaLeakyState(StateSnapshot snapshot) : base(snapshot)
    {
    }

    /// <summary>Membrane potential: [batch…, features…].</summary>
    public Tensor Mem => Tensors[0];

    /// <summary>Membrane potential of the step before: [batch…, features…].</summary>
    public Tensor MemPrev => Tensors[1];

    internal override DeltaLeakyState Rebuild(StateSnapshot snapshot) => new(snapshot);
}

/// <summary>A module: leaky neuron that fires where its potential changes. Source: snnTorch, DeltaLeaky.</summary>
public sealed class DeltaLeaky : NeuronModule<DeltaLeakyState>
{
    /// <summary>A module of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public DeltaLeaky(int features, DeltaLeakyOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : this([features], options, device, dtype)
    {
    }

    /// <summary>A module whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public DeltaLeaky(int[] shape, DeltaLeakyOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : base(shape, options ??= new(), device, dtype) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public DeltaLeakyOptions Options { get; }

    /// <summary>The neuron as functions on tensors, in the records of the model.</summary>
    /// <param name="options">What its equations leave open.</param>
    public static TorchNeuron<DeltaLeakyModule.State<Tensor>> create(StateLeakyModule.Options options) =>
        new(Neuron.dynamics(DeltaLeakyModule.model, options));

    internal override DeltaLeakyState Wrap(StateSnapshot snapshot) => new(snapshot);
}
