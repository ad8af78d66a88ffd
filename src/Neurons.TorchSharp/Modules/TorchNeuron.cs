using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>
/// A neuron as functions on torch tensors, in the records of the model: parameters and states are passed and returned. A parameter is
/// a fixed <see cref="ParameterValue"/> or a tensor, whose gradient autograd then computes; a tensor without dimensions is one number
/// for all neurons, another one has the last dimensions of the state's shape.
/// </summary>
/// <typeparam name="TState">The record of states, with tensors.</typeparam>
public sealed class TorchNeuron<TState>
{
    private readonly Dynamics _dynamics;

    internal TorchNeuron(Dynamics dynamics)
    {
        TorchRuntime.Require();
        _dynamics = dynamics;
    }

    /// <summary>The model, traced with its options.</summary>
    public Definition Definition => _dynamics.Definition;

    /// <summary>
    /// The initial state of a shape, [batch…, features…]. It has no gradient. <see cref="InitialFor"/> takes all of it from a sequence.
    /// </summary>
    /// <param name="p">The record of parameters.</param>
    /// <param name="shape">[batch…, features…].</param>
    /// <param name="seed">What random numbers are drawn from.</param>
    /// <param name="stream">Tells apart the random numbers of the layers of one network.</param>
    /// <param name="device">Null for that of the parameters that are tensors, or the CPU where none is.</param>
    /// <param name="dtype">Null for that of the parameters that are tensors, or the default type where none is.</param>
    public Snapshot<TState> Initial<TParameters>(
        TParameters p, long[] shape, ulong seed = 0, uint stream = 0, Device? device = null, ScalarType? dtype = null)
    {
        ArgumentNullException.ThrowIfNull(shape);
        var sources = Sources(p);
        var first = ParameterSource.FirstFloating(sources);
        var values = ParameterSource.Values(Definition, sources);
        var states = InitialState.Create(
            _dynamics, values, shape, dtype ?? first?.dtype ?? get_default_dtype(), device ?? first?.device ?? CPU);
        return new(Records.ofValues<TState, Tensor>(states), 0, seed, stream);
    }

    /// <summary>The initial state for a sequence: of its shape, its type, and on its device.</summary>
    /// <param name="p">The record of parameters.</param>
    /// <param name="xs">[T, batch…, features…].</param>
    /// <param name="seed">What random numbers are drawn from.</param>
    /// <param name="stream">Tells apart the random numbers of the layers of one network.</param>
    public Snapshot<TState> InitialFor<TParameters>(TParameters p, Tensor xs, ulong seed = 0, uint stream = 0)
    {
        ArgumentNullException.ThrowIfNull(xs);
        NeuronCall.CheckSequence(Definition, xs);
        return Initial(p, xs.shape[1..], seed, stream, xs.device, xs.dtype);
    }

    /// <summary>
    /// The neuron as a module from one tensor to one tensor, as <c>Sequential</c> takes them: [T, batch…, features…] to the output at
    /// every step. Every call starts from the initial state. It begins with these parameters: those that are tensors with a gradient are
    /// learnable, and registered under their names; the others are fixed numbers.
    /// </summary>
    /// <param name="p">The record of parameters.</param>
    /// <param name="seed">What random numbers are drawn from; those of one training pass are not those of another.</param>
    /// <param name="stream">Tells apart the random numbers of modules with one seed.</param>
    public StatelessNeuron Stateless<TParameters>(TParameters p, ulong seed = 0, uint stream = 0) =>
        new StatelessFunction(_dynamics, Sources(p), seed, stream);

    /// <summary>One step: the output and the next state.</summary>
    /// <param name="p">The record of parameters.</param>
    /// <param name="s">The state before.</param>
    /// <param name="x">For each input of the model, [batch…, features…].</param>
    public (Tensor Output, Snapshot<TState> State) Step<TParameters>(TParameters p, Snapshot<TState> s, params Tensor[] x)
    {
        NeuronCall.CheckInputs(Definition, x);
        using var scope = NewDisposeScope();
        var (outputs, state) = Integral(p, s, Array.ConvertAll(x, input => input.unsqueeze(0)));
        foreach (var tensor in Records.values<TState, Tensor>(state.Variables)) tensor.MoveToOuterDisposeScope();
        return (outputs.squeeze(0).MoveToOuterDisposeScope(), state);
    }

    /// <summary>All steps: the output at every step, and the state after the last. It is one step after another, only faster.</summary>
    /// <param name="p">The record of parameters.</param>
    /// <param name="s">The state before.</param>
    /// <param name="xs">For each input of the model, [T, batch…, features…].</param>
    public (Tensor Output, Snapshot<TState> State) Integral<TParameters>(TParameters p, Snapshot<TState> s, params Tensor[] xs)
    {
        NeuronCall.CheckInputs(Definition, xs);
        ArgumentNullException.ThrowIfNull(s);
        ArgumentNullException.ThrowIfNull(s.Variables);
        NeuronCall.CheckSequence(Definition, xs[0]);
        var (output, final) = NeuronIntegral.Run(
            _dynamics, Sources(p), xs, Records.values<TState, Tensor>(s.Variables), new(s.Step, s.Seed, s.Stream));
        return (output, new(Records.ofValues<TState, Tensor>(final), s.Step + xs[0].shape[0], s.Seed, s.Stream));
    }

    private ParameterSource[] Sources<TParameters>(TParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var names = Records.names<TParameters>();
        if (!names.SequenceEqual(Definition.ParameterNames))
            throw new ArgumentException(
                $"{Definition.Name}: the parameters are {string.Join(", ", names)}; they must be {string.Join(", ", Definition.ParameterNames)}.",
                nameof(parameters));

        return Array.ConvertAll(Records.values<TParameters, object>(parameters), value => value switch
        {
            ParameterValue number => (ParameterSource)number,
            Tensor tensor => tensor,
            _ => throw new ArgumentException(
                $"{Definition.Name}: a parameter is a {value.GetType().Name}; it must be a ParameterValue or a tensor.", nameof(parameters)),
        });
    }
}
