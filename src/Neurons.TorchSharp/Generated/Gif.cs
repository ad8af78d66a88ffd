// Generated from the model; tools/Neurons.Generate writes it anew.
using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>The states of a Gif module.</summary>
public sealed class GifState : NeuronState<GifState>
{
    internal GifState(StateSnapshot snapshot) : base(snapshot)
    {
    }

    /// <summary>Membrane potential, before the reset, in mV: [batch…, features…].</summary>
    public Tensor V => Tensors[0];

    /// <summary>First internal current, in mA: [batch…, features…].</summary>
    public Tensor I1 => Tensors[1];

    /// <summary>Second internal current, in mA: [batch…, features…].</summary>
    public Tensor I2 => Tensors[2];

    /// <summary>Threshold, in mV: [batch…, features…].</summary>
    public Tensor VTh => Tensors[3];

    internal override GifState Rebuild(StateSnapshot snapshot) => new(snapshot);
}

/// <summary>A module: generalised integrate-and-fire neuron. Source: brainpy.state, Gif; Mihalaş &amp; Niebur
/// 2009.</summary>
public sealed class Gif : NeuronModule<GifState>
{
    /// <summary>A module of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public Gif(int features, GifOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : this([features], options, device, dtype)
    {
    }

    /// <summary>A module whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public Gif(int[] shape, GifOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : base(shape, options ??= new(), device, dtype) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public GifOptions Options { get; }

    /// <summary>The neuron as functions on tensors, in the records of the model.</summary>
    /// <param name="options">What its equations leave open.</param>
    public static TorchNeuron<GifModule.State<Tensor>> create(VoltageOptions options) =>
        new(Neuron.dynamics(GifModule.model, options));

    internal override GifState Wrap(StateSnapshot snapshot) => new(snapshot);
}
