using System.Numerics.Tensors;
using Neurons.Primitives;

namespace Neurons.Networks;

/// <summary>
/// What neurons make of a current where it is linear and the same for all of them at all steps: s' = J s + b x, y = c s + d x, of the states that
/// matter. y is what the output, but for its gain, gets of a current x.
/// </summary>
internal sealed class LinearFilter
{
    private readonly NeuronDerivatives _neurons;
    private readonly int _column;
    private readonly int[] _states;
    private readonly float[] _carry, _enter, _leave, _next;

    private LinearFilter(NeuronDerivatives neurons, int column, int[] states)
    {
        (_neurons, _column, _states) = (neurons, column, states);
        (_carry, _enter, _leave) = (new float[states.Length * states.Length], new float[states.Length], new float[states.Length]);
        (_next, Unit) = (new float[states.Length], new float[states.Length]);
    }

    /// <summary>The states that it has.</summary>
    public int States => _states.Length;

    /// <summary>d, what of a current arrives at the same step.</summary>
    public float Direct { get; private set; }

    /// <summary>The states of a current that is 1 at all steps; see <see cref="StepUnit"/>.</summary>
    public float[] Unit { get; }

    /// <summary>b, what of a current enters each state.</summary>
    public ReadOnlySpan<float> Enter => _enter;

    /// <summary>c, what of each state leaves.</summary>
    public ReadOnlySpan<float> Leave => _leave;

    /// <summary>The row of J of a state: what of each goes on to it.</summary>
    public ReadOnlySpan<float> Carry(int state) => _carry.AsSpan(state * _states.Length, _states.Length);

    /// <summary>That of an input of neurons; null where it differs between neurons or steps.</summary>
    public static LinearFilter? Of(NeuronDerivatives neurons, int port)
    {
        var e = neurons.Equations;
        var column = e.States + port;
        var states = TracedStates.Of(e, column);
        var isFixed = IsFixed(e.Output(column))
            && states.All(s => IsFixed(e.Output(s)) && IsFixed(e.Next(s, column)) && states.All(from => IsFixed(e.Next(s, from))));
        return isFixed ? new(neurons, column, states) : null;

        static bool IsFixed(StepDerivative? derivative) => derivative is null or { IsFixed: true };
    }

    /// <summary>Takes the neurons' parameters as they are, and goes to the beginning.</summary>
    public void Begin()
    {
        Array.Clear(Unit);
        Refresh();
    }

    /// <summary>Takes the neurons' parameters as they are.</summary>
    public void Refresh()
    {
        var e = _neurons.Equations;
        Direct = Value(e.Output(_column));
        for (var s = 0; s < _states.Length; s++)
        {
            (_enter[s], _leave[s]) = (Value(e.Next(_states[s], _column)), Value(e.Output(_states[s])));
            for (var from = 0; from < _states.Length; from++) _carry[(s * _states.Length) + from] = Value(e.Next(_states[s], _states[from]));
        }

        float Value(StepDerivative? derivative) => derivative is null ? 0 : _neurons.ValueOf(derivative);
    }

    /// <summary>The states behind a step, J s + b x, one tensor a state.</summary>
    /// <param name="currents">x.</param>
    /// <param name="states">s.</param>
    /// <param name="next">J s + b x.</param>
    public void Move(ReadOnlySpan<float> currents, Tensor<float>[] states, Tensor<float>[] next)
    {
        for (var s = 0; s < states.Length; s++)
        {
            var sum = next[s].Span();
            TensorPrimitives.Multiply(currents, _enter[s], sum);
            for (var from = 0; from < states.Length; from++) AddScaled(states[from], Carry(s)[from], sum);
        }
    }

    /// <summary>Adds so much of a tensor to a sum; nothing where that is none.</summary>
    public static void AddScaled(Tensor<float> from, float scale, Span<float> sum)
    {
        if (scale != 0) TensorPrimitives.MultiplyAdd(from.ReadOnlySpan(), scale, sum, sum);
    }

    /// <summary>What it gives at a step of a current that is 1 at all steps.</summary>
    public float StepUnit()
    {
        var y = Direct;
        for (var s = 0; s < _states.Length; s++)
        {
            y += _leave[s] * Unit[s];
            _next[s] = _enter[s];
            for (var from = 0; from < _states.Length; from++) _next[s] += Carry(s)[from] * Unit[from];
        }
        _next.CopyTo(Unit, 0);
        return y;
    }
}

/// <summary>The states of neurons that a trace of something needs.</summary>
internal static class TracedStates
{
    /// <summary>Those that a column of the derivatives reaches, and that reach the output.</summary>
    public static int[] Of(StepDerivatives e, int column)
    {
        var all = Enumerable.Range(0, e.States).ToArray();
        var reached = Closure(s => e.Next(s, column) is not null, (s, from) => e.Next(s, from) is not null);
        var reaching = Closure(s => e.Output(s) is not null, (s, to) => e.Next(to, s) is not null);
        return Array.FindAll(all, s => reached.Contains(s) && reaching.Contains(s));

        HashSet<int> Closure(Predicate<int> isFirst, Func<int, int, bool> follows)
        {
            var found = all.Where(s => isFirst(s)).ToHashSet();
            while (all.Where(s => !found.Contains(s) && found.Any(known => follows(s, known))).ToArray() is { Length: > 0 } more)
                found.UnionWith(more);
            return found;
        }
    }
}
