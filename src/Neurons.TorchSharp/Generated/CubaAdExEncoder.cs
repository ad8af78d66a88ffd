// Generated from the model; tools/Neurons.Generate writes it anew.
using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>The states of a CubaAdExEncoder module.</summary>
public sealed class CubaAdExEncoderState : NeuronState<CubaAdExEncoderState>
{
    internal CubaAdExEncoderState(StateSnapshot snapshot) : base(snapshot)
    {
    }

    /// <summary>Membrane potential: [batch…, features…].</summary>
    public Tensor V => Tensors[0];

    /// <summary>Adaptation current: [batch…, features…].</summary>
    public Tensor A => Tensors[1];

    internal override CubaAdExEncoderState Rebuild(StateSnapshot snapshot) => new(snapshot);
}

/// <summary>A module: encodes a current as the spikes of an adaptive exponential integrate-and-fire neuron. Source:
/// Norse, lif_adex_current_encoder; Brette &amp; Gerstner 2005.</summary>
public sealed class CubaAdExEncoder : NeuronModule<CubaAdExEncoderState>
{
    /// <summary>A module of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public CubaAdExEncoder(int features, CubaAdExEncoderOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : this([features], options, device, dtype)
    {
    }

    /// <summary>A module whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public CubaAdExEncoder(int[] shape, CubaAdExEncoderOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : base(shape, options ??= new(), device, dtype) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public CubaAdExEncoderOptions Options { get; }

    /// <summary>The neuron as functions on tensors, in the records of the model.</summary>
    /// <param name="options">What its equations leave open.</param>
    public static TorchNeuron<CubaAdExEncoderModule.State<Tensor>> create(CubaAdExEncoderModule.Options options) =>
        new(Neuron.dynamics(CubaAdExEncoderModule.model, options));

    internal override CubaAdExEncoderState Wrap(StateSnapshot snapshot) => new(snapshot);
}
