using System.Numerics;
using System.Numerics.Tensors;
using Microsoft.FSharp.Core;

namespace Neurons.Verification;

/// <summary>Neurons of a recorded cell: their kernels, or the interpreter.</summary>
internal sealed class CellNeurons<T> : CellNode<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Dynamics _dynamics;
    private readonly ParameterValue[] _parameters;
    private readonly string?[] _recorded;
    private readonly double[][] _parameterGradients;
    private readonly nint[] _shape;
    private readonly bool _interpreted;
    private readonly List<(T[][] State, T[][] Inputs)> _tape = [];
    private readonly T[][] _states, _stateGradients;

    public CellNeurons(RecordedCell cell, RecordedNode node, NeuronLayer layer, bool interpreted)
        : base(node)
    {
        (_dynamics, _interpreted) = (layer.Dynamics, interpreted);
        _shape = layer.Shape.ToArray();
        var definition = layer.Model;
        _recorded = [.. definition.ParameterNames.Select(name =>
            cell.Numbers.ContainsKey($"{Name}.{name}") ? null
            : cell.Names.GetValueOrDefault($"{Name}.{name}") ?? BoundCase.Find(cell.Golden.Parameters.Keys, name))];
        _parameters = [.. _recorded.Select((name, p) => name is not null
            ? BoundCase.Value(cell.Golden.Parameters[name])
            : ParameterValue.NewShared(
                cell.Numbers.GetValueOrDefault($"{Name}.{definition.ParameterNames[p]}", definition.ParameterInfo[p].Value)))];
        _parameterGradients = [.. _parameters.Select(value => new double[Arrays.Flat(value).Length])];
        _states = [.. _dynamics.Initial<double>(_parameters, _shape, 0, 0).Values.Select(
            state => Array.ConvertAll(Arrays.Flat(state), T.CreateChecked))];
        _stateGradients = [.. _states.Select(state => new T[state.Length])];
    }

    private static Precision Precision => typeof(T) == typeof(float) ? Precision.Float32 : Precision.Float64;

    /// <summary>What its signals are before the first step: no spikes, and the states that it begins with.</summary>
    public override IEnumerable<(string Signal, T[] Values)> Before =>
    [
        (Name, new T[TensorPrimitives.Product<nint>(_shape)]),
        .. _states.Select((state, s) => ($"{Name}.{_dynamics.Definition.StateNames[s]}", state)),
    ];

    /// <summary>The parameters by their names in the model; null where one is not shared.</summary>
    public Dictionary<string, double[]>? Shared => Array.TrueForAll(_parameters, value => value.IsShared)
        ? _dynamics.Definition.ParameterNames.Zip(_parameters).ToDictionary(pair => pair.First, pair => Arrays.Flat(pair.Second))
        : null;

    public void Start(string state, T[] values) => _states[Place(state)] = values;

    public T[] StartGradient(string state) => _stateGradients[Place(state)];

    /// <summary>The gradients of the model's parameters that a recorded one is.</summary>
    public IEnumerable<double[]> ParameterGradients(string recorded) => _parameterGradients.Where((_, p) => _recorded[p] == recorded);

    public override void Forward(T[][] inputs, Dictionary<string, T[]> signals)
    {
        _tape.Add(((T[][])_states.Clone(), inputs));
        if (_interpreted)
        {
            var run = Reference.integral(Precision, _dynamics.Definition, _parameters, State(Doubles), Sequences(inputs, Doubles));
            signals[Name] = Back(run.Output);
            for (var s = 0; s < _states.Length; s++) _states[s] = Back(run.Final.Values[s]);
        }
        else
        {
            var run = Neurons.Pullback.run(
                _dynamics, _parameters, State(Same), Sequences(inputs, Same), [Record.Outputs], FSharpValueOption<IntegralBuffers<T>>.ValueNone);
            signals[Name] = Flat(run.Recorded[0]);
            for (var s = 0; s < _states.Length; s++) _states[s] = Flat(run.Final.Values[s]);
        }
        for (var s = 0; s < _states.Length; s++) signals[$"{Name}.{_dynamics.Definition.StateNames[s]}"] = _states[s];
    }

    public override T[][] Backward(int step, Dictionary<string, T[]> gradients)
    {
        (var states, var inputs) = _tape[step];
        states.CopyTo(_states, 0);
        var count = states.Length > 0 ? states[0].Length : inputs[0].Length;
        var output = Of(gradients, Name, count);
        for (var s = 0; s < _stateGradients.Length; s++)
        {
            var of = Of(gradients, $"{Name}.{_dynamics.Definition.StateNames[s]}", count);
            _stateGradients[s] = [.. _stateGradients[s].Zip(of, (a, b) => a + b)];
        }
        return _interpreted ? Interpreted(inputs, output) : Compiled(inputs, output);
    }

    private T[][] Interpreted(T[][] inputs, T[] output)
    {
        var result = Reference.gradients(
            Precision, _dynamics.Definition, _parameters, State(Doubles), Sequences(inputs, Doubles), [Record.Outputs],
            [Doubles(output, timed: true)], [.. _stateGradients.Select(gradient => Doubles(gradient, timed: false))]);
        for (var s = 0; s < _stateGradients.Length; s++) _stateGradients[s] = Back(result.State[s]);
        Sum(result.Parameters);
        return [.. result.Inputs.Select(Back)];
    }

    private T[][] Compiled(T[][] inputs, T[] output)
    {
        var run = Neurons.Pullback.run(
            _dynamics, _parameters, State(Same), Sequences(inputs, Same), [Record.Outputs], FSharpValueOption<IntegralBuffers<T>>.ValueNone);
        var result = run.Gradients(
            [Same(output, timed: true)], [.. _stateGradients.Select(gradient => Same(gradient, timed: false))],
            new GradientRequest<T>([.. inputs.Select(_ => true)], true, [.. _parameters.Select(_ => true)], null));
        for (var s = 0; s < _stateGradients.Length; s++) _stateGradients[s] = Flat(result.State[s]);
        Sum(result.Parameters);
        return [.. result.Inputs.Select(Flat)];
    }

    private void Sum(ParameterValue[] gradients)
    {
        for (var p = 0; p < gradients.Length; p++)
            _parameterGradients[p] = [.. _parameterGradients[p].Zip(Arrays.Flat(gradients[p]), (a, b) => PrecisionModule.round(Precision, a + b))];
    }

    private int Place(string state) => Array.IndexOf(_dynamics.Definition.StateNames, state) is >= 0 and var place
        ? place : throw new ArgumentException($"{Name} has no state {state}.");

    private StateValues<TNumber> State<TNumber>(Func<T[], bool, Tensor<TNumber>> tensor) =>
        new([.. _states.Select(state => tensor(state, false))], 0, 0, 0);

    private static InputSequence<TNumber>[] Sequences<TNumber>(T[][] inputs, Func<T[], bool, Tensor<TNumber>> tensor) =>
        [.. inputs.Select(input => InputSequence<TNumber>.NewEachStep(tensor(input, true)))];

    private Tensor<double> Doubles(T[] values, bool timed) => Tensor.Create(Array.ConvertAll(values, double.CreateChecked), Lengths(timed));

    private Tensor<T> Same(T[] values, bool timed) => Tensor.Create((T[])values.Clone(), Lengths(timed));

    private nint[] Lengths(bool timed) => timed ? [1, .. _shape] : _shape;

    private static T[] Back(Tensor<double> tensor) => Array.ConvertAll(Arrays.Flat(tensor), T.CreateChecked);

    private static T[] Flat(Tensor<T> tensor)
    {
        var values = new T[tensor.FlattenedLength];
        tensor.FlattenTo(values);
        return values;
    }
}
