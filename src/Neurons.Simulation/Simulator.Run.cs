using System.Diagnostics;

namespace Neurons.Simulation;

/// <summary>What a run was.</summary>
/// <param name="Steps">Its steps.</param>
/// <param name="Seconds">Seconds that it took.</param>
/// <param name="Spikes">Spikes of all populations, sources included.</param>
/// <param name="Deliveries">Synapses that these passed.</param>
/// <param name="Threads">The threads at work.</param>
public sealed record RunSummary(long Steps, double Seconds, long Spikes, long Deliveries, int Threads)
{
    /// <summary>Synapses that spikes passed in a second of the run; 0 where it took no time.</summary>
    public double DeliveriesPerSecond => Seconds > 0 ? Deliveries / Seconds : 0;
}

public sealed partial class Simulator<T>
{
    /// <summary>Neurons for which a thread more is worth its while.</summary>
    private const int NeuronsAThread = 1500;

    /// <summary>
    /// Where its steps run; null, the default, for the processor. It may be changed between runs, as all is here then. The package Neurons.Gpu has
    /// <c>net.On(device)</c>.
    /// </summary>
    public ISimulationDevice<T>? Device { get; set; }

    /// <summary>Runs for some time.</summary>
    /// <param name="duration">How long, in ms; a whole number of steps.</param>
    /// <param name="until">Asked after every interval whether it is done; null to run for the whole duration.</param>
    /// <param name="every">The interval in ms at which <paramref name="until"/> is asked, progress told and cancellation seen.</param>
    /// <param name="progress">Is told the part of the duration that is done, from 0 to 1.</param>
    /// <param name="cancellation">Stops the run at the end of an interval, after which it can go on.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="InvalidOperationException">An input is fed by nothing, a recorder is full, or the simulation is running.</exception>
    /// <exception cref="ObjectDisposedException">It is disposed of, maybe meanwhile.</exception>
    public RunSummary Run(
        double duration, Func<Simulator<T>, bool>? until = null, double every = 10, IProgress<double>? progress = null,
        CancellationToken cancellation = default)
    {
        var steps = Steps(Owner, nameof(duration), duration);
        var interval = Math.Max(1, Steps(Owner, nameof(every), every));
        Require.That(
            Step + steps < int.MaxValue, Owner, nameof(duration), duration, $"such that there are fewer than 2³¹ steps; {Step} have been run");
        cancellation.ThrowIfCancellationRequested();
        using var alone = Claim();
        var (start, spikes, deliveries) = (_engine!.Step, _engine.Spikes, _engine.Deliveries);
        var threads = Device is not null ? 1 : Threads > 0 ? Threads : WorthThreads();
        _engine.Begin(steps < 4 ? 1 : threads);
        var watch = Stopwatch.StartNew();
        bool GoesOn()
        {
            progress?.Report((_engine.Step - start) / (double)steps);
            return until?.Invoke(this) != true && !cancellation.IsCancellationRequested && !_isDisposed;
        }

        if (Device is null) _engine.Run(steps, interval, GoesOn);
        else _engine.RunOn(Device, steps, interval, GoesOn, looks: until is not null || progress is not null);
        if (_engine.Step - start == steps) progress?.Report(1);
        else
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            cancellation.ThrowIfCancellationRequested();
        }

        return new(_engine.Step - start, watch.Elapsed.TotalSeconds, _engine.Spikes - spikes, _engine.Deliveries - deliveries, threads);
    }

    private int WorthThreads() => Math.Clamp(_populations.Sum(state => state.Population.Size) / NeuronsAThread, 1, Parallelism.Threads);
}
