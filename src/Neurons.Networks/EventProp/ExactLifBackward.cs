namespace Neurons.Networks;

/// <summary>The way back through a sample's events.</summary>
internal sealed class ExactLifBackward(ExactLif layer, ExactLifRun run, ExactLifGradient outer)
{
    private readonly int _outputs = layer.Options.Outputs, _inputs = layer.Options.Inputs;
    private readonly LifFlow _flow = layer.Flow;

    /// <summary>∂L/∂V and ∂L/∂I of each neuron now.</summary>
    private readonly double[] _v = new double[layer.Options.Outputs], _i = new double[layer.Options.Outputs];

    private double _now = run.Duration;

    public void Run(
        ReadOnlySpan<double> weight, ReadOnlySpan<double> recurrent, Span<double> weightGradient, Span<double> recurrentGradient,
        Span<double> inputTimeGradient)
    {
        var order = Maxima();
        var (maximum, events) = (order.Length - 1, run.Events);
        inputTimeGradient.Clear();
        for (var e = events.Count - 1; e >= 0; e--)
        {
            var happened = events[e];
            while (maximum >= 0 && run.MaximumTimes[order[maximum]] >= happened.Time && run.MaximumEvents[order[maximum]] < 0)
                AtMaximum(order[maximum--]);
            Retreat(happened.Time);
            if (happened.IsFired) Fired(happened, recurrent, recurrentGradient);
            else Arrived(happened, weight, weightGradient, inputTimeGradient);
            // a maximum at which the potential turns with a spike: it moves with it
            while (maximum >= 0 && run.MaximumEvents[order[maximum]] == e)
            {
                var n = order[maximum--];
                _v[n] += outer.Maxima![n];
                if (!inputTimeGradient.IsEmpty) inputTimeGradient[happened.Index] += outer.Maxima[n] * run.MaximumSlopes[n];
            }
        }
        // of what is left, no event is after it
        while (maximum >= 0) AtMaximum(order[maximum--]);
    }

    /// <summary>The neurons whose maximum matters, by its time.</summary>
    private int[] Maxima() => outer.Maxima is not { } maxima || layer.Options.Spikes
        ? []
        : [.. Enumerable.Range(0, _outputs).Where(n => maxima[n] != 0 && run.MaximumValues[n] > 0)
            .OrderBy(n => run.MaximumTimes[n]).ThenBy(n => run.MaximumEvents[n] < 0)];

    private void AtMaximum(int n)
    {
        Retreat(run.MaximumTimes[n]);
        _v[n] += outer.Maxima![n];
    }

    /// <summary>All sensitivities back to a time.</summary>
    private void Retreat(double time)
    {
        var elapsed = _now - time;
        _now = time;
        var (membrane, synapse, coupling) = _flow.After(elapsed);
        for (var n = 0; n < _outputs; n++)
        {
            var v = _v[n];
            _i[n] = (_i[n] * synapse) + (v * coupling);
            _v[n] = v * membrane;
        }
        if (outer.Integrals is not { } integrals) return;
        var (ofV, ofI) = (_flow.TauMem * (1 - membrane), (_flow.TauSyn * (1 - synapse)) - (_flow.TauMem * coupling));
        for (var n = 0; n < _outputs; n++)
        {
            _v[n] += integrals[n] * ofV;
            _i[n] += integrals[n] * ofI;
        }
    }

    private void Arrived(LifEvent arrived, ReadOnlySpan<double> weight, Span<double> weightGradient, Span<double> timeGradient)
    {
        var sum = 0.0;
        for (var n = 0; n < _outputs; n++)
        {
            var at = (n * _inputs) + arrived.Neuron;
            if (!weightGradient.IsEmpty) weightGradient[at] += _i[n];
            sum += weight[at] * Shift(n);
        }
        if (!timeGradient.IsEmpty) timeGradient[arrived.Index] = sum;
    }

    private void Fired(LifEvent fired, ReadOnlySpan<double> recurrent, Span<double> recurrentGradient)
    {
        var n = fired.Neuron;
        var slope = (fired.Current - _flow.Threshold) / _flow.TauMem;
        var sum = (outer.Times is { } times ? times[fired.Index] : 0) - (_v[n] * fired.Current / _flow.TauMem);
        for (var m = 0; m < _outputs && !recurrent.IsEmpty; m++)
        {
            var at = (m * _outputs) + n;
            if (!recurrentGradient.IsEmpty) recurrentGradient[at] += _i[m];
            sum += recurrent[at] * Shift(m);
        }
        // what came of the potential before was reset; only the moment of the spike follows from it
        _v[n] = -sum / slope;
    }

    /// <summary>What it would change if a current of 1 came later.</summary>
    private double Shift(int n) => (_i[n] / _flow.TauSyn) - (_v[n] / _flow.TauMem);
}
