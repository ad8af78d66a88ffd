// Generated from the model; tools/Neurons.Generate writes it anew.
using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>The states of a LifRef module.</summary>
public sealed class LifRefState : NeuronState<LifRefState>
{
    internal LifRefState(StateSnapshot snapshot) : base(snapshot)
    {
    }

    /// <summary>Membrane potential, before the reset, in mV: [batch…, features…].</summary>
    public Tensor V => Tensors[0];

    /// <summary>Steps since the last spike, in steps: [batch…, features…].</summary>
    public Tensor SinceSpike => Tensors[1];

    internal override LifRefState Rebuild(StateSnapshot snapshot) => new(snapshot);
}

/// <summary>A module: leaky integrate-and-fire neuron with a refractory period. Source: brainpy.state, LIFRef; Burkitt
/// 2006; Gerstner et al. 2014.</summary>
public sealed class LifRef : NeuronModule<LifRefState>
{
    /// <summary>A module of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public LifRef(int features, LifRefOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : this([features], options, device, dtype)
    {
    }

    /// <summary>A module whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public LifRef(int[] shape, LifRefOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : base(shape, options ??= new(), device, dtype) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public LifRefOptions Options { get; }

    /// <summary>The neuron as functions on tensors, in the records of the model.</summary>
    /// <param name="options">What its equations leave open.</param>
    public static TorchNeuron<LifRefModule.State<Tensor>> create(VoltageOptions options) =>
        new(Neuron.dynamics(LifRefModule.model, options));

    internal override LifRefState Wrap(StateSnapshot snapshot) => new(snapshot);
}
