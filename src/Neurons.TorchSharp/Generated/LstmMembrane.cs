// Generated from the model; tools/Neurons.Generate writes it anew.
using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>The states of a LstmMembrane module.</summary>
public sealed class LstmMembraneState : NeuronState<LstmMembraneState>
{
    internal LstmMembraneState(StateSnapshot snapshot) : base(snapshot)
    {
    }

    /// <summary>Cell state: [batch…, features…].</summary>
    public Tensor Syn => Tensors[0];

    /// <summary>Membrane potential: [batch…, features…].</summary>
    public Tensor Mem => Tensors[1];

    internal override LstmMembraneState Rebuild(StateSnapshot snapshot) => new(snapshot);
}

/// <summary>A module: cell of a long short-term memory whose hidden state fires. Source: snnTorch, SLSTM and
/// SConv2dLSTM; Hochreiter &amp; Schmidhuber 1997.</summary>
public sealed class LstmMembrane : NeuronModule<LstmMembraneState>
{
    /// <summary>A module of so many features.</summary>
    /// <param name="features">The number of neurons of a sample.</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public LstmMembrane(int features, LstmMembraneOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : this([features], options, device, dtype)
    {
    }

    /// <summary>A module whose samples have this shape.</summary>
    /// <param name="shape">[features…].</param>
    /// <param name="options">Parameters and options; null for the defaults.</param>
    /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
    /// <param name="dtype">Their type; null for the default one.</param>
    /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
    public LstmMembrane(int[] shape, LstmMembraneOptions? options = null, Device? device = null, ScalarType? dtype = null)
        : base(shape, options ??= new(), device, dtype) => Options = options;

    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
    public LstmMembraneOptions Options { get; }

    /// <summary>All steps of a sequence, with every input of the model.</summary>
    /// <param name="i">[T, batch…, features…].</param>
    /// <param name="f">[T, batch…, features…].</param>
    /// <param name="g">[T, batch…, features…].</param>
    /// <param name="o">[T, batch…, features…].</param>
    /// <param name="state">The state before; null for the initial one.</param>
    public (Tensor Output, LstmMembraneState State) forward(Tensor i, Tensor f, Tensor g, Tensor o, LstmMembraneState? state = null) =>
        Forward([i, f, g, o], state);

    /// <summary>The neuron as functions on tensors, in the records of the model.</summary>
    /// <param name="options">What its equations leave open.</param>
    public static TorchNeuron<LstmMembraneModule.State<Tensor>> create(MembraneOptions options) =>
        new(Neuron.dynamics(LstmMembraneModule.model, options));

    internal override LstmMembraneState Wrap(StateSnapshot snapshot) => new(snapshot);
}
