// Generated from the model; tools/Neurons.Generate writes it anew.
using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>The states of an Alpha module.</summary>
public sealed class AlphaState : NeuronState<AlphaState>
{
    internal AlphaState(StateSnapshot snapshot) : base(snapshot)
    {
    }

    /// <summary>Excitatory current: [batch…, features…].</summary>
    public Tensor SynExc => Tensors[0];

    /// <summary>Inhibitory current: [batch…, features…].</summary>
    public Tensor SynInh => Tensors[1];

    /// <summary>Membrane potential: [batch…, features…].</summary>
    public Tensor Mem => Tensors[2];

    internal override AlphaState Rebuild(StateSnapshot snapshot) => new(snapshot);
}

/// <summary>A module: spike response model with an alpha-shaped kernel. Source: snnTorch, Alpha; Gerstner et al. 2014;
/// Eshraghian et al. 2023.</summary>
public sealed class Alpha : NeuronModule<AlphaState>
{
    /// <summary>A module of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public Alpha(int features, AlphaOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : this([features], options, device, dtype)
    {
    }

    /// <summary>A module whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public Alpha(int[] shape, AlphaOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : base(shape, options ??= new(), device, dtype) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public AlphaOptions Options { get; }

    /// <summary>The neuron as functions on tensors, in the records of the model.</summary>
    /// <param name="options">What its equations leave open.</param>
    public static TorchNeuron<AlphaModule.State<Tensor>> create(MembraneOptions options) =>
        new(Neuron.dynamics(AlphaModule.model, options));

    internal override AlphaState Wrap(StateSnapshot snapshot) => new(snapshot);
}
