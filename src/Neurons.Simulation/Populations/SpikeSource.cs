namespace Neurons.Simulation;

/// <summary>Where the spikes of a population without neurons come from. One's own says which fire in a step.</summary>
public abstract class SpikeSource
{
    /// <summary>Refuses what does not fit a population; called when it becomes one.</summary>
    /// <param name="size">The number of neurons.</param>
    /// <param name="dt">The time step in ms.</param>
    /// <param name="seed">What random numbers follow from.</param>
    /// <param name="stream">Tells apart the random numbers of one seed.</param>
    public virtual void Begin(int size, double dt, ulong seed, uint stream)
    {
    }

    /// <summary>
    /// Adds those neurons that fire in a step, from <paramref name="start"/> up to <paramref name="end"/>. It follows from the step alone, as
    /// steps may be asked for again, and threads ask at once.
    /// </summary>
    /// <param name="step">The step, from 0.</param>
    /// <param name="start">The first neuron, a multiple of 64.</param>
    /// <param name="end">The neuron after the last.</param>
    /// <param name="spikes">What is added to, in ascending order.</param>
    public abstract void Emit(long step, int start, int end, SpikeList spikes);
}

/// <summary>Spikes at given times.</summary>
public sealed class SpikeTimes : SpikeSource
{
    private readonly double[]? _times;
    private readonly int[] _neurons;
    private int[] _steps;

    /// <summary>Spikes at steps.</summary>
    /// <param name="steps">The step of each spike, from 0; in any order.</param>
    /// <param name="neurons">The neuron of each spike; at most one spike a neuron and step.</param>
    public SpikeTimes(int[] steps, int[] neurons)
    {
        ArgumentNullException.ThrowIfNull(steps);
        ArgumentNullException.ThrowIfNull(neurons);
        Same(steps.Length, neurons.Length);
        foreach (var step in steps) Require.AtLeast(0, nameof(SpikeTimes), nameof(steps), step);
        (_steps, _neurons) = ((int[])steps.Clone(), (int[])neurons.Clone());
    }

    /// <summary>Spikes at times, in the step whose beginning is the nearest.</summary>
    /// <param name="times">The time of each spike in ms; ≥ 0.</param>
    /// <param name="neurons">The neuron of each spike.</param>
    public SpikeTimes(double[] times, int[] neurons)
    {
        ArgumentNullException.ThrowIfNull(times);
        ArgumentNullException.ThrowIfNull(neurons);
        Same(times.Length, neurons.Length);
        foreach (var time in times) Require.NotNegative(nameof(SpikeTimes), nameof(times), time);
        (_times, _steps, _neurons) = ((double[])times.Clone(), [], (int[])neurons.Clone());
    }

    /// <inheritdoc/>
    public override void Begin(int size, double dt, ulong seed, uint stream)
    {
        if (_times is not null)
        {
            foreach (var time in _times) Require.That(time / dt < int.MaxValue, nameof(SpikeTimes), "times", time, $"< 2³¹ steps of {dt} ms");
            _steps = Array.ConvertAll(_times, time => (int)Math.Round(time / dt));
        }
        foreach (var neuron in _neurons)
            Require.That((uint)neuron < (uint)size, nameof(SpikeTimes), "neurons", neuron, $"in 0 .. {size - 1}");
        var keys = _steps.Zip(_neurons, (step, neuron) => ((ulong)step << 32) | (uint)neuron).ToArray();
        Array.Sort(keys);
        for (var i = 0; i < keys.Length; i++)
        {
            (_steps[i], _neurons[i]) = ((int)(keys[i] >> 32), (int)keys[i]);
            if (i > 0 && keys[i] == keys[i - 1])
                throw new ArgumentException($"{nameof(SpikeTimes)}: neuron {_neurons[i]} fires twice in step {_steps[i]}; once is possible.");
        }
    }

    /// <inheritdoc/>
    public override void Emit(long step, int start, int end, SpikeList spikes)
    {
        ArgumentNullException.ThrowIfNull(spikes);
        if (step > int.MaxValue) return;
        var at = Array.BinarySearch(_steps, (int)step);
        if (at < 0) return;
        while (at > 0 && _steps[at - 1] == step) at--;
        for (; at < _steps.Length && _steps[at] == step; at++)
        {
            if (_neurons[at] >= start && _neurons[at] < end) spikes.Add(_neurons[at]);
        }
    }

    private static void Same(int times, int neurons)
    {
        if (times != neurons)
            throw new ArgumentException($"{nameof(SpikeTimes)}: there are {times} times and {neurons} neurons; it must be as many.");
    }
}
