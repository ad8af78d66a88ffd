namespace Neurons.Networks;

/// <summary>A spike at a moment.</summary>
/// <param name="Time">In s, ≥ 0.</param>
/// <param name="Neuron">Which neuron, from 0.</param>
public readonly record struct TimedSpike(double Time, int Neuron)
{
    /// <summary>One spike for each value, at a time that is linear in it; sorted by time.</summary>
    /// <param name="values">Values in [0, 1], one a neuron.</param>
    /// <param name="first">The time of a value of 0, in s.</param>
    /// <param name="last">The time of a value of 1, in s.</param>
    /// <param name="bias">The time of one more spike, of the neuron after the last; null for none.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside of [0, 1], or a time is below 0 or not finite.</exception>
    public static TimedSpike[] Of(ReadOnlySpan<float> values, double first, double last, double? bias = null)
    {
        Require.NotNegative(nameof(TimedSpike), nameof(first), first);
        Require.NotNegative(nameof(TimedSpike), nameof(last), last);
        var spikes = new TimedSpike[values.Length + (bias is null ? 0 : 1)];
        for (var i = 0; i < values.Length; i++)
        {
            Require.That(values[i] is >= 0 and <= 1, nameof(TimedSpike), "a value", values[i], "in [0, 1]");
            spikes[i] = new(first + ((last - first) * values[i]), i);
        }
        if (bias is { } time) spikes[^1] = new(Require.NotNegative(nameof(TimedSpike), nameof(bias), time), values.Length);
        Array.Sort(spikes, static (a, b) => a.Time != b.Time ? a.Time.CompareTo(b.Time) : a.Neuron.CompareTo(b.Neuron));
        return spikes;
    }
}
