// Generated from the model; tools/Neurons.Generate writes it anew.
using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>The states of a GatedLif module.</summary>
public sealed class GatedLifState : NeuronState<GatedLifState>
{
    internal GatedLifState(StateSnapshot snapshot) : base(snapshot)
    {
    }

    /// <summary>Membrane potential: [batch…, features…].</summary>
    public Tensor V => Tensors[0];

    /// <summary>Spike of the last step: [batch…, features…].</summary>
    public Tensor Z => Tensors[1];

    internal override GatedLifState Rebuild(StateSnapshot snapshot) => new(snapshot);
}

/// <summary>A module: leaky integrate-and-fire neuron with learnt gates. Source: SpikingJelly, GatedLIFNode; Yao et al.
/// 2022.</summary>
public sealed class GatedLif : NeuronModule<GatedLifState>
{
    /// <summary>A module of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public GatedLif(int features, GatedLifOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : this([features], options, device, dtype)
    {
    }

    /// <summary>A module whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public GatedLif(int[] shape, GatedLifOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : base(shape, options ??= new(), device, dtype) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public GatedLifOptions Options { get; }

    /// <summary>All steps of a sequence, with every input of the model.</summary>
    /// <param name="x">[T, batch…, features…].</param>
    /// <param name="conduct">[T, batch…, features…].</param>
    /// <param name="state">The state before; null for the initial one.</param>
    public (Tensor Output, GatedLifState State) forward(Tensor x, Tensor conduct, GatedLifState? state = null) =>
        Forward([x, conduct], state);

    /// <summary>The neuron as functions on tensors, in the records of the model.</summary>
    /// <param name="options">What its equations leave open.</param>
    public static TorchNeuron<GatedLifModule.State<Tensor>> create(GatedLifModule.Options options) =>
        new(Neuron.dynamics(GatedLifModule.model, options));

    internal override GatedLifState Wrap(StateSnapshot snapshot) => new(snapshot);
}
