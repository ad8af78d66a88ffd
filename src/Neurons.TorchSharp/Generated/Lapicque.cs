// Generated from the model; tools/Neurons.Generate writes it anew.
using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>The states of a Lapicque module.</summary>
public sealed class LapicqueState : NeuronState<LapicqueState>
{
    internal LapicqueState(StateSnapshot snapshot) : base(snapshot)
    {
    }

    /// <summary>Membrane potential: [batch…, features…].</summary>
    public Tensor Mem => Tensors[0];

    internal override LapicqueState Rebuild(StateSnapshot snapshot) => new(snapshot);
}

/// <summary>A module: Lapicque's neuron, a membrane of resistance and capacitance. Source: snnTorch, Lapicque; Lapicque
/// 1907; Eshraghian et al. 2023.</summary>
public sealed class Lapicque : NeuronModule<LapicqueState>
{
    /// <summary>A module of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public Lapicque(int features, LapicqueOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : this([features], options, device, dtype)
    {
    }

    /// <summary>A module whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public Lapicque(int[] shape, LapicqueOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : base(shape, options ??= new(), device, dtype) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public LapicqueOptions Options { get; }

    /// <summary>The neuron as functions on tensors, in the records of the model.</summary>
    /// <param name="options">What its equations leave open.</param>
    public static TorchNeuron<LapicqueModule.State<Tensor>> create(LapicqueModule.Options options) =>
        new(Neuron.dynamics(LapicqueModule.model, options));

    internal override LapicqueState Wrap(StateSnapshot snapshot) => new(snapshot);
}
