using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>
/// Neurons of one model as a torch module: an input is [T, batch…, features…], the state [batch…, features…]. Learnable parameters are
/// registered parameters under their names in the model; the others are fixed numbers. On the CPU, contiguous tensors of float32 and
/// float64 are worked on by the fused kernels where they lie; everything else runs as torch operations, with the same results but for
/// rounding. Both are differentiable, also twice.
/// </summary>
/// <typeparam name="TState">The states of the model.</typeparam>
public abstract class NeuronModule<TState> : nn.Module<Tensor, TState?, (Tensor Output, TState State)>
    where TState : NeuronState<TState>
{
    private readonly Dynamics _dynamics;
    private readonly long[] _features;
    private readonly ModuleParameters _values;
    private Clock? _clock;

    private protected NeuronModule(int[] shape, NeuronOptions options, Device? device, ScalarType? dtype) : base(options.Model)
    {
        ArgumentNullException.ThrowIfNull(shape);
        var lengths = LayerValidation.Shape(options.Model, shape);
        (_dynamics, var values) = LayerValidation.Check(lengths, options);
        _features = Array.ConvertAll(lengths, length => (long)length);
        _values = new(_dynamics, options.ParameterValues, values, _features);
        var type = dtype ?? get_default_dtype();
        TensorMemory.CheckFloating(Model, "the module", type);
        foreach (var (name, parameter) in _values.Learnable(type, device ?? CPU)) register_parameter(name, parameter);
        RegisterComponents();
    }

    /// <summary>The model, traced with the options of this module.</summary>
    public Definition Model => _dynamics.Definition;

    /// <summary>
    /// The state that the last call of <see cref="advance"/> left, until the next one; null before the first and after <see cref="reset"/>.
    /// </summary>
    public TState? State =>
        _clock is { } clock ? Wrap(new(Model, Array.ConvertAll(Model.StateNames, name => get_buffer(name)!), clock)) : null;

    /// <summary>The states of a batch before the first step. They have no gradient.</summary>
    /// <param name="batch">The number of samples.</param>
    /// <param name="seed">What random numbers are drawn from.</param>
    /// <param name="stream">Tells apart the random numbers of modules with one seed.</param>
    /// <param name="device">Null for the CPU.</param>
    /// <param name="dtype">Null for the default type.</param>
    public TState initial(long batch, ulong seed = 0, uint stream = 0, Device? device = null, ScalarType? dtype = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(batch);
        return Initial([batch, .. _features], new(0, seed, stream), device ?? CPU, dtype ?? get_default_dtype());
    }

    /// <summary>All steps of a sequence: the output at every step, and the state after the last.</summary>
    /// <param name="input">[T, batch…, features…]. Of a model with more inputs, the first; the others are 0.</param>
    /// <param name="state">The state before; null for the initial one.</param>
    public override (Tensor Output, TState State) forward(Tensor input, TState? state = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var scope = NewDisposeScope();
        var (output, next) = Forward([input, .. Model.InputNames.Skip(1).Select(_ => zeros_like(input))], state);
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
    /// Brings learnable parameters that an optimizer has moved out of what is allowed back into it: to be called after its step. A call
    /// with one that is not allowed is an <see cref="ArgumentException"/>.
    /// </summary>
    public void constrain() => _values.Constrain(name => get_parameter(name)!);

    /// <summary>All steps, from every input of the model.</summary>
    private protected (Tensor Output, TState State) Forward(Tensor[] inputs, TState? state)
    {
        NeuronCall.CheckInputs(Model, inputs);
        if (inputs[0].dim() <= _features.Length || !inputs[0].shape.AsSpan(1).EndsWith(_features))
            throw new ArgumentException($"{Model.Name}: the input has the shape {TensorMemory.Text(inputs[0].shape)}; it must be [T, batch…, {string.Join(", ", _features)}].");

        using var scope = NewDisposeScope();
        var start = state ?? Initial(inputs[0].shape[1..], default, inputs[0].device, inputs[0].dtype);
        if (start.Snapshot.Model.Name != Model.Name)
            throw new ArgumentException($"{Model.Name}: a state of {start.Snapshot.Model.Name} was given.", nameof(state));

        var clock = start.Snapshot.Clock;
        var (output, final) = NeuronIntegral.Run(_dynamics, Sources(), inputs, start.Snapshot.Tensors, clock);
        return (output.MoveToOuterDisposeScope(), Outward(Wrap(new(Model, final, clock with { Step = clock.Step + inputs[0].shape[0] }))));
    }

    internal abstract TState Wrap(StateSnapshot snapshot);

    /// <summary>Moves the kept state, too.</summary>
    protected override void _toEpilog(ScalarType? dtype, Device? device, bool non_blocking)
    {
        base._toEpilog(dtype, device, non_blocking);
        if (State is { } state)
            Keep(Array.ConvertAll(state.Snapshot.Tensors, tensor => tensor.to(dtype ?? tensor.dtype, device ?? tensor.device).alias()));
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
