// Generated from the model; tools/Neurons.Generate writes it anew.
using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>The states of a SynapticCurrent module.</summary>
public sealed class SynapticCurrentState : NeuronState<SynapticCurrentState>
{
    internal SynapticCurrentState(StateSnapshot snapshot) : base(snapshot)
    {
    }

    /// <summary>Current of the step, in µA: [batch…, features…].</summary>
    public Tensor I => Tensors[0];

    internal override SynapticCurrentState Rebuild(StateSnapshot snapshot) => new(snapshot);
}

/// <summary>A module: current through a synaptic conductance, blocked by magnesium or not. Source: brainpy.state, COBA
/// and MgBlock; Jahr and Stevens 1990.</summary>
public sealed class SynapticCurrent : NeuronModule<SynapticCurrentState>
{
    /// <summary>A module of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public SynapticCurrent(int features, SynapticCurrentOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : this([features], options, device, dtype)
    {
    }

    /// <summary>A module whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public SynapticCurrent(int[] shape, SynapticCurrentOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : base(shape, options ??= new(), device, dtype) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public SynapticCurrentOptions Options { get; }

    /// <summary>All steps of a sequence, with every input of the model.</summary>
    /// <param name="conductance">[T, batch…, features…].</param>
    /// <param name="potential">[T, batch…, features…].</param>
    /// <param name="state">The state before; null for the initial one.</param>
    public (Tensor Output, SynapticCurrentState State) forward(Tensor conductance, Tensor potential, SynapticCurrentState? state = null) =>
        Forward([conductance, potential], state);

    /// <summary>The neuron as functions on tensors, in the records of the model.</summary>
    /// <param name="options">What its equations leave open.</param>
    public static TorchNeuron<SynapticCurrentModule.State<Tensor>> create(SynapticCurrentModule.Options options) =>
        new(Neuron.dynamics(SynapticCurrentModule.model, options));

    internal override SynapticCurrentState Wrap(StateSnapshot snapshot) => new(snapshot);
}
