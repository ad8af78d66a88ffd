namespace Neurons.Simulation;

public sealed partial class Simulator<T>
{
    /// <summary>Where the simulation stands now, also where a run asks whether it is done; a copy.</summary>
    /// <exception cref="InvalidOperationException">A run failed, or one is under way on another thread.</exception>
    public SimulationSnapshot Snapshot()
    {
        Prepare();
        // a run that asks whether it is done stands still
        using var alone = _claimant == Environment.CurrentManagedThreadId ? default : Claim();
        _engine!.RequireSound();
        var snapshot = new SimulationSnapshot(Step, Dt, Seed);
        ForEachPart(
            (name, values) => snapshot.Keep<T>(name, values), (name, values) => snapshot.Keep<double>(name, values),
            (name, values) => snapshot.Keep<int>(name, values));
        return snapshot;
    }

    /// <summary>
    /// Goes to where a simulation of the same description stood. Recorders keep what they have: clear those that would otherwise have a step twice.
    /// </summary>
    /// <param name="snapshot">Where to go.</param>
    /// <exception cref="ArgumentException">It is one of a simulation of another description, time step or seed; nothing has changed.</exception>
    public void Restore(SimulationSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        using var alone = Claim();
        Require.That(snapshot.Dt == Dt, "The snapshot", "dt", snapshot.Dt, $"{Dt}, that of the simulation");
        Require.That(snapshot.Seed == Seed, "The snapshot", "seed", snapshot.Seed, $"{Seed}, that of the simulation");
        var parts = 0;
        ForEachPart(
            (name, values) =>
            {
                snapshot.Require<T>(name, values);
                parts++;
            },
            (name, values) =>
            {
                snapshot.Require<double>(name, values);
                parts++;
            },
            (name, values) =>
            {
                snapshot.Require<int>(name, values);
                parts++;
            });
        snapshot.RequireParts(parts);
        ForEachPart(snapshot.Give, snapshot.Give, snapshot.Give);
        _engine!.Step = snapshot.Step;
        foreach (var plastic in _connections.OfType<PlasticConnection<T>>()) plastic.Restored();
        _engine.Mend();
    }

    private delegate void Part<TItem>(string name, Span<TItem> values);

    /// <summary>All that changes in a run.</summary>
    private void ForEachPart(Part<T> numbers, Part<double> noise, Part<int> events)
    {
        foreach (var state in _populations)
        {
            for (var s = 0; s < state.States; s++) numbers($"{state.Population.Name}/{state.Population.States[s]}", state.State(s));
            for (var i = 0; i < state.Inputs.Length; i++)
            {
                var input = $"{state.Population.Name}/{state.Population.Inputs[i]}";
                if (state.Inputs[i].Ring is { } ring) numbers($"arriving/{input}", ring.All);
                foreach (var (number, own) in state.Inputs[i].States.Index()) noise($"noise/{input}/{number}", own);
            }
        }
        foreach (var (number, connection) in _connections.Index())
        {
            if (!connection.Weights.IsEmpty) numbers($"weights/{number}", connection.Weights);
            if (connection is not PlasticConnection<T> plastic) continue;
            foreach (var state in plastic.Model.StateNames)
            {
                if (state != SynapseModel.Weight) numbers($"synapses/{number}/{state}", plastic.State(state));
            }
            events($"synapses/{number}/updated", plastic.UpdatedColumn);
            events($"synapses/{number}/underway", plastic.Underway);
        }
    }

    /// <summary>Prepares, and takes the simulation for this caller alone, until what is returned is disposed of.</summary>
    private Claimed Claim()
    {
        Prepare();
        if (!_engine!.TryClaim())
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            throw new InvalidOperationException("The simulation is running; it can be run or restored when that is done.");
        }

        _claimant = Environment.CurrentManagedThreadId;
        return new(this);
    }

    private readonly ref struct Claimed(Simulator<T> simulator)
    {
        public void Dispose() => simulator?.Release();
    }

    private void Release()
    {
        _claimant = 0;
        _engine!.Release();
        // what could not be given back while it ran
        if (_isDisposed) Dispose();
    }

    /// <summary>The description is complete, and there is memory for all of it.</summary>
    private void Prepare()
    {
        lock (_populations)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_engine is not null) return;
            if (_populations.Count == 0) throw new InvalidOperationException("There is no population to run.");
            foreach (var population in _populations) population.Begin(1);
            _engine = new([.. _populations], [.. _connections], [.. _drives], _recorders);
        }
    }
}
