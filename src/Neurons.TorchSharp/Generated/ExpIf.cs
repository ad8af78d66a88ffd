// Generated from the model; tools/Neurons.Generate writes it anew.
using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>The states of an ExpIf module.</summary>
public sealed class ExpIfState : NeuronState<ExpIfState>
{
    internal ExpIfState(StateSnapshot snapshot) : base(snapshot)
    {
    }

    /// <summary>Membrane potential, before the reset, in mV: [batch…, features…].</summary>
    public Tensor V => Tensors[0];

    internal override ExpIfState Rebuild(StateSnapshot snapshot) => new(snapshot);
}

/// <summary>A module: exponential integrate-and-fire neuron. Source: brainpy.state, ExpIF; Fourcaud-Trocmé et al.
/// 2003.</summary>
public sealed class ExpIf : NeuronModule<ExpIfState>
{
    /// <summary>A module of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public ExpIf(int features, ExpIfOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : this([features], options, device, dtype)
    {
    }

    /// <summary>A module whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public ExpIf(int[] shape, ExpIfOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : base(shape, options ??= new(), device, dtype) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public ExpIfOptions Options { get; }

    /// <summary>The neuron as functions on tensors, in the records of the model.</summary>
    /// <param name="options">What its equations leave open.</param>
    public static TorchNeuron<ExpIfModule.State<Tensor>> create(VoltageOptions options) =>
        new(Neuron.dynamics(ExpIfModule.model, options));

    internal override ExpIfState Wrap(StateSnapshot snapshot) => new(snapshot);
}
