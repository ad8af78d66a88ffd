using System.Numerics;
using System.Runtime.CompilerServices;

namespace Neurons.Primitives;

/// <summary>
/// Spike-driven products where so few neurons fire that packing the matrix would cost more than all the rest: single weights are
/// fetched, or single gradients added to, where they are.
/// </summary>
/// <remarks>Every sum runs over the spikes in increasing order; the numbers are those of <see cref="SpikePanels{T, TLanes}"/>.</remarks>
internal sealed unsafe class SpikeDirect<T> : IWork
    where T : unmanaged, INumber<T>
{
    private const int OutputsOfItem = 16, Together = 4;

    [ThreadStatic]
    private static SpikeDirect<T>? _cached;

    private readonly SpikeLists _lists = new();
    private T* _weight, _bias, _y;
    private int _rows, _features, _outputs;
    private bool _gradient;

    /// <inheritdoc cref="SpikeProduct.Forward"/>
    public static void Forward(SpikeRows spikes, T* weight, T* bias, T* y, int outputs, Workers pool, int threads) =>
        (_cached ??= new()).Run(spikes, weight, bias, y, outputs, false, pool, threads);

    /// <inheritdoc cref="SpikeProduct.WeightGradient"/>
    public static void WeightGradient(SpikeRows spikes, T* dy, T* dWeight, int outputs, Workers pool, int threads) =>
        (_cached ??= new()).Run(spikes, dWeight, null, dy, outputs, true, pool, threads);

    private void Run(
        SpikeRows spikes, T* weight, T* bias, T* y, int outputs, bool gradient, Workers pool, int threads)
    {
        _weight = weight;
        _bias = bias;
        _y = y;
        _rows = spikes.Rows;
        _features = spikes.Features;
        _outputs = outputs;
        _gradient = gradient;
        using (_lists)
        {
            _lists.OfRows(spikes, 0, _rows, _features, pool, threads);
            pool.Run((outputs + OutputsOfItem - 1) / OutputsOfItem, this, threads);
        }
    }

    void IWork.Run(int worker, int item)
    {
        var end = Math.Min((item + 1) * OutputsOfItem, _outputs);
        var output = item * OutputsOfItem;
        for (; output <= end - Together; output += Together)
        {
            if (_gradient)
                ScatterFour(output);
            else
                GatherFour(output);
        }
        for (; output < end; output++)
        {
            if (_gradient)
                Scatter(output);
            else
                Gather(output);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // tier 0 would be slow for too long
    private void GatherFour(int output)
    {
        T* w0 = _weight + (long)output * _features, w1 = w0 + _features, w2 = w1 + _features, w3 = w2 + _features;
        T b0 = T.Zero, b1 = T.Zero, b2 = T.Zero, b3 = T.Zero;
        if (_bias != null)
            (b0, b1, b2, b3) = (_bias[output], _bias[output + 1], _bias[output + 2], _bias[output + 3]);
        int* offsets = _lists.Offsets, items = _lists.Items;
        for (var row = 0; row < _rows; row++)
        {
            T s0 = b0, s1 = b1, s2 = b2, s3 = b3;
            int* at = items + offsets[row], end = items + offsets[row + 1];
            for (; at < end; at++)
            {
                long feature = *at;
                s0 += w0[feature];
                s1 += w1[feature];
                s2 += w2[feature];
                s3 += w3[feature];
            }
            var y = _y + (long)row * _outputs + output;
            y[0] = s0;
            y[1] = s1;
            y[2] = s2;
            y[3] = s3;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Gather(int output)
    {
        int* offsets = _lists.Offsets, items = _lists.Items;
        var weight = _weight + (long)output * _features;
        for (var row = 0; row < _rows; row++)
        {
            var sum = _bias != null ? _bias[output] : T.Zero;
            for (var i = offsets[row]; i < offsets[row + 1]; i++)
                sum += weight[items[i]];
            _y[(long)row * _outputs + output] = sum;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ScatterFour(int output)
    {
        T* w0 = _weight + (long)output * _features, w1 = w0 + _features, w2 = w1 + _features, w3 = w2 + _features;
        new Span<T>(w0, Together * _features).Clear();
        int* offsets = _lists.Offsets, items = _lists.Items;
        for (var row = 0; row < _rows; row++)
        {
            int* at = items + offsets[row], end = items + offsets[row + 1];
            var y = _y + (long)row * _outputs + output;
            T y0 = y[0], y1 = y[1], y2 = y[2], y3 = y[3];
            for (; at < end; at++)
            {
                long feature = *at;
                w0[feature] += y0;
                w1[feature] += y1;
                w2[feature] += y2;
                w3[feature] += y3;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Scatter(int output)
    {
        int* offsets = _lists.Offsets, items = _lists.Items;
        var weight = _weight + (long)output * _features;
        new Span<T>(weight, _features).Clear();
        for (var row = 0; row < _rows; row++)
        {
            var y = _y[(long)row * _outputs + output];
            for (var i = offsets[row]; i < offsets[row + 1]; i++)
                weight[items[i]] += y;
        }
    }
}
