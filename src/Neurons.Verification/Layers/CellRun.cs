using System.Numerics;

namespace Neurons.Verification;

/// <summary>
/// The nodes of a recorded cell over all steps, and the same way back. A signal is the numbers that a node, or one of its outputs, gives at a
/// step; it has a gradient at each step, and so has what it was before the first.
/// </summary>
internal sealed class CellRun<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly RecordedCell _cell;
    private readonly GoldenCase _golden;
    private readonly CellNode<T>[] _nodes;
    private readonly Dictionary<string, int> _order = [];

    /// <summary>By the step, from 1; at 0 what was before.</summary>
    private readonly Dictionary<string, T[]>[] _values, _gradients;

    public CellRun(RecordedCell cell, bool interpreted)
    {
        (_cell, _golden) = (cell, cell.Golden);
        _nodes = [.. cell.Nodes.Select(node => CellNode<T>.Of(cell, node, interpreted))];
        for (var n = 0; n < _nodes.Length; n++) _order[_nodes[n].Name] = n;
        _values = [.. Enumerable.Range(0, _golden.Steps + 1).Select(_ => new Dictionary<string, T[]>())];
        _gradients = [.. Enumerable.Range(0, _golden.Steps + 1).Select(_ => new Dictionary<string, T[]>())];
    }

    public Replay Run()
    {
        foreach (var (signal, values) in _nodes.SelectMany(node => node.Before)) _values[0][signal] = values;
        foreach (var (name, values) in _golden.InitialState) Start(_cell.State(name)[0].Signal, Array.ConvertAll(values, T.CreateChecked));
        for (var step = 1; step <= _golden.Steps; step++)
        {
            TakeInput(step);
            foreach (var node in _nodes)
            {
                var now = step;
                node.Forward([.. node.Inputs.Select(sources => Sum(node, sources, now))], _values[step]);
            }
        }
        if (_golden.Steps > 0 && _values[1][_cell.Output].Length != _golden.Neurons)
            throw new ArgumentException($"{_golden.Name}: the output has {_golden.Neurons} numbers; {_values[1][_cell.Output].Length} are expected.");
        for (var step = 1; step <= _golden.Steps; step++) Add(step, _cell.Output, Row(_golden.UpstreamOutput, step), T.One);
        foreach (var (name, upstream) in _golden.UpstreamFinalState)
        {
            foreach (var (signal, factor) in _cell.State(name))
                Add(_golden.Steps, signal, Array.ConvertAll(upstream, T.CreateChecked), T.CreateChecked(factor));
        }
        for (var step = _golden.Steps; step >= 1; step--)
        {
            foreach (var node in _nodes.Reverse())
            {
                var inputs = node.Backward(step - 1, _gradients[step]);
                for (var i = 0; i < inputs.Length; i++)
                {
                    foreach (var source in node.Inputs[i]) Add(At(node, source, step), source, inputs[i], T.One);
                }
            }
        }
        return Result();
    }

    private Replay Result() => new()
    {
        Output = Over(_cell.Output),
        States = _golden.States.Keys.ToDictionary(name => name, name =>
        {
            var sum = Over(_cell.State(name)[0].Signal);
            foreach (var (signal, factor) in _cell.State(name)[1..]) sum = [.. sum.Zip(Over(signal), (a, b) => a + (factor * b))];
            return sum;
        }),
        InputGradient = [.. Enumerable.Range(1, _golden.Steps).SelectMany(step =>
            _cell.Sources.SelectMany(source => Doubles(Gradient(step, source.Name, source.Columns))))],
        InitialStateGradients = _golden.InitialState.ToDictionary(
            state => state.Key, state => StartGradient(_cell.State(state.Key)[0].Signal, state.Value.Length)),
        WeightGradients = _golden.Weights.ToDictionary(weight => weight.Key, weight => WeightGradient(weight.Key, weight.Value.Length)),
        LayerParameterGradients = _golden.Parameters.ToDictionary(
            parameter => parameter.Key, parameter => ParameterGradient(parameter.Key, parameter.Value.Values.Length)),
    };

    /// <summary>Sets a state of neurons, or what a node gave before.</summary>
    private void Start(string signal, T[] values)
    {
        if (_values[0].GetValueOrDefault(signal)?.Length != values.Length)
            throw new ArgumentException($"{_golden.Name}: the initial state of {signal} has {values.Length} numbers.");
        _values[0][signal] = values;
        if (signal.Split('.') is [var node, var state]) ((CellNeurons<T>)_nodes[_order[node]]).Start(state, values);
    }

    private double[] StartGradient(string signal, int count)
    {
        var edge = Gradient(0, signal, count);
        var state = signal.Split('.') is [var node, var name] ? ((CellNeurons<T>)_nodes[_order[node]]).StartGradient(name) : new T[count];
        return Doubles([.. edge.Zip(state, (a, b) => a + b)]);
    }

    private void TakeInput(int step)
    {
        var from = (step - 1) * _golden.Inputs;
        foreach (var (name, columns) in _cell.Sources)
        {
            _values[step][name] = Array.ConvertAll(_golden.Input.AsSpan(from, columns).ToArray(), T.CreateChecked);
            from += columns;
        }
    }

    /// <summary>The step at which a node finds what feeds it: the one before, from a node that has not run yet, and of a delay.</summary>
    private int At(CellNode<T> node, string source, int step) =>
        _order.TryGetValue(source.Split('.')[0], out var other) && (other >= _order[node.Name] || node.IsDelayed) ? step - 1 : step;

    private T[] Sum(CellNode<T> node, IReadOnlyList<string> sources, int step)
    {
        T[]? sum = null;
        foreach (var source in sources)
        {
            var values = _values[At(node, source, step)].GetValueOrDefault(source)
                ?? throw new ArgumentException($"{_golden.Name}: {source} gives nothing before the first step.");
            sum = sum is null ? values : [.. sum.Zip(values, (a, b) => a + b)];
        }
        return sum!;
    }

    private void Add(int step, string signal, T[] gradient, T factor)
    {
        if (!_gradients[step].TryGetValue(signal, out var sum)) _gradients[step][signal] = sum = new T[gradient.Length];
        for (var i = 0; i < sum.Length; i++) sum[i] += factor * gradient[i];
    }

    private T[] Gradient(int step, string signal, int count) => _gradients[step].GetValueOrDefault(signal) ?? new T[count];

    private T[] Row(double[] values, int step) => Array.ConvertAll(Arrays.Row(values, step - 1, _golden.Neurons), T.CreateChecked);

    private double[] Over(string signal) => [.. Enumerable.Range(1, _golden.Steps).SelectMany(step => Doubles(_values[step][signal]))];

    private double[] WeightGradient(string name, int count)
    {
        var sum = new double[count];
        foreach (var weight in _cell.Weights.GetValueOrDefault(name) ?? [])
        {
            var gradient = _nodes[_order[weight.Node]].WeightGradient(weight.Parameter);
            for (var i = 0; i < gradient.Length; i++) sum[weight.Places?[i] ?? i] += double.CreateChecked(gradient[i]);
        }
        return sum;
    }

    private double[] ParameterGradient(string name, int count)
    {
        var sum = WeightGradient(name, count);
        foreach (var neurons in _nodes.OfType<CellNeurons<T>>())
        {
            foreach (var gradient in neurons.ParameterGradients(name))
            {
                for (var i = 0; i < count; i++) sum[i] += gradient[i];
            }
        }
        return sum;
    }

    private static double[] Doubles(T[] values) => Array.ConvertAll(values, double.CreateChecked);
}
