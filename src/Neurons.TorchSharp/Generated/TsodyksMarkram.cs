// Generated from the model; tools/Neurons.Generate writes it anew.
using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>The states of a TsodyksMarkram module.</summary>
public sealed class TsodyksMarkramState : NeuronState<TsodyksMarkramState>
{
    internal TsodyksMarkramState(StateSnapshot snapshot) : base(snapshot)
    {
    }

    /// <summary>Use of resources by a spike: [batch…, features…].</summary>
    public Tensor U => Tensors[0];

    /// <summary>Resources left: [batch…, features…].</summary>
    public Tensor X => Tensors[1];

    internal override TsodyksMarkramState Rebuild(StateSnapshot snapshot) => new(snapshot);
}

/// <summary>A module: synapse with short-term facilitation and depression. Source: Tsodyks &amp; Markram 1997; Norse,
/// stp_step.</summary>
public sealed class TsodyksMarkram : NeuronModule<TsodyksMarkramState>
{
    /// <summary>A module of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public TsodyksMarkram(int features, TsodyksMarkramOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : this([features], options, device, dtype)
    {
    }

    /// <summary>A module whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public TsodyksMarkram(int[] shape, TsodyksMarkramOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : base(shape, options ??= new(), device, dtype) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public TsodyksMarkramOptions Options { get; }

    /// <summary>The neuron as functions on tensors, in the records of the model.</summary>
    /// <param name="options">What its equations leave open.</param>
    public static TorchNeuron<TsodyksMarkramModule.State<Tensor>> create(TsodyksMarkramModule.Options options) =>
        new(Neuron.dynamics(TsodyksMarkramModule.model, options));

    internal override TsodyksMarkramState Wrap(StateSnapshot snapshot) => new(snapshot);
}
