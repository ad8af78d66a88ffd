// Generated from the model; tools/Neurons.Generate writes it anew.
using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>The states of a CobaLif module.</summary>
public sealed class CobaLifState : NeuronState<CobaLifState>
{
    internal CobaLifState(StateSnapshot snapshot) : base(snapshot)
    {
    }

    /// <summary>Membrane potential, in mV: [batch…, features…].</summary>
    public Tensor V => Tensors[0];

    /// <summary>Excitatory conductance, in µS: [batch…, features…].</summary>
    public Tensor GE => Tensors[1];

    /// <summary>Inhibitory conductance, in µS: [batch…, features…].</summary>
    public Tensor GI => Tensors[2];

    internal override CobaLifState Rebuild(StateSnapshot snapshot) => new(snapshot);
}

/// <summary>A module: conductance-based leaky integrate-and-fire neuron. Source: Norse, coba_lif_feed_forward_step;
/// Gerstner et al. 2014.</summary>
public sealed class CobaLif : NeuronModule<CobaLifState>
{
    /// <summary>A module of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public CobaLif(int features, CobaLifOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : this([features], options, device, dtype)
    {
    }

    /// <summary>A module whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public CobaLif(int[] shape, CobaLifOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : base(shape, options ??= new(), device, dtype) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public CobaLifOptions Options { get; }

    /// <summary>All steps of a sequence, with every input of the model.</summary>
    /// <param name="excitatory">[T, batch…, features…].</param>
    /// <param name="inhibitory">[T, batch…, features…].</param>
    /// <param name="state">The state before; null for the initial one.</param>
    public (Tensor Output, CobaLifState State) forward(Tensor excitatory, Tensor inhibitory, CobaLifState? state = null) =>
        Forward([excitatory, inhibitory], state);

    /// <summary>The neuron as functions on tensors, in the records of the model.</summary>
    /// <param name="options">What its equations leave open.</param>
    public static TorchNeuron<CobaLifModule.State<Tensor>> create(CobaLifModule.Options options) =>
        new(Neuron.dynamics(CobaLifModule.model, options));

    internal override CobaLifState Wrap(StateSnapshot snapshot) => new(snapshot);
}
