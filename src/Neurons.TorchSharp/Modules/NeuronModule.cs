using Neurons.Primitives;
using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>
/// Neurons of one model as a torch module: an input is [T, batch…, features…], the state [batch…, features…]. Learnable parameters are
/// registered parameters under their names in the model; the others are fixed numbers. On the CPU, contiguous tensors of float32 and
/// float64 are worked on by the fused kernels where they lie; everything else runs as torch operations, with the same results but for
/// rounding. Both are differentiable, also twice.
/// </summary>
/// <typeparam name="TState">The states of the model.</typeparam>
public abstract class NeuronModule<TState> : nn.Module<Tensor, TState?, (Tensor Output, TState State)>, INeuron
    where TState : NeuronState<TState>
{
    private readonly Dynamics _dynamics;
    private readonly long[] _features;
    private readonly ModuleParameters _values;
    private Device _place;
    private ScalarType _type;
    private Clock? _clock;

    private protected NeuronModule(int[] shape, NeuronOptions options, Device? device, ScalarType? dtype)
        : this(NeuronSetup.Of(options, shape), device, dtype)
    {
    }

    private NeuronModule(NeuronSetup setup, Device? device, ScalarType? dtype) : base(Required(setup))
    {
        _dynamics = setup.Dynamics;
        _features = Array.ConvertAll(setup.Shape.ToArray(), length => (long)length);
        _values = new(setup);
        _type = dtype ?? get_default_dtype();
        _place = device ?? CPU;
        TensorMemory.CheckFloating(Model, "the module", _type);
        foreach (var (name, parameter) in _values.Learnable(_type, _place)) register_parameter(name, parameter);
        RegisterComponents();
    }

    /// <summary>
    /// Whether the fused kernels work on tensors that they can work on; else all runs as torch operations, to compare the two. Default true.
    /// </summary>
    public bool fused { get; set; } = true;

    /// <summary>The model, traced with the options of this module.</summary>
    public Definition Model => _dynamics.Definition;

    ModuleParameters INeuron.Values => _values;

    /// <summary>
    /// The state that the last call of <see cref="advance"/> left, until the next one; null before the first and after <see cref="reset"/>.
    /// </summary>
    public TState? State =>
        _clock is { } clock ? Wrap(new(Model, Array.ConvertAll(Model.StateNames, name => get_buffer(name)!), clock)) : null;

    /// <summary>The states of a batch before the first step. They have no gradient.</summary>
    /// <param name="batch">The number of samples.</param>
    /// <param name="seed">What random numbers are drawn from.</param>
    /// <param name="stream">Tells apart the random numbers of modules with one seed.</param>
    /// <param name="device">Null for that of the module.</param>
    /// <param name="dtype">Null for that of the module.</param>
    public TState initial(long batch, ulong seed = 0, uint stream = 0, Device? device = null, ScalarType? dtype = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(batch);
        return Initial([batch, .. _features], new(0, seed, stream), device ?? _place, dtype ?? _type);
    }

    /// <summary>All steps of a sequence: the output at every step, and the state after the last.</summary>
    /// <param name="input">[T, batch…, features…]. Of a model with more inputs, the first; the others are 0.</param>
    /// <param name="state">The state before; null for the initial one.</param>
    public override (Tensor Output, TState State) forward(Tensor input, TState? state = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var scope = NewDisposeScope();
        var (output, next) = Forward(NeuronCall.Inputs(Model, input), state);
        return (output.MoveToOuterDisposeScope(), Outward(next));
    }

    /// <summary>As <see cref="forward(Tensor, TState?)"/>, with the hooks of the module.</summary>
    /// <param name="input">[T, batch…, features…].</param>
    public (Tensor Output, TState State) call(Tensor input) => call(input, null);

    /// <summary>
    /// All steps of a sequence: the output at every step. It goes on from the state that the last such call left, which the module
    /// keeps in buffers that are not part of <c>state_dict</c>. Use <see cref="reset"/> before another sequence and
    /// <see cref="detach"/> where the gradient should end.
    /// </summary>
    /// <param name="input">[T, batch…, features…].</param>
    public Tensor advance(Tensor input)
    {
        var (output, next) = call(input, State);
        Keep(next.Snapshot.Tensors);
        _clock = next.Snapshot.Clock;
        return output;
    }

    /// <summary>Forgets the kept state: the next sequence starts from the initial one.</summary>
    public void reset()
    {
        Keep([]);
        _clock = null;
    }

    /// <summary>Cuts the kept state off from what it was computed from.</summary>
    public void detach()
    {
        if (State is { } state) Keep(state.detach().Snapshot.Tensors);
    }

    /// <summary>
    /// The neurons as a module from one tensor to one tensor, as <c>Sequential</c> takes them: [T, batch…, features…] to the output at
    /// every step. Every call starts from the initial state. Parameters and their names are those of this module, which it owns.
    /// </summary>
    /// <param name="seed">What random numbers are drawn from; those of one training pass are not those of another.</param>
    /// <param name="stream">Tells apart the random numbers of modules with one seed.</param>
    public StatelessNeuron stateless(ulong seed = 0, uint stream = 0) => new StatelessModule<TState>(this, seed, stream);

    /// <summary>
    /// Brings learnable parameters that an optimizer has moved out of what is allowed back into it: to be called after its step. A call
    /// with one that is not allowed is an <see cref="ArgumentException"/>.
    /// </summary>
    public void constrain() => _values.Constrain(name => get_parameter(name)!);

    /// <summary>The output of a sequence that starts from the initial state.</summary>
    internal Tensor Output(Tensor input, Clock clock)
    {
        using var scope = NewDisposeScope();
        return Forward(NeuronCall.Inputs(Model, input), null, clock).Output.MoveToOuterDisposeScope();
    }

    /// <summary>All steps, from every input of the model; where no state is given, from the initial one.</summary>
    private protected (Tensor Output, TState State) Forward(Tensor[] inputs, TState? state, Clock begin = default)
    {
        NeuronCall.CheckInputs(Model, inputs);
        if (inputs[0].dim() <= _features.Length || !inputs[0].shape.AsSpan(1).EndsWith(_features))
            throw new ArgumentException(
                $"{Model.Name}: the input has the shape {Shapes.Text(inputs[0].shape)}; it must be [T, batch…, {string.Join(", ", _features)}].");

        using var scope = NewDisposeScope();
        var start = state ?? Initial(inputs[0].shape[1..], begin, inputs[0].device, inputs[0].dtype);
        if (start.Snapshot.Model.Name != Model.Name)
            throw new ArgumentException($"{Model.Name}: a state of {start.Snapshot.Model.Name} was given.", nameof(state));

        var clock = start.Snapshot.Clock;
        var (output, final) = NeuronIntegral.Run(_dynamics, Sources(), inputs, start.Snapshot.Tensors, clock, fused);
        return (output.MoveToOuterDisposeScope(), Outward(Wrap(new(Model, final, clock with { Step = clock.Step + inputs[0].shape[0] }))));
    }

    internal abstract TState Wrap(StateSnapshot snapshot);

    /// <summary>Moves the kept state, too.</summary>
    protected override void _toEpilog(ScalarType? dtype, Device? device, bool non_blocking)
    {
        base._toEpilog(dtype, device, non_blocking);
        (_type, _place) = (dtype ?? _type, device ?? _place);
        if (State is { } state)
            Keep(Array.ConvertAll(state.Snapshot.Tensors, tensor => tensor.to(dtype ?? tensor.dtype, device ?? tensor.device).alias()));
    }

    /// <summary>The name, where torch can be loaded: the base makes a native module of it.</summary>
    private static string Required(NeuronSetup setup)
    {
        TorchRuntime.Require();
        return setup.Dynamics.Definition.Name;
    }

    private static TState Outward(TState state)
    {
        foreach (var tensor in state.Snapshot.Tensors) tensor.MoveToOuterDisposeScope();
        return state;
    }

    private ParameterSource[] Sources() => _values.Sources(name => get_parameter(name)!);

    private TState Initial(long[] shape, Clock clock, Device device, ScalarType dtype) =>
        Wrap(new(Model, InitialState.Create(_dynamics, ParameterSource.Values(Model, Sources()), shape, dtype, device), clock));

    /// <summary>Other tensors, or none, for the buffers of the states.</summary>
    private void Keep(Tensor[] tensors)
    {
        for (var s = 0; s < Model.StateNames.Length; s++)
        {
            var name = Model.StateNames[s];
            get_buffer(name)?.Dispose();
            ConditionallyRegisterBuffer(name, tensors.Length > 0 ? tensors[s].DetachFromDisposeScope() : null, persistent: false);
        }
    }
}
