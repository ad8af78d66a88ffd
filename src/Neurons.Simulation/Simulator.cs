using System.Diagnostics;
using System.Numerics;
using Neurons.Run;

namespace Neurons.Simulation;

/// <summary>
/// Populations of neurons, the synapses between them, what drives them and what is recorded of them. It is described first and run then; times
/// are in ms. What is drawn follows from the seed and the order of the description; the number of threads changes no bit.
/// </summary>
/// <typeparam name="T">float or double: what neurons compute with, and weights are.</typeparam>
public sealed partial class Simulator<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const string Owner = "Simulator";

    /// <summary>How far a time may be from a whole number of steps, in steps.</summary>
    private const double Tolerance = 1e-6;

    private readonly List<PopulationState<T>> _populations = [];
    private readonly List<Connection<T>> _connections = [];
    private readonly List<PoissonDrive<T>> _drives = [];
    private readonly List<Recorder<T>> _recorders = [];
    private Engine<T>? _engine;
    private uint _stream;
    private volatile bool _isDisposed;
    private volatile int _claimant;

    /// <summary>A simulation without populations.</summary>
    /// <param name="dt">The time step in ms, which is that of all neurons; > 0.</param>
    /// <param name="seed">What all random numbers follow from.</param>
    public Simulator(double dt = 0.1, ulong seed = 0)
    {
        if (typeof(T) != typeof(float) && typeof(T) != typeof(double))
            throw new NotSupportedException($"{Owner}: the element type is {typeof(T).Name}; float and double are allowed.");
        (Dt, Seed) = (Require.Positive(Owner, nameof(dt), dt), seed);
    }

    /// <summary>The time step in ms.</summary>
    public double Dt { get; }

    /// <summary>What all random numbers follow from.</summary>
    public ulong Seed { get; }

    /// <summary>The number of threads: 0, the default, for as many as <see cref="Parallelism.Threads"/> where there is work for them.</summary>
    public int Threads
    {
        get;
        set => field = Require.That(value is >= 0 and <= Parallelism.MaxThreads, Owner, nameof(Threads), value, $"in 0 .. {Parallelism.MaxThreads}");
    }

    /// <summary>The populations, in the order in which they were added.</summary>
    public IReadOnlyList<Population> Populations => [.. _populations.Select(state => state.Population)];

    /// <summary>The connections, in the order in which they were made.</summary>
    public IReadOnlyList<Connection<T>> Connections => _connections;

    /// <summary>Steps that have been run.</summary>
    public long Step => _engine?.Step ?? 0;

    /// <summary>The time that has been run, in ms.</summary>
    public double Time => Step * Dt;

    /// <summary>Adds neurons.</summary>
    /// <param name="name">The name, which no other population has.</param>
    /// <param name="neurons">
    /// A layer of one dimension of any model, or of a neuron of your own: its options, parameters and initial states. Its time step must be that of
    /// the simulation.
    /// </param>
    /// <param name="initial">What states begin with, by name: one number, one for each neuron, or drawn; null for what the model says.</param>
    public Population Add(string name, NeuronLayer neurons, IReadOnlyDictionary<string, SimulationParameter>? initial = null)
    {
        ArgumentNullException.ThrowIfNull(neurons);
        if (neurons.Shape.Length != 1)
            throw new ArgumentException($"{name}: the neurons have the shape {Shapes.Text(neurons.Shape)}; it must be [size].", nameof(neurons));
        CheckTimeStep(name, neurons.Model);
        var seeds = NextStreams(1 + (uint)neurons.Model.StateNames.Length);
        var start = neurons.Dynamics.Initial<T>(
            [.. neurons.Parameters.Select(parameter => parameter.IsPerNeuron || parameter.IsPerChannel
                ? ParameterValue.NewPerNeuron(System.Numerics.Tensors.Tensor.Create(parameter.ToArray(), [neurons.Features]))
                : ParameterValue.NewShared(parameter.ToArray()[0]))],
            [neurons.Features], Seed, seeds);
        var population = Add(name, neurons.Features, neurons, null, start, seeds);
        foreach (var (state, values) in initial ?? new Dictionary<string, SimulationParameter>())
        {
            var at = DefinitionModule.stateIndex(neurons.Model, state);
            var numbers = values.Checked(name, state, population.Size, double.IsFinite, "finite")
                .ToArray(population.Size, Seed, seeds + 1 + (uint)at);
            var into = _populations[^1].State(at);
            for (var n = 0; n < numbers.Length; n++) into[n] = T.CreateTruncating(numbers[n]);
        }
        return population;
    }

    /// <summary>Adds a source of spikes: neurons that fire at given times, at random, or as your own <see cref="SpikeSource"/> says.</summary>
    /// <param name="name">The name, which no other population has.</param>
    /// <param name="size">The number of neurons; at least 1.</param>
    /// <param name="source">When they fire. It belongs to this population from now on.</param>
    public Population Add(string name, int size, SpikeSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        Require.AtLeast(1, name, nameof(size), size);
        if (_populations.Find(other => ReferenceEquals(other.Population.Source, source)) is { } owner)
            throw new ArgumentException(
                $"{name}: its source of spikes is that of {owner.Population.Name} already; give it one of its own.", nameof(source));
        var stream = NextStreams(1);
        source.Begin(size, Dt, Seed, stream);
        return Add(name, size, null, source, null, stream);
    }

    /// <summary>
    /// Connects neurons to an input of others. A spike of step s arrives in step s + delay and enters the input in the step after that.
    /// </summary>
    /// <param name="source">The neurons whose spikes travel: a population or a part of it.</param>
    /// <param name="target">The neurons at which they arrive.</param>
    /// <param name="input">The name of the input of the targets' model.</param>
    /// <param name="connectivity">Which are connected.</param>
    /// <param name="weight">What a spike adds to the input, in its unit: one for all, one for each synapse, or drawn; finite.</param>
    /// <param name="delay">
    /// The delay in ms: one for all, a whole number of steps; or one for each synapse or drawn, rounded to steps; ≥ 0 and at most 65,535 steps.
    /// </param>
    public Connection<T> Connect(
        PopulationRange source, PopulationRange target, string input, Connectivity connectivity, SimulationParameter weight,
        SimulationParameter delay)
    {
        var connection = new Connection<T>(Parts(source, target, input, connectivity, weight, delay));
        return Add(connection, connection.MaxDelay);
    }

    /// <summary>Drives an input with a current: a number, an array with one a neuron, or a <see cref="Current"/>. Several are summed.</summary>
    /// <param name="target">The neurons: a population or a part of it.</param>
    /// <param name="input">The name of the input of their model.</param>
    /// <param name="current">The current, in the unit of the input.</param>
    public void Drive(PopulationRange target, string input, Current current)
    {
        ArgumentNullException.ThrowIfNull(current);
        RequireOpen();
        _populations[target.Population.Index].Inputs[Port(target, input)].AddCurrent(target, current, Seed, NextStreams(1));
    }

    /// <summary>
    /// Drives an input with events at random: each neuron has Poisson processes of its own, of which the number of events in a step is drawn at
    /// once. They arrive in their step.
    /// </summary>
    /// <param name="target">The neurons: a population or a part of it.</param>
    /// <param name="input">The name of the input of their model.</param>
    /// <param name="rate">The rate of a process in Hz: one for all, one for each neuron, or drawn; ≥ 0.</param>
    /// <param name="weight">What an event adds to the input: one for all, one for each neuron, or drawn; finite.</param>
    /// <param name="sources">How many processes each neuron has; ≥ 0.</param>
    public void DrivePoisson(PopulationRange target, string input, SimulationParameter rate, SimulationParameter weight, double sources = 1)
    {
        RequireOpen();
        var port = Port(target, input);
        var owner = $"the drive of {target}.{input}";
        Require.NotNegative(owner, nameof(sources), sources);
        var streams = NextStreams(3);
        double[] Numbers(SimulationParameter values, string name, Func<double, bool> isAllowed, string allowed, uint stream) =>
            values.Checked(owner, name, target.Count, isAllowed, allowed).ToArray(values.IsShared ? 1 : target.Count, Seed, stream);
        var rates = Numbers(rate, nameof(rate), value => value >= 0 && double.IsFinite(value), "≥ 0 and finite", streams + 1);
        var weights = Numbers(weight, nameof(weight), IsWeight, "finite", streams + 2);
        _drives.Add(new(target, port, rates, weights, sources, Dt, Seed, streams));
        _populations[target.Population.Index].Inputs[port].AddEvents(0);
    }

    /// <summary>Records spikes from now on.</summary>
    /// <param name="neurons">Whose: a population or a part of it.</param>
    /// <param name="most">How many it may hold, at 8 bytes each; more are an error.</param>
    public SpikeRecorder<T> RecordSpikes(PopulationRange neurons, int most = 100_000_000)
    {
        RequireMine(neurons.Population, nameof(neurons));
        return Add(new SpikeRecorder<T>(neurons, Dt, Require.AtLeast(1, Owner, nameof(most), most)));
    }

    /// <summary>Records the number of spikes in bins of time from now on.</summary>
    /// <param name="neurons">Whose: a population or a part of it.</param>
    /// <param name="bin">The length of a bin in ms, a whole number of steps.</param>
    public RateRecorder<T> RecordRate(PopulationRange neurons, double bin = 1)
    {
        RequireMine(neurons.Population, nameof(neurons));
        return Add(new RateRecorder<T>(neurons, Dt, Require.AtLeast(1, Owner, nameof(bin), Steps(Owner, nameof(bin), bin))));
    }

    /// <summary>Records states, and what arrives at inputs, from now on.</summary>
    /// <param name="neurons">Whose: some of a population's neurons.</param>
    /// <param name="names">The names of states and of inputs at which events arrive.</param>
    /// <param name="every">How often, in ms: a whole number of steps. 0, the default, for every step.</param>
    /// <param name="most">How many numbers it may hold; more are an error.</param>
    public StateRecorder<T> RecordStates(PopulationRange neurons, IReadOnlyList<string> names, double every = 0, long most = 250_000_000) =>
        RecordStates(neurons.Population, [.. Enumerable.Range(neurons.Start, neurons.Count)], names, every, most);

    /// <summary>As the overload for neurons side by side, of any neurons.</summary>
    /// <param name="population">Whose they are.</param>
    /// <param name="neurons">Their numbers.</param>
    /// <param name="names">The names of states and of inputs at which events arrive.</param>
    /// <param name="every">How often, in ms: a whole number of steps. 0, the default, for every step.</param>
    /// <param name="most">How many numbers it may hold; more are an error.</param>
    public StateRecorder<T> RecordStates(
        Population population, IReadOnlyList<int> neurons, IReadOnlyList<string> names, double every = 0, long most = 250_000_000)
    {
        ArgumentNullException.ThrowIfNull(neurons);
        ArgumentNullException.ThrowIfNull(names);
        RequireMine(population, nameof(population));
        foreach (var neuron in neurons)
            Require.That((uint)neuron < (uint)population.Size, population.Name, nameof(neurons), neuron, $"in 0 .. {population.Size - 1}");
        var steps = Math.Max(1, Steps(Owner, nameof(every), every));
        return Add(new StateRecorder<T>(population, [.. neurons], [.. names], steps, Require.AtLeast(1, Owner, nameof(most), most)));
    }

    /// <summary>The numbers of a state of a population now, to be read and, between runs, changed.</summary>
    /// <param name="population">The population.</param>
    /// <param name="state">The name of the state.</param>
    public Span<T> State(Population population, string state)
    {
        RequireMine(population, nameof(population));
        var model = population.Neurons?.Model
            ?? throw new ArgumentException($"{population.Name} is a source of spikes and has no states.", nameof(population));
        return _populations[population.Index].State(DefinitionModule.stateIndex(model, state));
    }

    /// <summary>Gives back the memory; a run that is under way ends at its next interval, and does so then.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        lock (_populations)
        {
            // it is never released, so the memory is given back once
            if (_engine is null || _engine.TryClaim()) Free();
        }
    }

    private void Free()
    {
        foreach (var population in _populations) population.Dispose();
    }
}
