using System.Numerics;
using System.Runtime.CompilerServices;

namespace Neurons.Simulation;

/// <summary>
/// The steps of a simulation. Threads own neurons: each updates its own, then all wait, then each takes the spikes of all to those targets that
/// are its own. Sums are thereby made in one order, whatever the number of threads.
/// </summary>
internal sealed partial class Engine<T>(
    PopulationState<T>[] populations, Connection<T>[] connections, PoissonDrive<T>[] drives, IReadOnlyList<Recorder<T>> recorders)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly long[] _deliveries = new long[Parallelism.MaxThreads * 8];
    private readonly PlasticConnection<T>[] _plastic = [.. connections.OfType<PlasticConnection<T>>()];
    private Route[][] _routes = [];
    private Recorder<T>[] _recorders = [];
    private int _threads;
    private long _step;
    private long _spikes;
    private bool _stops;
    private bool _failed;
    private int _isRunning;

    /// <summary>The number of the next step.</summary>
    public long Step
    {
        get => _step;
        set => _step = value;
    }

    /// <summary>Spikes of all populations so far.</summary>
    public long Spikes => _spikes;

    /// <summary>Synapses that have been passed so far.</summary>
    public long Deliveries => _deliveries.Sum();

    /// <summary>Makes ready as many threads.</summary>
    public void Begin(int threads)
    {
        RequireSound();
        _threads = threads;
        foreach (var population in populations) population.Begin(threads);
        foreach (var connection in connections) connection.Cut(populations[connection.Target.Population.Index].FirstOfThread);
        _recorders = [.. recorders];
        foreach (var recorder in _recorders) recorder.Begin(populations, threads);
        _routes = Array.ConvertAll(populations, source => connections
            .Where(connection => connection.Source.Population == source.Population)
            .Select(connection => new Route(connection, RingOf(connection))).ToArray());
    }

    /// <summary>Runs up to so many steps, with a look at <paramref name="goesOn"/> after every <paramref name="every"/> of them.</summary>
    public void Run(long steps, long every, Func<bool> goesOn)
    {
        var end = _step + steps;
        var barrier = new StepBarrier(_threads);
        _stops = steps == 0;
        if (_stops) return;
        Reserve(Math.Min(every, steps));
        Thread Other(int thread) => new(() => Work(thread, end, every, barrier, goesOn)) { IsBackground = true, Name = $"Simulation {thread}" };
        var others = Enumerable.Range(1, _threads - 1).Select(Other).ToArray();
        foreach (var other in others) other.Start();
        Work(0, end, every, barrier, goesOn);
        foreach (var other in others) other.Join();
        if (barrier.Failure is not { } failure) return;
        _failed = true;
        System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
    }

    /// <summary>Takes the simulation for one caller, until <see cref="Release"/>; false where another has it, on whatever thread.</summary>
    public bool TryClaim() => Interlocked.Exchange(ref _isRunning, 1) == 0;

    /// <summary>Another may have it.</summary>
    public void Release() => Interlocked.Exchange(ref _isRunning, 0);

    /// <summary>Refuses to go on from a step that was not done.</summary>
    public void RequireSound()
    {
        if (_failed)
            throw new InvalidOperationException("A run of this simulation failed; where it stands is not known. Restore a snapshot, or begin anew.");
    }

    /// <summary>All is well again, as all has been restored.</summary>
    public void Mend() => _failed = false;

    // optimised at its first call, like all of a step: it must not wait for the JIT's second look
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Work(int thread, long end, long every, StepBarrier barrier, Func<bool> goesOn)
    {
        try
        {
            long left = every;
            for (var step = _step; ; step++)
            {
                foreach (var population in populations) population.Update(thread, step);
                if (!barrier.Wait()) return;
                Arrive(thread, step);
                if (thread == 0) Count(step);
                foreach (var recorder in _recorders) recorder.Record(thread, step);
                if (--left > 0 && step + 1 < end) continue;
                if (!barrier.Wait()) return;
                if (thread == 0)
                {
                    _step = step + 1;
                    _stops = _step == end || !goesOn();
                    foreach (var recorder in _recorders) recorder.HandOver(isEnd: _stops);
                    if (!_stops) Reserve(Math.Min(every, end - _step));
                }
                if (!barrier.Wait() || _stops) return;
                left = every;
            }
        }
        catch (Exception failure)
        {
            barrier.Fail(failure);
        }
    }

    /// <summary>What arrives in a step at the neurons of a thread.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Arrive(int thread, long step)
    {
        foreach (var drive in drives)
        {
            var target = populations[drive.Target.Population.Index];
            var ring = target.Inputs[drive.Input].Ring!;
            unsafe
            {
                drive.Add(step, target.FirstOfThread[thread], target.FirstOfThread[thread + 1], new Span<T>((void*)ring.Row(step + 1), ring.Neurons));
            }
        }
        long passed = 0;
        foreach (var source in populations)
        {
            var routes = _routes[source.Population.Index];
            if (routes.Length == 0) continue;
            for (var from = 0; from < _threads; from++)
            {
                if (source.Spikes(from, step) is { IsEmpty: false } spikes)
                {
                    foreach (var route in routes) route.Connection.Announce(thread, spikes);
                }
            }
            foreach (var (connection, ring) in routes)
            {
                for (var from = 0; from < _threads; from++)
                {
                    if (source.Spikes(from, step) is { IsEmpty: false } spikes) passed += connection.Deliver(thread, spikes, ring, step);
                }
            }
        }
        foreach (var connection in _plastic)
        {
            var target = populations[connection.Target.Population.Index];
            passed += connection.React(thread, target.Spikes(thread, step), RingOf(connection), step);
        }
        _deliveries[thread * 8] += passed;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Count(long step)
    {
        foreach (var population in populations)
        {
            for (var from = 0; from < _threads; from++) _spikes += population.Spikes(from, step).Length;
        }
    }

    private void Reserve(long steps)
    {
        foreach (var recorder in _recorders) recorder.Reserve(_step, steps);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private InputRing<T> RingOf(Connection<T> connection) => populations[connection.Target.Population.Index].Inputs[connection.Input].Ring!;

    /// <summary>Where spikes of a population go to.</summary>
    private readonly record struct Route(Connection<T> Connection, InputRing<T> Ring);
}
