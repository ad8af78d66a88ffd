// Generated from the model; tools/Neurons.Generate writes it anew.
using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>The states of a ShortTermDepression module.</summary>
public sealed class ShortTermDepressionState : NeuronState<ShortTermDepressionState>
{
    internal ShortTermDepressionState(StateSnapshot snapshot) : base(snapshot)
    {
    }

    /// <summary>Resources left: [batch…, features…].</summary>
    public Tensor X => Tensors[0];

    internal override ShortTermDepressionState Rebuild(StateSnapshot snapshot) => new(snapshot);
}

/// <summary>A module: synapse with short-term depression. Source: Tsodyks &amp; Markram 1998; brainpy.state,
/// STD.</summary>
public sealed class ShortTermDepression : NeuronModule<ShortTermDepressionState>
{
    /// <summary>A module of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public ShortTermDepression(int features, ShortTermDepressionOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : this([features], options, device, dtype)
    {
    }

    /// <summary>A module whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public ShortTermDepression(int[] shape, ShortTermDepressionOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : base(shape, options ??= new(), device, dtype) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public ShortTermDepressionOptions Options { get; }

    /// <summary>The neuron as functions on tensors, in the records of the model.</summary>
    /// <param name="options">What its equations leave open.</param>
    public static TorchNeuron<ShortTermDepressionModule.State<Tensor>> create(SynapseOptions options) =>
        new(Neuron.dynamics(ShortTermDepressionModule.model, options));

    internal override ShortTermDepressionState Wrap(StateSnapshot snapshot) => new(snapshot);
}
