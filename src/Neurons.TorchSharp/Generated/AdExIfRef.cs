// Generated from the model; tools/Neurons.Generate writes it anew.
using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>The states of an AdExIfRef module.</summary>
public sealed class AdExIfRefState : NeuronState<AdExIfRefState>
{
    internal AdExIfRefState(StateSnapshot snapshot) : base(snapshot)
    {
    }

    /// <summary>Membrane potential, before the reset, in mV: [batch…, features…].</summary>
    public Tensor V => Tensors[0];

    /// <summary>Adaptation current, in mA: [batch…, features…].</summary>
    public Tensor W => Tensors[1];

    /// <summary>Steps since the last spike, in steps: [batch…, features…].</summary>
    public Tensor SinceSpike => Tensors[2];

    internal override AdExIfRefState Rebuild(StateSnapshot snapshot) => new(snapshot);
}

/// <summary>A module: adaptive exponential integrate-and-fire neuron with a refractory period. Source: brainpy.state,
/// AdExIFRef; Brette &amp; Gerstner 2005.</summary>
public sealed class AdExIfRef : NeuronModule<AdExIfRefState>
{
    /// <summary>A module of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public AdExIfRef(int features, AdExIfRefOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : this([features], options, device, dtype)
    {
    }

    /// <summary>A module whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public AdExIfRef(int[] shape, AdExIfRefOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : base(shape, options ??= new(), device, dtype) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public AdExIfRefOptions Options { get; }

    /// <summary>The neuron as functions on tensors, in the records of the model.</summary>
    /// <param name="options">What its equations leave open.</param>
    public static TorchNeuron<AdExIfRefModule.State<Tensor>> create(VoltageOptions options) =>
        new(Neuron.dynamics(AdExIfRefModule.model, options));

    internal override AdExIfRefState Wrap(StateSnapshot snapshot) => new(snapshot);
}
