// Generated from the model; tools/Neurons.Generate writes it anew.
using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>The states of a HodgkinHuxley module.</summary>
public sealed class HodgkinHuxleyState : NeuronState<HodgkinHuxleyState>
{
    internal HodgkinHuxleyState(StateSnapshot snapshot) : base(snapshot)
    {
    }

    /// <summary>Membrane potential, in mV: [batch…, features…].</summary>
    public Tensor V => Tensors[0];

    /// <summary>Activation of sodium: [batch…, features…].</summary>
    public Tensor M => Tensors[1];

    /// <summary>Inactivation of sodium, 1 where there is none: [batch…, features…].</summary>
    public Tensor H => Tensors[2];

    /// <summary>Activation of potassium: [batch…, features…].</summary>
    public Tensor N => Tensors[3];

    internal override HodgkinHuxleyState Rebuild(StateSnapshot snapshot) => new(snapshot);
}

/// <summary>A module: Hodgkin and Huxley's neuron, with sodium and potassium channels. Source: Hodgkin &amp; Huxley
/// 1952; brainpy.state, HH.</summary>
public sealed class HodgkinHuxley : NeuronModule<HodgkinHuxleyState>
{
    /// <summary>A module of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public HodgkinHuxley(int features, HodgkinHuxleyOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : this([features], options, device, dtype)
    {
    }

    /// <summary>A module whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public HodgkinHuxley(int[] shape, HodgkinHuxleyOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : base(shape, options ??= new(), device, dtype) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public HodgkinHuxleyOptions Options { get; }

    /// <summary>The neuron as functions on tensors, in the records of the model.</summary>
    /// <param name="options">What its equations leave open.</param>
    public static TorchNeuron<HodgkinHuxleyModule.State<Tensor>> create(CrossingOptions options) =>
        new(Neuron.dynamics(HodgkinHuxleyModule.model, options));

    internal override HodgkinHuxleyState Wrap(StateSnapshot snapshot) => new(snapshot);
}
