namespace Neurons.Simulation;

internal sealed partial class Engine<T>
{
    private SimulationParts<T>? _devicesParts;

    /// <summary>
    /// Runs up to so many steps on a device, with a look at <paramref name="goesOn"/> after every <paramref name="every"/> of them. States are here
    /// where somebody looks at them: a recorder, or <paramref name="goesOn"/> if <paramref name="looks"/>.
    /// </summary>
    public void RunOn(ISimulationDevice<T> device, long steps, long every, Func<bool> goesOn, bool looks)
    {
        if (steps == 0) return;
        var parts = _devicesParts ??= new(populations, connections, drives);
        var looking = _recorders.Where(recorder => recorder.LooksEvery > 0).ToArray();
        var (end, stops, isHere) = (_step + steps, false, false);
        // what it refuses changes nothing
        device.Begin(parts);
        try
        {
            while (!stops)
            {
                var next = Math.Min(end, _step + every);
                Reserve(next - _step);
                for (var step = _step; step < next;)
                {
                    var count = (int)Math.Min(next - step, parts.MostSteps);
                    // up to a step at whose end somebody looks at states
                    foreach (var recorder in looking)
                        count = (int)Math.Min(count, (step + recorder.LooksEvery - 1) / recorder.LooksEvery * recorder.LooksEvery + 1 - step);
                    RunOn(device, parts, step, count, Array.Exists(looking, recorder => (step + count - 1) % recorder.LooksEvery == 0));
                    step += count;
                }

                _step = next;
                if (looks || _step == end) device.End(parts);
                stops = _step == end || !goesOn();
                foreach (var recorder in _recorders) recorder.HandOver(isEnd: stops);
                if (stops && !looks && _step < end) device.End(parts);
                // what refuses to go on leaves all as it is here
                isHere = true;
                if (!stops && looks) device.Begin(parts);
                isHere = false;
            }
        }
        catch
        {
            _failed = !isHere;
            throw;
        }
    }

    private void RunOn(ISimulationDevice<T> device, SimulationParts<T> parts, long step, int count, bool isLookedAt)
    {
        foreach (var (state, part) in populations.Zip(parts.Populations))
        {
            if (part.Population.Source is null) continue;
            for (var i = 0; i < count; i++) state.Emit(step + i, part.Spikes.Slice(i * part.WordsPerStep, part.WordsPerStep));
        }

        device.Run(parts, step, count);
        for (var i = 0; i < count; i++)
        {
            foreach (var (state, part) in populations.Zip(parts.Populations))
                state.Take(step + i, part.Spikes.Slice(i * part.WordsPerStep, part.WordsPerStep));
            Count(step + i);
            foreach (var connection in connections)
            {
                var rows = connection.Rows;
                foreach (var spike in populations[connection.Source.Population.Index].Spikes(0, step + i))
                {
                    var row = spike - connection.Source.Start;
                    if (row >= 0 && row < connection.Source.Count) _deliveries[0] += rows[row + 1] - rows[row];
                }
            }

            if (isLookedAt && i == count - 1) device.End(parts);
            foreach (var recorder in _recorders) recorder.Record(0, step + i);
        }
    }
}
