using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Neurons.Networks;

/// <summary>What the spikes of a step change: row by row of the weights, on all threads where there is enough to do.</summary>
internal sealed unsafe class SynapseUpdate : IWork
{
    /// <summary>The synapses for which it is worth waking threads.</summary>
    private const int Many = 1 << 15;

    private readonly PlasticityRule _rule;
    private readonly SynapseMap _map;
    private readonly int _outputs, _preCount, _postCount;
    private readonly TraceStore[] _preTraces, _postTraces;
    private readonly Eligibility? _eligibility;

    /// <summary>At each place that spikes reach: which weights they meet, and the traces of their neurons from before the step.</summary>
    private readonly int[] _placeStart, _touched, _weightOf;

    private readonly float[] _arrivedTraces, _inputTraces, _outputTraces;
    private readonly bool[] _fires;
    private float[][] _scratch = [];
    private float* _weights;
    private int _arrived, _touchedCount;
    private float _scale, _least, _most;
    private bool _isFired;

    public SynapseUpdate(
        PlasticityRule rule, SynapseMap map, int outputs, TraceStore[] preTraces, TraceStore[] postTraces, Eligibility? eligibility)
    {
        (_rule, _map, _outputs, _preTraces, _postTraces, _eligibility) = (rule, map, outputs, preTraces, postTraces, eligibility);
        (_preCount, _postCount) = (preTraces.Length, postTraces.Length);
        (_placeStart, _touched, _weightOf) = (new int[map.Places + 1], new int[map.Places], new int[map.Meetings]);
        _arrivedTraces = new float[_preCount * map.Meetings];
        _inputTraces = new float[_preCount * map.Inputs];
        _outputTraces = new float[_postCount * outputs * map.Places];
        _fires = new bool[outputs * map.Places];
    }

    /// <summary>The spikes of a step; whether weights may have changed.</summary>
    public bool Run(SpikeList pre, SpikeList post, long now, Span<float> weights)
    {
        fixed (float* first = weights)
        {
            _weights = first;
            Update(pre, post, now);
        }
        return _eligibility is null;
    }

    private void Update(SpikeList pre, SpikeList post, long now)
    {
        (_least, _most) = ((float)_rule.WeightMin, (float)_rule.WeightMax);
        _scale = _eligibility?.Begin(now) ?? 1;
        if (_scratch.Length < Parallelism.Threads)
        {
            _scratch = new float[Parallelism.Threads][];
            for (var i = 0; i < _scratch.Length; i++) _scratch[i] = new float[(2 + _preCount) * _map.Row];
        }
        for (var sample = 0; sample < pre.Batch; sample++)
        {
            var arriving = pre[sample];
            var firing = post[sample];
            if (arriving.IsEmpty && firing.IsEmpty) continue;
            Arrive(arriving, sample * _map.Inputs, now);
            var all = sample * _outputs * _map.Places;
            for (var k = 0; k < _postCount; k++) _postTraces[k].Read(all, now, _outputTraces.AsSpan(k * _fires.Length, _fires.Length));
            _isFired = !firing.IsEmpty;
            if (_isFired)
            {
                for (var k = 0; k < _preCount; k++)
                    _preTraces[k].Read(sample * _map.Inputs, now, _inputTraces.AsSpan(k * _map.Inputs, _map.Inputs));
            }
            foreach (var neuron in firing) _fires[neuron] = true;
            if (((long)_arrived * _outputs) + ((long)firing.Length * _map.Row) >= Many) Parallelism.Run(_outputs, this);
            else for (var row = 0; row < _outputs; row++) Run(0, row);
            foreach (var neuron in firing)
            {
                _fires[neuron] = false;
                foreach (var trace in _postTraces) trace.Spike(all + neuron, now);
            }
        }
    }

