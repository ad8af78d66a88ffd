// Generated from the model; tools/Neurons.Generate writes it anew.
using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>The states of a HindmarshRose module.</summary>
public sealed class HindmarshRoseState : NeuronState<HindmarshRoseState>
{
    internal HindmarshRoseState(StateSnapshot snapshot) : base(snapshot)
    {
    }

    /// <summary>Membrane potential: [batch…, features…].</summary>
    public Tensor V => Tensors[0];

    /// <summary>Fast recovery: [batch…, features…].</summary>
    public Tensor Y => Tensors[1];

    /// <summary>Slow adaptation: [batch…, features…].</summary>
    public Tensor Z => Tensors[2];

    internal override HindmarshRoseState Rebuild(StateSnapshot snapshot) => new(snapshot);
}

/// <summary>A module: Hindmarsh and Rose's bursting neuron of three variables. Source: Hindmarsh &amp; Rose 1984;
/// brainpy.state, HindmarshRose.</summary>
public sealed class HindmarshRose : NeuronModule<HindmarshRoseState>
{
    /// <summary>A module of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public HindmarshRose(int features, HindmarshRoseOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : this([features], options, device, dtype)
    {
    }

    /// <summary>A module whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public HindmarshRose(int[] shape, HindmarshRoseOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : base(shape, options ??= new(), device, dtype) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public HindmarshRoseOptions Options { get; }

    /// <summary>The neuron as functions on tensors, in the records of the model.</summary>
    /// <param name="options">What its equations leave open.</param>
    public static TorchNeuron<HindmarshRoseModule.State<Tensor>> create(CrossingOptions options) =>
        new(Neuron.dynamics(HindmarshRoseModule.model, options));

    internal override HindmarshRoseState Wrap(StateSnapshot snapshot) => new(snapshot);
}
