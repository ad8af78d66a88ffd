// Generated from the model; tools/Neurons.Generate writes it anew.
using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>The states of a MorrisLecar module.</summary>
public sealed class MorrisLecarState : NeuronState<MorrisLecarState>
{
    internal MorrisLecarState(StateSnapshot snapshot) : base(snapshot)
    {
    }

    /// <summary>Membrane potential, in mV: [batch…, features…].</summary>
    public Tensor V => Tensors[0];

    /// <summary>Share of open potassium channels: [batch…, features…].</summary>
    public Tensor W => Tensors[1];

    internal override MorrisLecarState Rebuild(StateSnapshot snapshot) => new(snapshot);
}

/// <summary>A module: Morris and Lecar's neuron, of two variables, with calcium and potassium channels. Source: Morris
/// &amp; Lecar 1981; brainpy.state, MorrisLecar.</summary>
public sealed class MorrisLecar : NeuronModule<MorrisLecarState>
{
    /// <summary>A module of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public MorrisLecar(int features, MorrisLecarOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : this([features], options, device, dtype)
    {
    }

    /// <summary>A module whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public MorrisLecar(int[] shape, MorrisLecarOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : base(shape, options ??= new(), device, dtype) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public MorrisLecarOptions Options { get; }

    /// <summary>The neuron as functions on tensors, in the records of the model.</summary>
    /// <param name="options">What its equations leave open.</param>
    public static TorchNeuron<MorrisLecarModule.State<Tensor>> create(CrossingOptions options) =>
        new(Neuron.dynamics(MorrisLecarModule.model, options));

    internal override MorrisLecarState Wrap(StateSnapshot snapshot) => new(snapshot);
}
