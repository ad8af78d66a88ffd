namespace Neurons.Networks;

/// <summary>What <see cref="ExactLif.Forward"/> gave for a sample.</summary>
public sealed class ExactLifRun
{
    internal ExactLifRun(int outputs, double duration, int inputCount)
    {
        (Duration, InputCount) = (duration, inputCount);
        (MaximumValues, MaximumTimes, MaximumSlopes) = (new double[outputs], new double[outputs], new double[outputs]);
        (MaximumEvents, IntegralValues) = (new int[outputs], new double[outputs]);
        Array.Fill(MaximumEvents, -1);
    }

    /// <summary>The spikes, sorted by time.</summary>
    public IReadOnlyList<TimedSpike> Spikes => Fired;

    /// <summary>Of readouts, the largest potential of each, at least 0, that of the start.</summary>
    public IReadOnlyList<double> Maxima => MaximumValues;

    /// <summary>Of readouts, ∫ V dt of each, in s.</summary>
    public IReadOnlyList<double> Integrals => IntegralValues;

    /// <summary>Until when it ran, in s.</summary>
    public double Duration { get; }

    internal int InputCount { get; }

    internal List<TimedSpike> Fired { get; } = [];

    /// <summary>All that happened, by time.</summary>
    internal List<LifEvent> Events { get; } = [];

    internal double[] MaximumValues { get; }

    internal double[] MaximumTimes { get; }

    /// <summary>The event that a maximum is at, where a spike ends the rise; −1 for none.</summary>
    internal int[] MaximumEvents { get; }

    /// <summary>V' before that event.</summary>
    internal double[] MaximumSlopes { get; }

    internal double[] IntegralValues { get; }

    /// <summary>The place among the spikes of the first one of a neuron; −1 for none.</summary>
    /// <param name="neuron">The neuron.</param>
    public int FirstSpike(int neuron) => Fired.FindIndex(spike => spike.Neuron == neuron);
}

/// <summary>The derivatives of a loss by what an <see cref="ExactLifRun"/> gave; null for 0.</summary>
/// <param name="Times">By the time of each spike, in their order.</param>
/// <param name="Maxima">By each largest potential of readouts.</param>
/// <param name="Integrals">By each integral of readouts.</param>
public sealed record ExactLifGradient(double[]? Times = null, double[]? Maxima = null, double[]? Integrals = null);

/// <summary>A spike that arrived or was fired.</summary>
/// <param name="Time">When.</param>
/// <param name="Index">Which of the spikes that arrived, or of those that were fired.</param>
/// <param name="Neuron">Of which neuron.</param>
/// <param name="IsFired">Whether it was fired.</param>
/// <param name="Current">I of the neuron that fired, before.</param>
internal readonly record struct LifEvent(double Time, int Index, int Neuron, bool IsFired, double Current);
