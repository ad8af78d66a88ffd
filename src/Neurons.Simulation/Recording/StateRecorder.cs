using System.Numerics;
using System.Numerics.Tensors;
using Neurons.IO;

namespace Neurons.Simulation;

/// <summary>
/// States and inputs of chosen neurons at chosen intervals. A state is what it is at the end of the step; an input is what has arrived by then, which
/// enters at the beginning of the next step.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class StateRecorder<T> : Recorder<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int[] _neurons;
    private readonly (int State, int Input)[] _what;
    private readonly T[][] _values;
    private readonly int _every;
    private readonly long _most;
    private PopulationState<T>? _population;
    private int[][] _ofThread = [];
    private long _first = -1;

    internal StateRecorder(Population population, int[] neurons, string[] names, int every, long most)
    {
        (Population, _neurons, _every, _most) = (population, neurons, every, most);
        Names = names;
        _what = Array.ConvertAll(names, name => Find(population, name));
        _values = Array.ConvertAll(names, _ => Array.Empty<T>());
    }

    /// <summary>Whose they are.</summary>
    public Population Population { get; }

    /// <summary>The names of what is recorded, as they were given.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The neurons, counted from the first of the population.</summary>
    public IReadOnlyList<int> Neurons => _neurons;

    /// <summary>How many times they were recorded.</summary>
    public int Count { get; private set; }

    /// <summary>The steps at the ends of which they were recorded.</summary>
    public int[] Steps => [.. Enumerable.Range(0, Count).Select(row => (int)(_first + (long)row * _every))];

    /// <summary>The numbers of a state or input, [times, neurons].</summary>
    /// <param name="name">Its name, as it was given.</param>
    public Tensor<T> this[string name]
    {
        get
        {
            var at = Names.ToList().IndexOf(name);
            return at >= 0
                ? Tensor.Create(_values[at][..(Count * _neurons.Length)], [Count, _neurons.Length])
                : throw new ArgumentException($"{name} is not recorded of {Population.Name}; {string.Join(", ", Names)} are.", nameof(name));
        }
    }

    /// <inheritdoc/>
    public override void Clear()
    {
        (Count, _first) = (0, -1);
        for (var i = 0; i < _values.Length; i++) _values[i] = [];
    }

    private protected override IEnumerable<NpzArray> Arrays() =>
    [
        NpzArray.Of("step", Tensor.Create(Steps, [Count])),
        NpzArray.Of("neuron", Tensor.Create((int[])_neurons.Clone(), [_neurons.Length])),
        .. Names.Select(name => NpzArray.Of(name, this[name])),
    ];

    internal override void Begin(PopulationState<T>[] populations, int threads)
    {
        _population = populations[Population.Index];
        var first = _population.FirstOfThread;
        _ofThread = [.. Enumerable.Range(0, threads).Select(thread =>
            Enumerable.Range(0, _neurons.Length).Where(i => _neurons[i] >= first[thread] && _neurons[i] < first[thread + 1]).ToArray())];
    }

    internal override void Reserve(long step, long steps)
    {
        if (_first < 0) _first = (step + _every - 1) / _every * _every;
        var rows = (step + steps - _first) / _every + 1;
        if (rows * _neurons.Length * _values.Length > _most)
            throw new InvalidOperationException(
                $"The recorder of {string.Join(", ", Names)} of {Population.Name} would have {rows * _neurons.Length * _values.Length} numbers; "
                + $"it may have {_most}. Give it more, record more seldom, or take what it has and clear it from time to time.");
        for (var i = 0; i < _values.Length; i++)
        {
            if (_values[i].Length < rows * _neurons.Length)
                Array.Resize(ref _values[i], (int)Math.Min(Array.MaxLength, Math.Max(rows * _neurons.Length, 2L * _values[i].Length)));
        }
    }

    internal override unsafe void Record(int thread, long step)
    {
        if (step % _every != 0) return;
        var row = (int)((step - _first) / _every);
        for (var i = 0; i < _what.Length; i++)
        {
            var (state, input) = _what[i];
            var from = state >= 0 ? _population!.State(state) : Arrived(input, step);
            foreach (var n in _ofThread[thread]) _values[i][row * _neurons.Length + n] = from[_neurons[n]];
        }
        if (thread == 0) Count = row + 1;
    }

    private unsafe Span<T> Arrived(int input, long step) =>
        _population!.Inputs[input].Ring is { } ring ? new((void*)ring.Row(step + 1), ring.Neurons) : throw NoEvents(input);

    private InvalidOperationException NoEvents(int input) =>
        new($"No events arrive at {Population.Name}.{Population.Inputs[input]}: there is nothing to record.");

    private static (int State, int Input) Find(Population population, string name)
    {
        if (DefinitionModule.tryIndex([.. population.States], name) is { } state) return (state.Value, -1);
        if (DefinitionModule.tryIndex([.. population.Inputs], name) is { } input) return (-1, input.Value);
        throw new ArgumentException(
            $"{population.Name} has no state or input {name}.{DefinitionModule.suggestion(population.States.Concat(population.Inputs), name)}",
            nameof(name));
    }
}
