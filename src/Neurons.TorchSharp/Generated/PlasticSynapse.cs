// Generated from the model; tools/Neurons.Generate writes it anew.
using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>The states of a PlasticSynapse module.</summary>
public sealed class PlasticSynapseState : NeuronState<PlasticSynapseState>
{
    internal PlasticSynapseState(StateSnapshot snapshot) : base(snapshot)
    {
    }

    /// <summary>Weight: [batch…, features…].</summary>
    public Tensor W => Tensors[0];

    internal override PlasticSynapseState Rebuild(StateSnapshot snapshot) => new(snapshot);
}

/// <summary>A module: synapse with spike-timing-dependent plasticity. Source: Norse, stdp_step_linear.</summary>
public sealed class PlasticSynapse : NeuronModule<PlasticSynapseState>
{
    /// <summary>A module of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public PlasticSynapse(int features, PlasticSynapseOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : this([features], options, device, dtype)
    {
    }

    /// <summary>A module whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public PlasticSynapse(int[] shape, PlasticSynapseOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : base(shape, options ??= new(), device, dtype) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public PlasticSynapseOptions Options { get; }

    /// <summary>All steps of a sequence, with every input of the model.</summary>
    /// <param name="pre">[T, batch…, features…].</param>
    /// <param name="post">[T, batch…, features…].</param>
    /// <param name="pre_trace">[T, batch…, features…].</param>
    /// <param name="post_trace">[T, batch…, features…].</param>
    /// <param name="state">The state before; null for the initial one.</param>
    public (Tensor Output, PlasticSynapseState State) forward(Tensor pre, Tensor post, Tensor pre_trace, Tensor post_trace, PlasticSynapseState? state = null) =>
        Forward([pre, post, pre_trace, post_trace], state);

    /// <summary>The neuron as functions on tensors, in the records of the model.</summary>
    /// <param name="options">What its equations leave open.</param>
    public static TorchNeuron<PlasticSynapseModule.State<Tensor>> create(PlasticSynapseModule.Options options) =>
        new(Neuron.dynamics(PlasticSynapseModule.model, options));

    internal override PlasticSynapseState Wrap(StateSnapshot snapshot) => new(snapshot);
}
