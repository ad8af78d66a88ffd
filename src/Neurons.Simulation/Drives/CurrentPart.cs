using System.Numerics;

namespace Neurons.Simulation;

/// <summary>A current into an input, step by step, for what runs a simulation elsewhere.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class CurrentPart<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Current _current;
    private readonly double[] _state;
    private double[] _values = [];
    private readonly double _dt;
    private readonly (ulong Seed, uint Stream) _random;

    internal CurrentPart(PopulationRange target, Current current, double[] state, double dt, ulong seed, uint stream) =>
        (Target, _current, _state, _dt, _random) = (target, current, state, dt, (seed, stream));

    /// <summary>The neurons.</summary>
    public PopulationRange Target { get; }

    /// <summary>Whether it is the same at every step.</summary>
    public bool IsConstant => _current.IsConstant;

    /// <summary>The numbers of a step: one for all neurons, or one each.</summary>
    public int Width => _current.IsShared ? 1 : Target.Count;

    /// <summary>Writes the current of a step. Steps are asked for one after the other.</summary>
    /// <param name="step">The step.</param>
    /// <param name="values">As many as its width.</param>
    public void Fill(long step, Span<T> values)
    {
        if (_values.Length == 0) _values = new double[Width];
        _current.Fill(new(step, _dt, 0, _random.Seed, _random.Stream), _values, _state);
        for (var i = 0; i < values.Length; i++) values[i] = T.CreateTruncating(_values[i]);
    }
}
