using System.Numerics;

namespace Neurons.Simulation;

/// <summary>
/// The spikes of some neurons within a window of time, neuron by neuron: what statistics are taken of. A spike is at the beginning of its step.
/// Times are in ms, rates in Hz; what a neuron has too few spikes for is NaN, and standard deviations have the divisor n.
/// </summary>
public sealed partial class PopulationSpikes
{
    /// <summary>How far a time may be from a whole number of steps, in steps.</summary>
    private const double Tolerance = 1e-6;

    private readonly int[] _steps;
    private readonly int[] _first;
    private readonly int _from;
    private readonly int _until;

    /// <summary>Spikes as steps and neurons, in any order; those outside of the window are left out.</summary>
    /// <param name="steps">The step of each spike, [spikes].</param>
    /// <param name="neurons">The neuron of each spike, [spikes]; from 0 to <paramref name="size"/> − 1.</param>
    /// <param name="size">The number of neurons, silent ones included; at least 1.</param>
    /// <param name="dt">The time step in ms; > 0.</param>
    /// <param name="from">Where the window begins, in ms; a whole number of steps ≥ 0.</param>
    /// <param name="until">Where it ends, in ms; a whole number of steps, above <paramref name="from"/>.</param>
    /// <param name="name">What the neurons are called, such as in figures.</param>
    public PopulationSpikes(
        ReadOnlySpan<int> steps, ReadOnlySpan<int> neurons, int size, double dt, double from, double until, string name = "")
    {
        if (steps.Length != neurons.Length)
            throw new ArgumentException(
                $"{nameof(PopulationSpikes)}: there are {steps.Length} steps and {neurons.Length} neurons; it must be as many.");
        ArgumentNullException.ThrowIfNull(name);
        (Name, Size) = (name, Require.AtLeast(1, nameof(PopulationSpikes), nameof(size), size));
        Dt = Require.Positive(nameof(PopulationSpikes), nameof(dt), dt);
        (_from, _until) = (Steps(nameof(from), from, 0), Steps(nameof(until), until, 1));
        Require.That(_until > _from, nameof(PopulationSpikes), nameof(until), until, $"above {from}");
        _first = new int[size + 1];
        for (var i = 0; i < steps.Length; i++)
        {
            if ((uint)neurons[i] >= (uint)size) throw Require.Wrong(nameof(PopulationSpikes), nameof(neurons), neurons[i], $"in 0 .. {size - 1}");
            if (IsWithin(steps[i])) _first[neurons[i] + 1]++;
        }
        for (var n = 0; n < size; n++) _first[n + 1] += _first[n];
        _steps = new int[_first[size]];
        var next = _first[..size];
        for (var i = 0; i < steps.Length; i++)
        {
            if (IsWithin(steps[i])) _steps[next[neurons[i]]++] = steps[i];
        }
        for (var n = 0; n < size; n++)
        {
            var train = _steps.AsSpan(_first[n].._first[n + 1]);
            train.Sort();
            for (var i = 1; i < train.Length; i++)
            {
                if (train[i] == train[i - 1])
                    throw new ArgumentException($"{nameof(PopulationSpikes)}: neuron {n} fires twice in step {train[i]}; once is possible.");
            }
        }
    }

    /// <summary>What the neurons are called.</summary>
    public string Name { get; }

    /// <summary>The number of neurons.</summary>
    public int Size { get; }

    /// <summary>The time step in ms.</summary>
    public double Dt { get; }

    /// <summary>Where the window begins, in ms.</summary>
    public double From => _from * Dt;

    /// <summary>Where it ends, in ms.</summary>
    public double Until => _until * Dt;

    /// <summary>How long it is, in ms.</summary>
    public double Duration => (_until - _from) * Dt;

    /// <summary>The number of spikes.</summary>
    public int Count => _steps.Length;

    /// <summary>The steps in which a neuron fires, ascending.</summary>
    /// <param name="neuron">Its number, from 0.</param>
    public ReadOnlySpan<int> this[int neuron] => (uint)neuron < (uint)Size
        ? _steps.AsSpan(_first[neuron].._first[neuron + 1])
        : throw Require.Wrong(nameof(PopulationSpikes), nameof(neuron), neuron, $"in 0 .. {Size - 1}");

    /// <summary>When a neuron fires, in ms.</summary>
    /// <param name="neuron">Its number, from 0.</param>
    public double[] Times(int neuron)
    {
        var steps = this[neuron];
        var times = new double[steps.Length];
        for (var i = 0; i < times.Length; i++) times[i] = steps[i] * Dt;
        return times;
    }

    private bool IsWithin(int step) => step >= _from && step < _until;

    /// <summary>A time as steps.</summary>
    private int Steps(string name, double time, int least)
    {
        var steps = time / Dt;
        return double.IsFinite(steps) && Math.Abs(steps - Math.Round(steps)) <= Tolerance && Math.Round(steps) >= least && steps < int.MaxValue
            ? (int)Math.Round(steps)
            : throw Require.Wrong(nameof(PopulationSpikes), name, time, $"a whole number of steps of {Dt} ms, at least {least}");
    }

    /// <summary>The number of whole bins in the window.</summary>
    private int Bins(double bin, int steps) => (_until - _from) / steps is > 0 and var bins
        ? bins
        : throw Require.Wrong(nameof(PopulationSpikes), nameof(bin), bin, $"at most {Duration} ms, the window");

    private static double Mean(IEnumerable<double> values) => values.Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average();
}

/// <summary>Spikes of recorders, for statistics.</summary>
public static class SpikeRecorderExtensions
{
    /// <summary>The spikes that were recorded in a window of time; neurons are counted from the first that was recorded.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="recorder">What was recorded.</param>
    /// <param name="from">Where the window begins, in ms.</param>
    /// <param name="until">Where it ends, in ms; at most the time that has been run.</param>
    /// <param name="name">What the neurons are called; null for the name of the population and which of it.</param>
    public static PopulationSpikes Window<T>(this SpikeRecorder<T> recorder, double from, double until, string? name = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(recorder);
        var simulator = (Simulator<T>)recorder.Range.Population.Owner;
        Require.That(until <= simulator.Time + simulator.Dt / 2, nameof(PopulationSpikes), nameof(until), until, $"at most {simulator.Time} ms");
        var neurons = recorder.Neurons.ToArray();
        for (var i = 0; i < neurons.Length; i++) neurons[i] -= recorder.Range.Start;
        return new(recorder.Steps, neurons, recorder.Range.Count, simulator.Dt, from, until, name ?? recorder.Range.ToString());
    }
}