    /// <summary>A row of the weights, which no other item touches.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // tier 0 would be slow for too long
    public void Run(int worker, int row)
    {
        var weights = new Span<float>(_weights + ((nint)row * _map.Row), _map.Row);
        var into = _eligibility is null ? weights : _eligibility.At(row * _map.Row, _map.Row);
        var scratch = _scratch[worker];
        var changes = scratch.AsSpan(0, _map.Row);
        var own = scratch.AsSpan(_map.Row, _map.Row);
        var patch = scratch.AsSpan(2 * _map.Row);
        for (var t = 0; t < _touchedCount; t++)
        {
            var place = _touched[t];
            var (from, count) = (_placeStart[place], _placeStart[place + 1] - _placeStart[place]);
            var met = _weightOf.AsSpan(from, count);
            for (var k = 0; k < count; k++) own[k] = weights[met[k]];
            var some = changes[..count];
            _rule.PreEvent(
                new(own[..count], _arrivedTraces.AsSpan(from), _map.Meetings, _outputTraces, _fires.Length, (row * _map.Places) + place), some);
            if (_eligibility is null)
            {
                for (var k = 0; k < count; k++) weights[met[k]] = Math.Clamp(own[k] + some[k], _least, _most);
            }
            else
            {
                for (var k = 0; k < count; k++) into[met[k]] += some[k] / _scale;
            }
        }
        if (!_isFired) return;
        for (var place = 0; place < _map.Places; place++)
        {
            var neuron = (row * _map.Places) + place;
            if (!_fires[neuron]) continue;
            ReadOnlySpan<float> pre = _inputTraces;
            var stride = _map.Inputs;
            if (!_map.IsDense)
            {
                stride = _map.Row;
                for (var k = 0; k < _preCount; k++)
                    _map.Patch(_inputTraces.AsSpan(k * _map.Inputs, _map.Inputs), place, patch.Slice(k * stride, stride));
                pre = patch;
            }
            _rule.PostEvent(new(weights, pre, stride, _outputTraces, _fires.Length, neuron), changes);
            if (_eligibility is not null) TensorPrimitives.Divide(changes, _scale, changes);
            TensorPrimitives.Add(into, changes, into);
            if (_eligibility is null) TensorPrimitives.Clamp(weights, _least, _most, weights);
        }
    }

    /// <summary>The spikes arrive: which weights they meet, with the traces from before; then the traces are raised.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Arrive(ReadOnlySpan<int> arriving, int first, long now)
    {
        _touchedCount = 0;
        _arrived = 0;
        if (arriving.IsEmpty) return;
        if (_map.IsDense)
        {
            (_touchedCount, _touched[0], _placeStart[0], _placeStart[1]) = (1, 0, 0, arriving.Length);
            for (var k = 0; k < arriving.Length; k++) Meet(k, arriving[k], arriving[k]);
            _arrived = arriving.Length;
        }
        else
        {
            Array.Clear(_placeStart);
            foreach (var input in arriving)
            {
                foreach (var at in _map.Of(input)) _placeStart[(at / _map.Row) + 1]++;
            }
            for (var place = 0; place < _map.Places; place++)
            {
                if (_placeStart[place + 1] > 0) _touched[_touchedCount++] = place;
                _placeStart[place + 1] += _placeStart[place];
            }
            _arrived = _placeStart[^1];
            foreach (var input in arriving)
            {
                foreach (var at in _map.Of(input)) Meet(_placeStart[at / _map.Row]++, at % _map.Row, input);
            }
            // each start has moved to the next one
            for (var place = _map.Places; place > 0; place--) _placeStart[place] = _placeStart[place - 1];
            _placeStart[0] = 0;
        }
        foreach (var input in arriving)
        {
            foreach (var trace in _preTraces) trace.Spike(first + input, now);
        }

        void Meet(int k, int weight, int input)
        {
            _weightOf[k] = weight;
            for (var trace = 0; trace < _preCount; trace++)
                _arrivedTraces[(trace * _map.Meetings) + k] = (float)_preTraces[trace].At(first + input, now);
        }
    }
}
