// Generated from the model; tools/Neurons.Generate writes it anew.
using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>The states of a ShortTermPlasticity module.</summary>
public sealed class ShortTermPlasticityState : NeuronState<ShortTermPlasticityState>
{
    internal ShortTermPlasticityState(StateSnapshot snapshot) : base(snapshot)
    {
    }

    /// <summary>Resources left: [batch…, features…].</summary>
    public Tensor X => Tensors[0];

    /// <summary>Use of resources by a spike: [batch…, features…].</summary>
    public Tensor Use => Tensors[1];

    internal override ShortTermPlasticityState Rebuild(StateSnapshot snapshot) => new(snapshot);
}

/// <summary>A module: synapse with short-term facilitation and depression, exact between spikes. Source: Tsodyks &amp;
/// Markram 1998; brainpy.state, STP.</summary>
public sealed class ShortTermPlasticity : NeuronModule<ShortTermPlasticityState>
{
    /// <summary>A module of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public ShortTermPlasticity(int features, ShortTermPlasticityOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : this([features], options, device, dtype)
    {
    }

    /// <summary>A module whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public ShortTermPlasticity(int[] shape, ShortTermPlasticityOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : base(shape, options ??= new(), device, dtype) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public ShortTermPlasticityOptions Options { get; }

    /// <summary>The neuron as functions on tensors, in the records of the model.</summary>
    /// <param name="options">What its equations leave open.</param>
    public static TorchNeuron<ShortTermPlasticityModule.State<Tensor>> create(SynapseOptions options) =>
        new(Neuron.dynamics(ShortTermPlasticityModule.model, options));

    internal override ShortTermPlasticityState Wrap(StateSnapshot snapshot) => new(snapshot);
}
