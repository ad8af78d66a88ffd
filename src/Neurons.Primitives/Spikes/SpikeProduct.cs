using System.Numerics;

namespace Neurons.Primitives;

/// <summary>How a product with binary spikes is computed.</summary>
internal enum SpikeMethod
{
    /// <summary>The spikes are written out as numbers, some rows at a time, for a dense product.</summary>
    Dense,

    /// <summary>See <see cref="SpikePanels{T, TLanes}"/>.</summary>
    Panels,

    /// <summary>See <see cref="SpikeDirect{T}"/>.</summary>
    Direct,
}

/// <summary>
/// Products of a weight matrix, or of a gradient, with binary spikes. The number of spikes and the shape decide whether the rows of
/// the neurons that fired are added or a dense product is taken; time is never measured.
/// </summary>
internal static unsafe class SpikeProduct
{
    // Below this many additions, waking other threads costs more than it saves; clearing or storing a vector is one, too. Panels take
    // several loops, each of which wakes them.
    private const long ParallelSums = 1 << 15, ParallelPanelSums = 1 << 19;
    private const int Vector = 8;

    /// <summary>
    /// How many lines of a panel are summed together, so that there is work for all threads; with no more lines than that, a panel is used
    /// by one item only.
    /// </summary>
    public static int LinesOfItem(int panels) => panels < 4 ? 32 : 128;

    /// <summary>y = x W' + bias, where the rows of x are the spikes.</summary>
    /// <param name="spikes">The rows of x.</param>
    /// <param name="weight">W, [outputs, features].</param>
    /// <param name="bias">[outputs], or null.</param>
    /// <param name="y">[rows, outputs].</param>
    /// <param name="outputs">The rows of W.</param>
    /// <param name="workers">The pool to use; null computes on the calling thread alone.</param>
    /// <param name="method">How; null lets the spikes be counted.</param>
    public static void Forward<T>(
        SpikeRows spikes, T* weight, T* bias, T* y, int outputs, Workers? workers, SpikeMethod? method = null)
        where T : unmanaged, INumber<T>
    {
        var (count, by) = Choose(spikes, outputs, method, SpikeCost.Forward<T>);
        var (pool, threads) = Pool(workers, by, (count + (spikes.Rows + spikes.Features) / Vector) * outputs);
        if (by == SpikeMethod.Dense)
            SpikeDense.Forward(spikes, weight, bias, y, outputs, workers);
        else if (by == SpikeMethod.Direct)
            SpikeDirect<T>.Forward(spikes, weight, bias, y, outputs, pool, threads);
        else if (Lanes512<T>.IsSupported)
            SpikePanels<T, Lanes512<T>>.Forward(spikes, count, weight, bias, y, outputs, pool, threads);
        else if (Lanes256<T>.IsSupported)
            SpikePanels<T, Lanes256<T>>.Forward(spikes, count, weight, bias, y, outputs, pool, threads);
        else if (Lanes128<T>.IsSupported)
            SpikePanels<T, Lanes128<T>>.Forward(spikes, count, weight, bias, y, outputs, pool, threads);
        else
            SpikePanels<T, Lanes1<T>>.Forward(spikes, count, weight, bias, y, outputs, pool, threads);
    }

    /// <summary>dW = dy' x, where the rows of x are the spikes.</summary>
    /// <param name="spikes">The rows of x.</param>
    /// <param name="dy">[rows, outputs].</param>
    /// <param name="dWeight">dW, [outputs, features].</param>
    /// <param name="outputs">The rows of dW.</param>
    /// <param name="workers">The pool to use; null computes on the calling thread alone.</param>
    /// <param name="method">How; null lets the spikes be counted.</param>
    public static void WeightGradient<T>(
        SpikeRows spikes, T* dy, T* dWeight, int outputs, Workers? workers, SpikeMethod? method = null)
        where T : unmanaged, INumber<T>
    {
        var (count, by) = Choose(spikes, outputs, method, SpikeCost.WeightGradient<T>);
        var (pool, threads) = Pool(workers, by, (count + (spikes.Rows + spikes.Features) / Vector) * outputs);
        if (by == SpikeMethod.Dense)
            SpikeDense.WeightGradient(spikes, dy, dWeight, outputs, workers);
        else if (by == SpikeMethod.Direct)
            SpikeDirect<T>.WeightGradient(spikes, dy, dWeight, outputs, pool, threads);
        else if (Lanes512<T>.IsSupported)
            SpikePanels<T, Lanes512<T>>.WeightGradient(spikes, count, dy, dWeight, outputs, pool, threads);
        else if (Lanes256<T>.IsSupported)
            SpikePanels<T, Lanes256<T>>.WeightGradient(spikes, count, dy, dWeight, outputs, pool, threads);
        else if (Lanes128<T>.IsSupported)
            SpikePanels<T, Lanes128<T>>.WeightGradient(spikes, count, dy, dWeight, outputs, pool, threads);
        else
            SpikePanels<T, Lanes1<T>>.WeightGradient(spikes, count, dy, dWeight, outputs, pool, threads);
    }

    private static (long Count, SpikeMethod By) Choose(
        SpikeRows spikes, int outputs, SpikeMethod? method, Func<long, int, int, int, SpikeMethod> cheapest)
    {
        if (spikes.Rows == 0 || spikes.Features == 0 || outputs == 0)
            return (0, SpikeMethod.Dense); // there is nothing to add
        var count = spikes.Count();
        return (count, method ?? cheapest(count, spikes.Rows, spikes.Features, outputs));
    }

    private static (Workers Pool, int Threads) Pool(Workers? workers, SpikeMethod by, long sums)
    {
        var alone = workers == null || sums < (by == SpikeMethod.Panels ? ParallelPanelSums : ParallelSums);
        return (workers ?? Workers.Shared, alone ? 1 : Parallelism.Threads);
    }
}
