using System.Numerics;
using System.Numerics.Tensors;
using Microsoft.FSharp.Core;
using Neurons.Run;

namespace Neurons;

/// <summary>
/// A layer of neurons of one model, over tensors with time first: an input is [T, batch…, features…], the state
/// [batch…, features…]. The layer holds the parameters; states are passed and returned. The methods here serve float and double alike;
/// those of <see cref="NeuronLayer{TFloatState, TDoubleState}"/> do the same with the types of one model.
/// </summary>
public abstract partial class NeuronLayer : Layer
{
    private static readonly Record[] Outputs = [Record.Outputs];
    private readonly Dynamics _dynamics;
    private readonly NeuronOptions _options;
    private nint[]? _shape;
    private object? _start;
    private ParameterValue[] _values;

    private protected NeuronLayer(int[]? shape, NeuronOptions options)
    {
        _options = options;
        _shape = shape is null ? null : LayerValidation.Shape(options.Model, shape);
        (_dynamics, _values) = LayerValidation.Check(_shape, options);
        _dynamics.Trust(_values);
        Parameters = [.. options.ParameterValues.Select((value, index) => new NeuronLayerParameter(this, index, value))];
    }

    /// <summary>The shape of one sample, [features…].</summary>
    /// <exception cref="InvalidOperationException">The layer takes it from the network, and is not part of one yet.</exception>
    public ReadOnlySpan<nint> Shape => RequiredShape;

    /// <summary>The number of neurons of one sample.</summary>
    /// <exception cref="InvalidOperationException">The layer takes it from the network, and is not part of one yet.</exception>
    public int Features => (int)TensorPrimitives.Product<nint>(RequiredShape);

    /// <summary>The model, traced with the options of this layer.</summary>
    public Definition Model => _dynamics.Definition;

    /// <summary>What states begin with where it is not what the model says.</summary>
    public InitialStates InitialStates => _options.InitialStates;

    /// <summary>Every parameter, in the order of the model, with its value now.</summary>
    public IReadOnlyList<NeuronLayerParameter> Parameters { get; }

    /// <summary>The neuron that is run, without the types of its model.</summary>
    public Dynamics Dynamics => _dynamics;

    /// <summary>The parameters now. The array and its tensors never change; other values are another array.</summary>
    internal ParameterValue[] Values => _values;

    private protected StateLayout StateLayout => field ??= new(Model.Name, Model.StateNames, RequiredShape.Length);

    private nint[] RequiredShape => _shape
        ?? throw new InvalidOperationException(
            $"{Model.Name} was made without a shape: it takes that of its input when it becomes part of a network. To use it by itself, "
            + "give the number of features.");

    /// <summary>The parameter of a name, in any case; an unknown one is an <see cref="ArgumentException"/> that suggests the nearest.</summary>
    public NeuronLayerParameter Parameter(string name) =>
        Parameters[Names.Index(Model.Name, "parameter", Model.ParameterNames, name)];

    /// <summary>
    /// Gives parameters other values, as many as each has, row-major, by name. They are checked together, so that a rule between them
    /// is not broken halfway; where a value is not allowed, an <see cref="ArgumentException"/> names it and nothing changes.
    /// </summary>
    public void SetParameters(IReadOnlyDictionary<string, double[]> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        _ = RequiredShape;
        var changed = (ParameterValue[])_values.Clone();
        foreach (var (name, numbers) in values)
        {
            ArgumentNullException.ThrowIfNull(numbers, name);
            var index = Names.Index(Model.Name, "parameter", Model.ParameterNames, name);
            changed[index] = Parameters[index].With(numbers);
        }

        _dynamics.Validate(Precision.Float64, changed);
        if (_population is not null) Check.inFloat32(Model, changed);
        _dynamics.Trust(changed);
        Adopt(changed);
    }

    /// <summary>The initial state of a batch.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="batch">The number of samples.</param>
    /// <param name="seed">What random numbers are drawn from.</param>
    /// <param name="stream">Tells apart the random numbers of layers with one seed.</param>
    public NeuronState<T> Initial<T>(int batch, ulong seed = 0, uint stream = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfNegative(batch);
        return Wrap(_dynamics.Initial<T>(_values, [batch, .. RequiredShape], seed, stream));
    }

