namespace Neurons.Networks;

/// <summary>A sample's simulation from event to event.</summary>
internal sealed class ExactLifForward(ExactLif layer, double duration)
{
    private readonly int _outputs = layer.Options.Outputs, _inputs = layer.Options.Inputs;
    private readonly LifFlow _flow = layer.Flow;
    private readonly double[] _v = new double[layer.Options.Outputs], _i = new double[layer.Options.Outputs];
    private readonly double[] _fires = new double[layer.Options.Outputs];
    private double _now;

    public ExactLifRun Run(ReadOnlySpan<double> weight, ReadOnlySpan<double> recurrent, IReadOnlyList<TimedSpike> input)
    {
        var run = new ExactLifRun(_outputs, duration, input.Count);
        var most = (long)layer.Options.MaxSpikes * _outputs;
        Array.Fill(_fires, double.PositiveInfinity);
        for (var next = 0; ;)
        {
            var arrival = next < input.Count ? input[next].Time : double.PositiveInfinity;
            var until = Math.Min(arrival, duration);
            var first = 0;
            for (var n = 1; n < _outputs; n++)
            {
                if (_fires[n] < _fires[first]) first = n;
            }
            if (_fires[first] <= until)
            {
                if (run.Fired.Count == most)
                    throw new InvalidOperationException(
                        $"ExactLif: there are more than {layer.Options.MaxSpikes} spikes a neuron in {duration} s; "
                        + "the weights are too large, or MaxSpikes too small.");
                var time = _fires[first];
                Advance(time, run);
                run.Events.Add(new(time, run.Fired.Count, first, true, _i[first]));
                run.Fired.Add(new(time, first));
                _v[first] = 0;
                if (recurrent.IsEmpty)
                {
                    Predict(first, until);
                    continue;
                }
                for (var n = 0; n < _outputs; n++) _i[n] += recurrent[n * _outputs + first];
                PredictAll(until);
                continue;
            }
            Advance(until, run);
            if (!(arrival < duration)) return run;
            var source = input[next].Neuron;
            run.Events.Add(new(arrival, next, source, false, 0));
            for (var n = 0; n < _outputs; n++) _i[n] += weight[n * _inputs + source];
            next++;
            PredictAll(Math.Min(next < input.Count ? input[next].Time : double.PositiveInfinity, duration));
        }
    }

    /// <summary>All neurons on to a time, at which something happens.</summary>
    private void Advance(double time, ExactLifRun run)
    {
        var elapsed = time - _now;
        var isReadout = !layer.Options.Spikes;
        var (membrane, synapse, coupling) = _flow.After(elapsed);
        for (var n = 0; n < _outputs; n++)
        {
            var (v, i) = (_v[n], _i[n]);
            var after = (v * membrane) + (i * coupling);
            if (isReadout)
            {
                run.IntegralValues[n] += (i * _flow.TauSyn * (1 - synapse)) - (_flow.TauMem * (after - v));
                Maximum(n, v, i, after, synapse, elapsed, run);
            }
            (_v[n], _i[n]) = (after, i * synapse);
        }
        _now = time;
    }

    /// <summary>The largest potential so far, in a stretch from V to another.</summary>
    private void Maximum(int n, double v, double i, double after, double synapse, double elapsed, ExactLifRun run)
    {
        if (i > v && _flow.ToMaximum(v, i) is var peak && peak < elapsed)
        {
            if (_flow.Potential(v, i, peak) is var top && top > run.MaximumValues[n])
                (run.MaximumValues[n], run.MaximumTimes[n], run.MaximumEvents[n]) = (top, _now + peak, -1);
        }
        else if (after > run.MaximumValues[n])
        {
            // what ends the stretch is the event that comes next, if any does
            var isEnd = _now + elapsed >= duration;
            (run.MaximumValues[n], run.MaximumTimes[n], run.MaximumEvents[n]) = (after, _now + elapsed, isEnd ? -1 : run.Events.Count);
            run.MaximumSlopes[n] = ((i * synapse) - after) / _flow.TauMem;
        }
    }

    private void PredictAll(double until)
    {
        for (var n = 0; n < _outputs; n++) Predict(n, until);
    }

    /// <summary>When a neuron fires, if before a time.</summary>
    private void Predict(int n, double until) =>
        _fires[n] = layer.Options.Spikes ? _now + _flow.ToThreshold(_v[n], _i[n], until - _now) : double.PositiveInfinity;
}
