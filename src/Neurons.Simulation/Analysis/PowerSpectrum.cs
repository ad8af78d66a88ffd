using System.Numerics;

namespace Neurons.Simulation;

/// <summary>
/// The power of a signal at each frequency: a one-sided density, of which the integral over frequencies is the variance.
/// </summary>
/// <param name="Frequencies">In Hz, [length / 2 + 1].</param>
/// <param name="Power">In the square of the signal's unit, per Hz, [length / 2 + 1].</param>
public sealed record PowerSpectrum(double[] Frequencies, double[] Power)
{
    /// <summary>
    /// The spectrum of a signal less its mean, by Welch's method: the mean over segments that overlap by half, each under a Hann window.
    /// Source: Welch 1967.
    /// </summary>
    /// <param name="signal">The signal, [samples]; at least one segment, finite.</param>
    /// <param name="every">The time between two samples in ms; > 0.</param>
    /// <param name="length">The samples of a segment: a power of two, at least 8.</param>
    public static PowerSpectrum Of(ReadOnlySpan<double> signal, double every, int length = 256)
    {
        Require.Positive(nameof(PowerSpectrum), nameof(every), every);
        Require.That(length >= 8 && BitOperations.IsPow2(length), nameof(PowerSpectrum), nameof(length), length, "a power of two, at least 8");
        Require.That(signal.Length >= length, nameof(PowerSpectrum), "samples", signal.Length, $"at least {length}, one segment");
        double mean = 0;
        foreach (var value in signal) mean += Require.Finite(nameof(PowerSpectrum), nameof(signal), value) / signal.Length;
        double[] window = [.. Enumerable.Range(0, length).Select(i => 0.5 - 0.5 * Math.Cos(2 * Math.PI * i / length))];
        var power = new double[length / 2 + 1];
        var (segment, segments) = (new Complex[length], 0);
        for (var start = 0; start + length <= signal.Length; start += length / 2, segments++)
        {
            for (var i = 0; i < length; i++) segment[i] = window[i] * (signal[start + i] - mean);
            FftSharp.FFT.Forward(segment);
            for (var k = 0; k < power.Length; k++) power[k] += segment[k].Magnitude * segment[k].Magnitude;
        }
        // both halves of the spectrum in one, but for its ends
        var scale = every / 1000 / window.Sum(value => value * value) / segments;
        return new(
            [.. power.Select((_, k) => k / (length * every / 1000))],
            [.. power.Select((value, k) => value * scale * (k == 0 || k == length / 2 ? 1 : 2))]);
    }
}

/// <content>Rhythms.</content>
public sealed partial class PopulationSpikes
{
    /// <summary>The spectrum of the population's rate, in Hz² per Hz. That of N independent Poisson processes is flat, at 2 · rate / N.</summary>
    /// <param name="bin">The bins of the rate in ms, a whole number of steps.</param>
    /// <param name="length">The bins of a segment: a power of two, at least 8.</param>
    public PowerSpectrum PowerSpectrum(double bin = 1, int length = 256) =>
        Simulation.PowerSpectrum.Of(RateCourse(bin).Rates, Steps(nameof(bin), bin, 1) * Dt, length);
}