    /// <summary>Buffers for the calls of this layer on so many steps of a batch.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    public NeuronBuffers<T> Buffers<T>(int steps, int batch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        ArgumentOutOfRangeException.ThrowIfNegative(batch);
        return new([batch, .. RequiredShape], steps, Model.StateNames.Length, Model.InputNames.Length);
    }

    /// <summary>One step: the output and the next state.</summary>
    /// <param name="input">[batch…, features…].</param>
    /// <param name="state">The state before; null for the initial one.</param>
    /// <param name="into">Buffers, for any number of steps, that are written to instead of allocating.</param>
    public (Tensor<T> Output, NeuronState<T> State) Step<T>(
        NeuronInput<T> input, NeuronState<T>? state = null, NeuronBuffers<T>? into = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        input.CheckNames(Model);
        var inputs = input.OneStep(Model, Places(into));
        var start = Start(input.Values.Lengths, "the input", input.Values.Lengths, state);
        var result = _dynamics.Step(_values, start, inputs, Native(into?.NativeStep));
        return (result.Recorded[0], Wrap(result.Final, into));
    }

    /// <summary>All steps of a sequence: the output at every step and the last state. It is one step after the other, only faster.</summary>
    /// <param name="input">[T, batch…, features…].</param>
    /// <param name="state">The state before; null for the initial one.</param>
    /// <param name="into">Buffers that are written to instead of allocating.</param>
    public (Tensor<T> Output, NeuronState<T> State) Integral<T>(
        NeuronInput<T> input, NeuronState<T>? state = null, NeuronBuffers<T>? into = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var inputs = Sequence(input, into);
        var result = _dynamics.Integral(_values, Start(input, state), inputs, Outputs, Native(into?.Native));
        return (result.Recorded[0], Wrap(result.Final, into));
    }

    /// <summary>
    /// States over time: for each name a tensor [T, batch…, features…] with the values after each step, and the last state.
    /// "Output" stands for the output. Keys are the names as given.
    /// </summary>
    public (IReadOnlyDictionary<string, Tensor<T>> Recorded, NeuronState<T> State) RecordStates<T>(
        NeuronInput<T> input, NeuronState<T>? state, params string[] names)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => RecordStates(input, state, into: null, names);

    /// <summary>As the overload without buffers, into buffers of the caller's, which hold a tensor for each name.</summary>
    public (IReadOnlyDictionary<string, Tensor<T>> Recorded, NeuronState<T> State) RecordStates<T>(
        NeuronInput<T> input, NeuronState<T>? state, NeuronBuffers<T>? into, params string[] names)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(names);
        var inputs = Sequence(input);
        var records = RecordsOf(names);
        var result = _dynamics.Integral(_values, Start(input, state), inputs, records, Native(into?.NativeFor(names)));
        return (ByName(names, result.Recorded), Wrap(result.Final));
    }

    /// <summary>
    /// The number of spikes of each neuron over all steps, [batch…, features…], and the last state; the spikes themselves are not
    /// stored. A readout has no spikes: an <see cref="InvalidOperationException"/>.
    /// </summary>
    /// <param name="input">[T, batch…, features…].</param>
    /// <param name="state">The state before; null for the initial one.</param>
    /// <param name="into">Buffers, for any number of steps, that are written to instead of allocating.</param>
    public (Tensor<T> Counts, NeuronState<T> State) SpikeCounts<T>(
        NeuronInput<T> input, NeuronState<T>? state = null, NeuronBuffers<T>? into = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!Model.Spikes)
            throw new InvalidOperationException($"{Model.Name} is a readout: its output is a potential and has no spikes to count.");

        var inputs = Sequence(input);
        var (counts, final) = _dynamics.SpikeCounts(_values, Start(input, state), inputs, into?.Counts!, into?.Final!);
        return (counts, Wrap(final));
    }

    /// <summary>The forward pass with its gradient.</summary>
    /// <param name="input">[T, batch…, features…]; not to be changed before the gradient is taken.</param>
    /// <param name="state">The state before; null for the initial one.</param>
    /// <param name="into">Buffers that are written to instead of allocating; they are the pullback's until it is done with.</param>
    public NeuronLayerPullback<T, NeuronState<T>> Pullback<T>(
        NeuronInput<T> input, NeuronState<T>? state = null, NeuronBuffers<T>? into = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Pullback<T, NeuronState<T>>(input, state, [], into);

    /// <summary>The forward pass with its gradient, with states recorded over time as well.</summary>
    private protected NeuronLayerPullback<T, TState> Pullback<T, TState>(
        NeuronInput<T> input, NeuronState<T>? state, string[] record, NeuronBuffers<T>? into)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TState : NeuronState<T>
    {
        ArgumentNullException.ThrowIfNull(record);
        if (into is not null && record.Length > 0)
            throw new ArgumentException($"{Model.Name}: buffers hold the output alone; states are recorded without them.", nameof(into));

        var inputs = Sequence(input);
        var start = Start(input, state);
        // In place, the initial state would be gone before the gradient asks for it.
        if (into is not null && start.Values.Any(tensor => into.Final.Any(buffer => ReferenceEquals(tensor, buffer))))
            throw new ArgumentException(
                $"{Model.Name}: the initial state lives in the buffers that the last state is written to, but the gradient needs both; use Detach.",
                nameof(state));

        var pullback = Neurons.Pullback.run(_dynamics, _values, start, inputs, [Record.Outputs, .. RecordsOf(record)], Native(into?.Native));
        return new(this, pullback, record, (TState)Wrap(pullback.Final));
    }

    /// <summary>The model in words: what it computes, its options, its parameters with units, ranges and values, its source.</summary>
    public string Explain() => ModelDescription.Of(this);

    /// <summary>The name of the model and the shape of the layer.</summary>
    public override string ToString() => _shape is null ? Model.Name : $"{Model.Name}({string.Join(", ", _shape)})";

    internal virtual NeuronState<T> Wrap<T>(StateValues<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(StateLayout, values);

    /// <summary>The state after a call: with buffers, the one that they hold.</summary>
    private NeuronState<T> Wrap<T>(StateValues<T> values, NeuronBuffers<T>? into)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (into is null) return Wrap(values);
        if (into.State is not { } state || state.Layout != StateLayout) return into.State = Wrap(values);
        state.Overwrite(values);
        return state;
    }

    private InputSequence<T>[] Places<T>(NeuronBuffers<T>? into)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        into is not null && into.Inputs.Length == Model.InputNames.Length ? into.Inputs : new InputSequence<T>[Model.InputNames.Length];

    private static FSharpValueOption<IntegralBuffers<T>> Native<T>(IntegralBuffers<T>? buffers) =>
        buffers is null ? FSharpValueOption<IntegralBuffers<T>>.None : FSharpValueOption<IntegralBuffers<T>>.Some(buffers);

    private static Dictionary<string, Tensor<T>> ByName<T>(string[] names, Tensor<T>[] tensors) =>
        new(names.Zip(tensors, KeyValuePair.Create));

    private Record[] RecordsOf(string[] names)
    {
        if (names.Distinct().Count() < names.Length)
            throw new ArgumentException($"{Model.Name}: a state is to be recorded twice, of {string.Join(", ", names)}.", nameof(names));

        return Array.ConvertAll(
            names,
            name => Names.Find(Model.StateNames, name) < 0 && Names.Find(["Output"], name) == 0
                ? Record.Outputs
                : Record.NewStateOver(Model.StateNames[Names.Index(Model.Name, "state", Model.StateNames, name)]));
    }

    private InputSequence<T>[] Sequence<T>(NeuronInput<T> input, NeuronBuffers<T>? into = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (input.ConstantSteps is null && input.Values.Rank == 0)
            throw new ArgumentException($"{Model.Name}: the input is a single number; it must be [T, batch…, {string.Join(", ", RequiredShape)}].");

        input.CheckNames(Model);
        return input.OverTime(Model, Places(into));
    }

    private StateValues<T> Start<T>(NeuronInput<T> input, NeuronState<T>? state)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        input.ConstantSteps is null
            ? Start(input.Values.Lengths[1..], "the input", input.Values.Lengths, state)
            : Start(input.Values.Lengths, "the constant input", input.Values.Lengths, state);

    /// <summary>The state to start from, checked to be this layer's.</summary>
    private StateValues<T> Start<T>(ReadOnlySpan<nint> wanted, string what, ReadOnlySpan<nint> given, NeuronState<T>? state)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!wanted.EndsWith(RequiredShape))
        {
            var time = wanted.Length < given.Length ? "T, " : "";
            throw new ArgumentException(
                $"{Model.Name}: {what} has the shape {Shapes.Text(given)}; it must be [{time}batch…, {string.Join(", ", RequiredShape)}].");
        }

        if (state is null) return Start<T>(wanted);
        if (!state.Layout.Names.AsSpan().SequenceEqual(Model.StateNames))
            throw new ArgumentException(
                $"{Model.Name} has the states {string.Join(", ", Model.StateNames)}; "
                + $"one of {state.Layout.Model} with {string.Join(", ", state.Layout.Names)} was given.", nameof(state));

        return state.Values;
    }

    /// <summary>The initial state of a shape; most calls have that of the last.</summary>
    private StateValues<T> Start<T>(ReadOnlySpan<nint> shape)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (_start is KnownStart<T> known && ReferenceEquals(known.Parameters, _values) && shape.SequenceEqual(known.State.Values[0].Lengths))
            return known.State;
        var start = _dynamics.Start<T>(_values, shape.ToArray(), 0, 0);
        _start = new KnownStart<T>(_values, start);
        return start;
    }

    /// <summary>An initial state, and what it was made of.</summary>
    private sealed record KnownStart<T>(ParameterValue[] Parameters, StateValues<T> State);
}
