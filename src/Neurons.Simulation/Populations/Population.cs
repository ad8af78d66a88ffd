namespace Neurons.Simulation;

/// <summary>
/// Neurons of one model, or a source of spikes, in a <see cref="Simulator{T}"/>. <c>population[..100]</c> is a part of it.
/// </summary>
public sealed class Population
{
    internal Population(object owner, int index, string name, int size, NeuronLayer? neurons, SpikeSource? source) =>
        (Owner, Index, Name, Size, Neurons, Source) = (owner, index, name, size, neurons, source);

    /// <summary>The name, of which a simulation has one.</summary>
    public string Name { get; }

    /// <summary>The number of its neurons.</summary>
    public int Size { get; }

    /// <summary>What the neurons are: model, options, parameters; null for a source of spikes.</summary>
    public NeuronLayer? Neurons { get; }

    /// <summary>Where the spikes of a source come from; null for neurons.</summary>
    public SpikeSource? Source { get; }

    internal object Owner { get; }

    internal int Index { get; }

    /// <summary>The names of the inputs; none for a source.</summary>
    public IReadOnlyList<string> Inputs => Neurons?.Model.InputNames ?? [];

    /// <summary>The names of the states; none for a source.</summary>
    public IReadOnlyList<string> States => Neurons?.Model.StateNames ?? [];

    /// <summary>A part of it.</summary>
    /// <param name="range">Which neurons, such as <c>..100</c>.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not within the population.</exception>
    public PopulationRange this[Range range]
    {
        get
        {
            var (start, end) = (range.Start.GetOffset(Size), range.End.GetOffset(Size));
            return start >= 0 && start <= end && end <= Size
                ? new(this, start, end - start)
                : throw new ArgumentOutOfRangeException(nameof(range), range, $"{Name} has {Size} neurons; {range} is not within them.");
        }
    }

    /// <summary>So many neurons from one on.</summary>
    /// <param name="start">The first.</param>
    /// <param name="count">How many.</param>
    /// <exception cref="ArgumentOutOfRangeException">They are not within the population.</exception>
    public PopulationRange Slice(int start, int count) => this[start..(start + count)];

    /// <summary>For people: name, size and model.</summary>
    public override string ToString() => $"{Name}: {Size} × {Neurons?.Model.Name ?? Source!.GetType().Name}";
}

/// <summary>Neurons of a population, side by side. A population converts to all of its neurons.</summary>
public readonly record struct PopulationRange
{
    internal PopulationRange(Population population, int start, int count) => (Population, Start, Count) = (population, start, count);

    /// <summary>Whose they are.</summary>
    public Population Population { get; }

    /// <summary>The first.</summary>
    public int Start { get; }

    /// <summary>How many.</summary>
    public int Count { get; }

    /// <summary>All neurons.</summary>
    public static implicit operator PopulationRange(Population population)
    {
        ArgumentNullException.ThrowIfNull(population);
        return new(population, 0, population.Size);
    }

    /// <summary>For people.</summary>
    public override string ToString() => Count == Population.Size ? Population.Name : $"{Population.Name}[{Start}..{Start + Count}]";
}
