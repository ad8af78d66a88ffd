// Generated from the model; tools/Neurons.Generate writes it anew.
using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>The states of a CubaLifEncoder module.</summary>
public sealed class CubaLifEncoderState : NeuronState<CubaLifEncoderState>
{
    internal CubaLifEncoderState(StateSnapshot snapshot) : base(snapshot)
    {
    }

    /// <summary>Membrane potential: [batch…, features…].</summary>
    public Tensor V => Tensors[0];

    internal override CubaLifEncoderState Rebuild(StateSnapshot snapshot) => new(snapshot);
}

/// <summary>A module: encodes a constant current as the spikes of a leaky integrate-and-fire neuron. Source: Norse
/// 0.0.7, lif_current_encoder.</summary>
public sealed class CubaLifEncoder : NeuronModule<CubaLifEncoderState>
{
    /// <summary>A module of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public CubaLifEncoder(int features, CubaLifEncoderOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : this([features], options, device, dtype)
    {
    }

    /// <summary>A module whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public CubaLifEncoder(int[] shape, CubaLifEncoderOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : base(shape, options ??= new(), device, dtype) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public CubaLifEncoderOptions Options { get; }

    /// <summary>The neuron as functions on tensors, in the records of the model.</summary>
    /// <param name="options">What its equations leave open.</param>
    public static TorchNeuron<CubaLifEncoderModule.State<Tensor>> create(CubaLifEncoderModule.Options options) =>
        new(Neuron.dynamics(CubaLifEncoderModule.model, options));

    internal override CubaLifEncoderState Wrap(StateSnapshot snapshot) => new(snapshot);
}
