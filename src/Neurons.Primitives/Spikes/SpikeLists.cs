using System.Runtime.CompilerServices;

namespace Neurons.Primitives;

/// <summary>
/// Binary spikes as lists, in scratch memory: for each of some rows the features that fired, or for each feature the rows in which
/// it fired. All lists increase.
/// </summary>
internal sealed unsafe class SpikeLists : IWork, IDisposable
{
    private const int RowsOfItem = 32, ColumnsOfItem = 256;

    private NativeBuffer _offsets, _items;
    private SpikeRows _spikes;
    private int _first, _count;
    private bool _byColumn, _fill;

    /// <summary>Where each list begins, and the number of spikes at the end.</summary>
    public int* Offsets => (int*)_offsets.Pointer;

    /// <summary>The lists, one after the other.</summary>
    public int* Items => (int*)_items.Pointer;

    /// <summary>Lists the features that fired in each of the rows from <paramref name="first"/> on.</summary>
    public void OfRows(SpikeRows spikes, int first, int count, Workers pool, int threads)
    {
        _byColumn = false;
        Make(spikes, first, count, lists: count, (count + RowsOfItem - 1) / RowsOfItem, pool, threads);
    }

    /// <summary>Lists, for each feature, in which of the rows from <paramref name="first"/> on it fired, counted from there.</summary>
    public void OfColumns(SpikeRows spikes, int first, int count, Workers pool, int threads)
    {
        _byColumn = true;
        Make(spikes, first, count, spikes.Features, (spikes.Features + ColumnsOfItem - 1) / ColumnsOfItem, pool, threads);
    }

    public void Dispose()
    {
        _offsets.Dispose();
        _items.Dispose();
        _spikes = default;
    }

    private void Make(SpikeRows spikes, int first, int count, int lists, int items, Workers pool, int threads)
    {
        Dispose();
        _spikes = spikes;
        _first = first;
        _count = count;
        _offsets = NativeBuffers.Rent((lists + 1L) * sizeof(int));
        Offsets[0] = 0;
        var starts = Offsets + 1; // filling a list moves its start to its end, where the next one starts
        _fill = false;
        pool.Run(items, this, threads);
        var sum = 0;
        for (var i = 0; i < lists; i++)
        {
            var length = starts[i];
            starts[i] = sum;
            sum = checked(sum + length);
        }
        _items = NativeBuffers.Rent((long)sum * sizeof(int));
        _fill = true;
        pool.Run(items, this, threads);
    }

    void IWork.Run(int worker, int item)
    {
        if (_byColumn)
            Columns(item * ColumnsOfItem, Math.Min(ColumnsOfItem, _spikes.Features - item * ColumnsOfItem));
        else
            Rows(item * RowsOfItem, Math.Min(RowsOfItem, _count - item * RowsOfItem));
    }

    private void Rows(int first, int count)
    {
        var starts = Offsets + 1;
        for (var row = first; row < first + count; row++)
        {
            if (_fill)
                starts[row] += _spikes.Indices(_first + row, 0, _spikes.Features, Items + starts[row]);
            else
                starts[row] = _spikes.Count(_first + row);
        }
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // tier 0 would be slow for too long
    private void Columns(int first, int count)
    {
        var fired = stackalloc int[ColumnsOfItem];
        int* starts = Offsets + 1, items = Items;
        var fill = _fill;
        if (!fill)
            new Span<int>(starts + first, count).Clear();
        for (var row = 0; row < _count; row++)
        {
            var spikes = _spikes.Indices(_first + row, first, count, fired);
            for (var i = 0; i < spikes; i++)
            {
                var place = starts[fired[i]]++;
                if (fill)
                    items[place] = row;
            }
        }
    }
}
