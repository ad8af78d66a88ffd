using System.Numerics;

namespace Neurons.Simulation;

/// <summary>
/// States and inputs of chosen neurons at chosen intervals. A state is what it is at the end of the step; an input is what has arrived by then, which
/// enters at the beginning of the next step.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class StateRecorder<T> : SampleRecorder<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int[] _neurons;
    private readonly (int State, int Input)[] _what;
    private PopulationState<T>? _population;
    private int[][] _ofThread = [];

    internal StateRecorder(Population population, int[] neurons, string[] names, int every, long most)
        : base(population.Name, names, neurons.Length, every, most)
    {
        (Population, _neurons) = (population, neurons);
        _what = Array.ConvertAll(names, name => Find(population, name));
    }

    /// <summary>Whose they are.</summary>
    public Population Population { get; }

    /// <summary>The neurons, counted from the first of the population.</summary>
    public IReadOnlyList<int> Neurons => _neurons;

    private protected override (string Name, int[] Numbers) Things => ("neuron", _neurons);

    internal override void Begin(PopulationState<T>[] populations, int threads)
    {
        _population = populations[Population.Index];
        foreach (var (state, input) in _what)
        {
            if (state < 0 && _population.Inputs[input].Ring is null)
                throw new InvalidOperationException($"No events arrive at {Population.Name}.{Population.Inputs[input]}: there is nothing to record.");
        }
        _ofThread = ByThread(_neurons, _population.FirstOfThread);
    }

    private protected override void Sample(int name, int thread, long step, Span<T> row)
    {
        var (state, input) = _what[name];
        var from = state >= 0 ? _population!.State(state) : Arrived(input, step);
        foreach (var i in _ofThread[thread]) row[i] = from[_neurons[i]];
    }

    private unsafe Span<T> Arrived(int input, long step)
    {
        var ring = _population!.Inputs[input].Ring!;
        return new((void*)ring.Row(step + 1), ring.Neurons);
    }

    private static (int State, int Input) Find(Population population, string name)
    {
        if (DefinitionModule.tryIndex([.. population.States], name) is { } state) return (state.Value, -1);
        if (DefinitionModule.tryIndex([.. population.Inputs], name) is { } input) return (-1, input.Value);
        throw new ArgumentException(
            $"{population.Name} has no state or input {name}.{DefinitionModule.suggestion(population.States.Concat(population.Inputs), name)}",
            nameof(name));
    }
}
