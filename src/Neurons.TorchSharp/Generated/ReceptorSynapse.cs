// Generated from the model; tools/Neurons.Generate writes it anew.
using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>The states of a ReceptorSynapse module.</summary>
public sealed class ReceptorSynapseState : NeuronState<ReceptorSynapseState>
{
    internal ReceptorSynapseState(StateSnapshot snapshot) : base(snapshot)
    {
    }

    /// <summary>Share of open receptors: [batch…, features…].</summary>
    public Tensor G => Tensors[0];

    /// <summary>Steps since the last spike, in steps: [batch…, features…].</summary>
    public Tensor SinceSpike => Tensors[1];

    internal override ReceptorSynapseState Rebuild(StateSnapshot snapshot) => new(snapshot);
}

/// <summary>A module: synapse of AMPA or GABA_A receptors. Source: Destexhe et al. 1994; brainpy.state, AMPA and
/// GABAa.</summary>
public sealed class ReceptorSynapse : NeuronModule<ReceptorSynapseState>
{
    /// <summary>A module of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public ReceptorSynapse(int features, ReceptorSynapseOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : this([features], options, device, dtype)
    {
    }

    /// <summary>A module whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public ReceptorSynapse(int[] shape, ReceptorSynapseOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : base(shape, options ??= new(), device, dtype) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public ReceptorSynapseOptions Options { get; }

    /// <summary>The neuron as functions on tensors, in the records of the model.</summary>
    /// <param name="options">What its equations leave open.</param>
    public static TorchNeuron<ReceptorSynapseModule.State<Tensor>> create(SynapseOptions options) =>
        new(Neuron.dynamics(ReceptorSynapseModule.model, options));

    internal override ReceptorSynapseState Wrap(StateSnapshot snapshot) => new(snapshot);
}
