using Neurons.Run;

namespace Neurons.Simulation;

public sealed partial class Simulator<T>
{
    /// <summary>The longest delay, in steps.</summary>
    private const int MostDelay = 65_535;

    private Population Add(string name, int size, NeuronLayer? neurons, SpikeSource? source, StateValues<T>? start, uint stream)
    {
        RequireOpen();
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (_populations.Exists(other => other.Population.Name == name))
            throw new ArgumentException($"There is a population {name} already; give this one a name of its own.", nameof(name));
        var population = new Population(this, _populations.Count, name, size, neurons, source);
        InputPort<T>[] inputs = [.. population.Inputs.Select((_, index) => new InputPort<T>(population, index, Dt))];
        _populations.Add(new(population, inputs, start, Seed, stream));
        return population;
    }

    /// <summary>Adds a connection, whose spikes the ring of the target's input holds for so many steps.</summary>
    private TConnection Add<TConnection>(TConnection connection, int longestDelay)
        where TConnection : Connection<T>
    {
        _populations[connection.Target.Population.Index].Inputs[connection.Input].AddEvents(longestDelay);
        _connections.Add(connection);
        return connection;
    }

    /// <summary>What a connection is made of, when all of it has been checked and drawn.</summary>
    private ConnectionParts<T> Parts(
        PopulationRange source, PopulationRange target, string input, Connectivity connectivity, SimulationParameter weight,
        SimulationParameter delay)
    {
        ArgumentNullException.ThrowIfNull(connectivity);
        RequireOpen();
        var owner = $"{source} → {target}";
        RequireMine(source.Population, nameof(source));
        var port = Port(target, input);
        Require.AtLeast(1, owner, "the number of sources", source.Count);
        Require.AtLeast(1, owner, "the number of targets", target.Count);
        if (source.Population.Neurons is { Model.Spikes: false } readout)
            throw new ArgumentException($"{owner}: {readout.Model.Name} is a readout and has no spikes.", nameof(source));
        if (delay.IsShared) _ = Steps(owner, nameof(delay), delay.Number);
        var streams = NextStreams(3);
        int? self = source.Population == target.Population ? source.Start - target.Start : null;
        var rows = connectivity.Build(new(source.Count, target.Count, self, Seed, streams));
        var weights = Synapses(
            rows, weight.Checked(owner, nameof(weight), rows.Count, IsWeight, "finite"), streams + 1,
            (IsWeight, owner, nameof(weight), "finite"), T.CreateTruncating);
        bool IsDelay(double value) => value >= 0 && value / Dt <= MostDelay + 0.5;
        var allowed = $"≥ 0 and at most {MostDelay} steps, {MostDelay * Dt} ms";
        var delays = Synapses(
            rows, delay.Checked(owner, nameof(delay), rows.Count, IsDelay, allowed), streams + 2, (IsDelay, owner, nameof(delay), allowed),
            value => (int)Math.Round(value / Dt, MidpointRounding.AwayFromZero));
        return new(
            source, target, port, rows, weights, T.CreateTruncating(weight.Number),
            delays is null ? Steps(owner, nameof(delay), delay.Number) : 0, delays);
    }

    private TRecorder Add<TRecorder>(TRecorder recorder)
        where TRecorder : Recorder<T>
    {
        _recorders.Add(recorder);
        recorder.All = _recorders;
        return recorder;
    }

    private uint NextStreams(uint count)
    {
        var first = _stream;
        _stream += count;
        return first;
    }

    /// <summary>A number for each synapse; null where all share one. Rows draw their own, so that threads do not matter.</summary>
    private TItem[]? Synapses<TItem>(
        SparseRows rows, SimulationParameter values, uint stream, (Func<double, bool> Holds, string Owner, string Name, string Allowed) rule,
        Func<double, TItem> convert)
    {
        if (values.IsShared) return null;
        var result = SparseRows.Array<TItem>(rows.Count);
        Loop.Run(rows.Start.Length - 1, 64, (_, first, until) =>
        {
            var random = new RandomStream(Seed, stream);
            var scratch = new double[1024];
            for (var row = first; row < until; row++)
            {
                random.Position = (ulong)row << 32;
                for (var k = rows.Start[row]; k < rows.Start[row + 1]; k += scratch.Length)
                {
                    var numbers = scratch.AsSpan(0, Math.Min(scratch.Length, rows.Start[row + 1] - k));
                    values.Fill(numbers, k, rows.Order is null ? [] : rows.Order.AsSpan(k, numbers.Length), random);
                    for (var i = 0; i < numbers.Length; i++)
                        result[k + i] = convert(
                            rule.Holds(numbers[i]) ? numbers[i] : throw Require.Wrong(rule.Owner, rule.Name, numbers[i], rule.Allowed));
                }
            }
        });
        return result;
    }

    /// <summary>A time as steps, of which it must be a whole number.</summary>
    private int Steps(string owner, string name, double time)
    {
        Require.NotNegative(owner, name, time);
        var steps = Math.Round(time / Dt);
        if (Math.Abs(time / Dt - steps) > Math.Max(Tolerance, 1e-9 * steps))
            throw new ArgumentOutOfRangeException(name, time, $"{owner}: {name} is {time} ms; it must be a whole number of steps of {Dt} ms.");
        return (int)Require.That(steps < int.MaxValue, owner, name, steps, "below 2³¹ steps");
    }

    private bool IsWeight(double value) => T.IsFinite(T.CreateTruncating(value));

    private int Port(PopulationRange target, string input)
    {
        ArgumentNullException.ThrowIfNull(input);
        RequireMine(target.Population, nameof(target));
        var names = target.Population.Inputs;
        if (names.Count == 0)
            throw new ArgumentException($"{target.Population.Name} is a source of spikes: nothing can arrive there.", nameof(target));
        return DefinitionModule.tryIndex([.. names], input)?.Value
            ?? throw new ArgumentException(
                $"{target.Population.Name}, of {target.Population.Neurons!.Model.Name}, has no input {input}."
                + DefinitionModule.suggestion(names, input),
                nameof(input));
    }

    private void RequireMine(Population population, string name)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (population?.Owner != this)
            throw new ArgumentException(
                population is null ? "There is no population." : $"{population.Name} is a population of another simulation.", name);
    }

    private void RequireOpen()
    {
        if (_engine is not null)
            throw new InvalidOperationException(
                "The simulation has been run: no more populations, connections or drives can be added. Describe all of it first.");
    }

    /// <summary>Refuses neurons of another time step.</summary>
    private void CheckTimeStep(string name, Definition model)
    {
        var unit = model.TimeUnit switch { "ms" => 1.0, "s" => 1000.0, _ => double.NaN };
        if (Math.Abs(model.Dt * unit - Dt) > 1e-9 * Dt)
            throw new ArgumentException(
                $"{name}: the time step of {model.Name} is {model.Dt} {model.TimeUnit}; it must be {Dt / unit} {model.TimeUnit}, that of the "
                + "simulation. Set Dt in its options.");
    }
}
