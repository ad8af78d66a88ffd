// Generated from the model; tools/Neurons.Generate writes it anew.
using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>The states of a FitzHughNagumo module.</summary>
public sealed class FitzHughNagumoState : NeuronState<FitzHughNagumoState>
{
    internal FitzHughNagumoState(StateSnapshot snapshot) : base(snapshot)
    {
    }

    /// <summary>Membrane potential: [batch…, features…].</summary>
    public Tensor V => Tensors[0];

    /// <summary>Recovery: [batch…, features…].</summary>
    public Tensor W => Tensors[1];

    internal override FitzHughNagumoState Rebuild(StateSnapshot snapshot) => new(snapshot);
}

/// <summary>A module: FitzHugh and Nagumo's excitable neuron of two variables. Source: FitzHugh 1961; Nagumo et al.
/// 1962; brainpy.state, FitzHughNagumo.</summary>
public sealed class FitzHughNagumo : NeuronModule<FitzHughNagumoState>
{
    /// <summary>A module of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public FitzHughNagumo(int features, FitzHughNagumoOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : this([features], options, device, dtype)
    {
    }

    /// <summary>A module whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public FitzHughNagumo(int[] shape, FitzHughNagumoOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : base(shape, options ??= new(), device, dtype) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public FitzHughNagumoOptions Options { get; }

    /// <summary>The neuron as functions on tensors, in the records of the model.</summary>
    /// <param name="options">What its equations leave open.</param>
    public static TorchNeuron<FitzHughNagumoModule.State<Tensor>> create(CrossingOptions options) =>
        new(Neuron.dynamics(FitzHughNagumoModule.model, options));

    internal override FitzHughNagumoState Wrap(StateSnapshot snapshot) => new(snapshot);
}
