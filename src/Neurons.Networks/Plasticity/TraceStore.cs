using System.Runtime.CompilerServices;
using Neurons.Compile;

namespace Neurons.Networks;

/// <summary>A trace of many neurons: its value after the last spike of each, and when that was. Nothing is done for a neuron between
/// spikes.</summary>
internal sealed class TraceStore
{
    /// <summary>The factors that are kept.</summary>
    private const int Known = 1 << 12;

    private readonly SpikeTrace _trace;
    private readonly double _dt;
    private readonly double[] _value, _factors;
    private readonly long[] _step;

    /// <param name="trace">What it is.</param>
    /// <param name="neurons">The neurons.</param>
    /// <param name="dt">The time step in s.</param>
    public TraceStore(SpikeTrace trace, int neurons, double dt)
    {
        (_trace, _dt) = (trace, dt);
        (_value, _step, _factors) = (new double[neurons], new long[neurons], new double[Known]);
        for (var k = 0; k < Known; k++) _factors[k] = trace.Decay is null ? -k * dt / trace.Tau : trace.Decay(k * dt);
        if (trace.Decay is null) Elementwise.exp(_factors, _factors);
    }

    /// <summary>The values at a step of neurons from a first on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Read(int first, long now, Span<float> values)
    {
        for (var i = 0; i < values.Length; i++) values[i] = (float)At(first + i, now);
    }

    /// <summary>The value of a neuron at a step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double At(int neuron, long now)
    {
        var value = _value[neuron];
        return value == 0 ? 0 : value * Factor(now - _step[neuron]);
    }

    /// <summary>A neuron fires at a step.</summary>
    public void Spike(int neuron, long now)
    {
        _value[neuron] = _trace.IsNearest ? 1 : At(neuron, now) + 1;
        _step[neuron] = now;
    }

    /// <summary>As if no neuron had fired.</summary>
    public void Clear() => Array.Clear(_value);

    private double Factor(long steps)
    {
        if (steps < Known) return _factors[steps];
        if (_trace.Decay is not null) return _trace.Decay(steps * _dt);
        Span<double> one = [-steps * _dt / _trace.Tau];
        Elementwise.exp(one, one);
        return one[0];
    }
}
