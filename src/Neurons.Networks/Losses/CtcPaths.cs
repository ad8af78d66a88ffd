namespace Neurons.Networks;

/// <summary>The ways to read the labels of a sample, summed forward and backward in time; memory for one sample after the other.</summary>
/// <param name="steps">The most steps of a sample.</param>
/// <param name="classes">The classes.</param>
/// <param name="blank">The class between labels.</param>
internal sealed class CtcPaths(int steps, int classes, int blank)
{
    /// <summary>ln of the softmax, [steps, classes].</summary>
    private readonly double[] _logs = new double[steps * classes];
    private readonly double[] _shares = new double[classes];
    private double[] _forward = [];
    private double[] _behind = [], _next = [];

    /// <summary>−ln of the probability of the labels; its gradient, times a factor, is written.</summary>
    /// <param name="y">The outputs before the softmax.</param>
    /// <param name="dy">Takes the gradient.</param>
    /// <param name="first">Where the first step of the sample stands.</param>
    /// <param name="row">From a step to the next.</param>
    /// <param name="length">The steps of the sample, at least 1.</param>
    /// <param name="labels">Its labels.</param>
    /// <param name="factor">What the gradient is multiplied by.</param>
    public double Evaluate(ReadOnlySpan<float> y, Span<float> dy, int first, int row, int length, ReadOnlySpan<int> labels, double factor)
    {
        for (var t = 0; t < length; t++) LogSoftmax(y.Slice(first + (t * row), classes), _logs.AsSpan(t * classes, classes));

        // places of a path: blank, label, blank, …, label, blank
        var places = (2 * labels.Length) + 1;
        if (_forward.Length < length * places) _forward = new double[length * places];
        if (_behind.Length < places) (_behind, _next) = (new double[places], new double[places]);
        var forward = _forward.AsSpan(0, length * places);
        for (var t = 0; t < length; t++)
        {
            for (var s = 0; s < places; s++)
            {
                var before = t == 0 ? (s <= 1 ? 0 : double.NegativeInfinity) : At(forward.Slice((t - 1) * places, places), s, -1, labels);
                forward[(t * places) + s] = before + _logs[(t * classes) + Class(s, labels)];
            }
        }
        var ends = forward.Slice((length - 1) * places, places);
        var total = places == 1 ? ends[0] : Add(ends[^1], ends[^2]);

        // _behind: ln of what follows a place, without the step of the place itself
        var behind = _behind.AsSpan(0, places);
        var next = _next.AsSpan(0, places);
        for (var t = length - 1; t >= 0; t--)
        {
            for (var s = 0; s < places; s++)
                behind[s] = t == length - 1 ? (s >= places - 2 ? 0 : double.NegativeInfinity) : At(next, s, 1, labels);
            Array.Clear(_shares);
            for (var s = 0; s < places; s++)
                _shares[Class(s, labels)] += Math.Exp(forward[(t * places) + s] + behind[s] - total);
            for (var c = 0; c < classes; c++)
                dy[first + (t * row) + c] = (float)(factor * (Math.Exp(_logs[(t * classes) + c]) - _shares[c]));
            for (var s = 0; s < places; s++) next[s] = behind[s] + _logs[(t * classes) + Class(s, labels)];
        }
        return -total;
    }

    /// <summary>ln of the sum over the places that a path may come from, or go to, in one step.</summary>
    private double At(ReadOnlySpan<double> step, int place, int by, ReadOnlySpan<int> labels)
    {
        var sum = step[place];
        if ((uint)(place + by) < (uint)step.Length) sum = Add(sum, step[place + by]);
        var far = place + (2 * by);
        // a blank may be left out between labels that differ
        if ((uint)far < (uint)step.Length && Class(place, labels) != blank && Class(far, labels) != Class(place, labels)) sum = Add(sum, step[far]);
        return sum;
    }

    private int Class(int place, ReadOnlySpan<int> labels) => place % 2 == 0 ? blank : labels[place / 2];

    private static double Add(double a, double b)
    {
        var (larger, smaller) = a > b ? (a, b) : (b, a);
        return double.IsNegativeInfinity(smaller) ? larger : larger + Math.Log(1 + Math.Exp(smaller - larger));
    }

    private static void LogSoftmax(ReadOnlySpan<float> values, Span<double> logs)
    {
        var largest = (double)values[0];
        foreach (var value in values) largest = Math.Max(largest, value);
        var sum = 0.0;
        foreach (var value in values) sum += Math.Exp(value - largest);
        var log = largest + Math.Log(sum);
        for (var c = 0; c < logs.Length; c++) logs[c] = values[c] - log;
    }
}
