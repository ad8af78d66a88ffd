using System.Numerics;

namespace Neurons.Simulation;

/// <summary>
/// What a simulation is made of, for an <see cref="ISimulationDevice{T}"/>. In a step, all populations are updated; then what is at random arrives,
/// drive by drive; then spikes arrive, connection by connection and, of a connection, by source. In this order are sums made.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class SimulationParts<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int MostAtOnce = 256, MostNumbers = 1 << 24;

    internal SimulationParts(PopulationState<T>[] populations, Connection<T>[] connections, PoissonDrive<T>[] drives)
    {
        Events = [.. drives.Select(drive => new EventPart<T>(drive))];
        // of the numbers that this machine makes, there are some for each step
        var currents = populations.SelectMany(state => state.Inputs).SelectMany(input => input.Currents).Where(current => !current.IsConstant);
        var numbers = drives.Sum(drive => (long)drive.Target.Count) + currents.Sum(current => (long)current.Width)
            + populations.Sum(state => (long)state.Population.Size / 32);
        MostSteps = (int)Math.Clamp(MostNumbers / Math.Max(1, numbers), 1, MostAtOnce);
        Populations = [.. populations.Select(state => new PopulationPart<T>(state, MostSteps))];
        // those of a population together, as threads deliver them
        Connections = [.. connections.OrderBy(connection => connection.Source.Population.Index)];
    }

    /// <summary>The most steps that are run at once.</summary>
    public int MostSteps { get; }

    /// <summary>The populations.</summary>
    public IReadOnlyList<PopulationPart<T>> Populations { get; }

    /// <summary>The connections, in the order in which spikes arrive.</summary>
    public IReadOnlyList<Connection<T>> Connections { get; }

    /// <summary>Events at random, in the order in which they arrive.</summary>
    public IReadOnlyList<EventPart<T>> Events { get; }
}

/// <summary>A population of a simulation that runs.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class PopulationPart<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly PopulationState<T> _state;
    private readonly uint[] _spikes;

    internal PopulationPart(PopulationState<T> state, int mostSteps)
    {
        _state = state;
        _spikes = new uint[checked(mostSteps * WordsPerStep)];
        Inputs = [.. state.Inputs.Select(input => new InputPart<T>(input))];
    }

    /// <summary>The population.</summary>
    public Population Population => _state.Population;

    /// <summary>What the random numbers of its neurons follow from.</summary>
    public ulong Seed => _state.Noise.Seed;

    /// <summary>Tells them apart from those of other populations.</summary>
    public uint Stream => _state.Noise.Stream;

    /// <summary>The inputs of its model.</summary>
    public IReadOnlyList<InputPart<T>> Inputs { get; }

    /// <summary>The words of a step, of 32 neurons each.</summary>
    public int WordsPerStep => (Population.Size + 31) / 32;

    /// <summary>Who fires: for each step so many words, of each the lowest bit for the first neuron.</summary>
    public Span<uint> Spikes => _spikes;

    /// <summary>The numbers of a state.</summary>
    /// <param name="state">Its number in the model.</param>
    public Span<T> State(int state) => _state.State(state);
}

/// <summary>An input of a population that runs: the sum of what has arrived and, one after the other, currents.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class InputPart<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly InputPort<T> _port;

    internal InputPart(InputPort<T> port) => (_port, Currents) = (port, port.Currents);

    /// <summary>Whether spikes or other events arrive.</summary>
    public bool HasEvents => _port.Ring is not null;

    /// <summary>The rows of <see cref="Arriving"/>, a power of 2. That of a step is the step modulo it; 0 where nothing arrives.</summary>
    public int Rows => _port.Ring?.Slots ?? 0;

    /// <summary>From a row of <see cref="Arriving"/> to the next.</summary>
    public int Stride => _port.Ring?.Stride ?? 0;

    /// <summary>What is on its way: for each of the next steps a row, with a number a neuron. A step that has been taken leaves zeros.</summary>
    public Span<T> Arriving => _port.Ring is { } ring ? ring.All : [];

    /// <summary>The currents, in the order in which they are added.</summary>
    public IReadOnlyList<CurrentPart<T>> Currents { get; }
}

/// <summary>Events at random that arrive at an input.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class EventPart<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly PoissonDrive<T> _drive;

    internal EventPart(PoissonDrive<T> drive) => _drive = drive;

    /// <summary>The neurons.</summary>
    public PopulationRange Target => _drive.Target;

    /// <summary>The number of the input.</summary>
    public int Input => _drive.Input;

    /// <summary>What an event adds: one for all neurons, or one each.</summary>
    public ReadOnlySpan<T> Weights => _drive.Weights;

    /// <summary>Whether a number of events adds as often its weight at once; else each adds it, one after the other.</summary>
    public bool AddsAtOnce => _drive.AddsAtOnce;

    /// <summary>Writes the number of events in a step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="counts">One for each neuron of the target.</param>
    public void Count(long step, Span<T> counts) => _drive.Count(step, counts);
}
