using Neurons.Networks;
using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>
/// Neurons as a module from one tensor to one tensor, [T, batch…, features…] to the output at every step, as <c>Sequential</c> takes them.
/// Every call starts from the initial state.
/// </summary>
public abstract class StatelessNeuron : nn.Module<Tensor, Tensor>, INeuron
{
    private readonly ulong _seed;
    private readonly uint _stream;
    private long _passes;

    private protected StatelessNeuron(string name, ulong seed, uint stream) : base(name) => (_seed, _stream) = (seed, stream);

    /// <summary>The model, traced with its options.</summary>
    public abstract Definition Model { get; }

    ModuleParameters INeuron.Values => Values;

    private protected abstract ModuleParameters Values { get; }

    /// <summary>All steps of a sequence: the output at every step.</summary>
    /// <param name="input">[T, batch…, features…]. Of a model with more inputs, the first; the others are 0.</param>
    public override Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Output(input, new(0, RandomStreams.OfPass(_seed, training ? ++_passes : 0), _stream));
    }

    /// <summary>
    /// Brings learnable parameters that an optimizer has moved out of what is allowed back into it: to be called after its step. A call
    /// with one that is not allowed is an <see cref="ArgumentException"/>.
    /// </summary>
    public void constrain() => Values.Constrain(name => get_parameter(name)!);

    private protected abstract Tensor Output(Tensor input, Clock clock);
}
