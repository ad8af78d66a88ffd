using System.Numerics;

namespace Neurons.Primitives;

/// <summary>
/// Products with binary spikes as dense ones: a chunk of rows at a time is written out as zeros and ones, in scratch memory that does
/// not grow with the sequence.
/// </summary>
internal sealed unsafe class SpikeDense : IWork
{
    private const int ChunkNumbers = 1 << 21, RowsOfItem = 16;

    // Below this many numbers, waking other threads costs more than it saves.
    private const int ParallelNumbers = 1 << 17;

    [ThreadStatic]
    private static SpikeDense? _cached;

    private SpikeRows _spikes;
    private void* _numbers;
    private int _row, _rows, _size;

    /// <inheritdoc cref="SpikeProduct.Forward"/>
    public static void Forward<T>(SpikeRows spikes, T* weight, T* bias, T* y, int outputs, Workers? workers)
        where T : unmanaged, INumber<T>
    {
        var features = spikes.Features;
        var chunk = Chunk(spikes);
        using var numbers = NativeBuffers.Rent((long)chunk * features * sizeof(T));
        for (var row = 0; row < spikes.Rows; row += chunk)
        {
            var rows = Math.Min(chunk, spikes.Rows - row);
            Unpack(spikes, row, rows, (T*)numbers.Pointer, workers);
            MatrixProduct.Multiply(
                (T*)numbers.Pointer, false, weight, true, y + (long)row * outputs, rows, outputs, features, false, workers, bias);
        }
    }

    /// <inheritdoc cref="SpikeProduct.WeightGradient"/>
    public static void WeightGradient<T>(SpikeRows spikes, T* dy, T* dWeight, int outputs, Workers? workers)
        where T : unmanaged, INumber<T>
    {
        var features = spikes.Features;
        var chunk = Chunk(spikes);
        using var numbers = NativeBuffers.Rent((long)chunk * features * sizeof(T));
        for (var row = 0; row == 0 || row < spikes.Rows; row += chunk) // without rows, too, the gradient is written
        {
            var rows = Math.Min(chunk, spikes.Rows - row);
            Unpack(spikes, row, rows, (T*)numbers.Pointer, workers);
            MatrixProduct.Multiply(
                dy + (long)row * outputs, true, (T*)numbers.Pointer, false, dWeight, outputs, features, rows, row > 0, workers);
        }
    }

    private static int Chunk(SpikeRows spikes) =>
        Math.Clamp(ChunkNumbers / Math.Max(1, spikes.Features) / RowsOfItem * RowsOfItem, RowsOfItem, Math.Max(RowsOfItem, spikes.Rows));

    private static void Unpack<T>(SpikeRows spikes, int row, int rows, T* numbers, Workers? workers) where T : unmanaged
    {
        var run = _cached ??= new();
        run._spikes = spikes;
        run._numbers = numbers;
        run._size = sizeof(T);
        run._row = row;
        run._rows = rows;
        var alone = workers == null || (long)rows * spikes.Features < ParallelNumbers;
        (workers ?? Workers.Shared).Run((rows + RowsOfItem - 1) / RowsOfItem, run, alone ? 1 : Parallelism.Threads);
        run._spikes = default;
    }

    void IWork.Run(int worker, int item)
    {
        var end = Math.Min((item + 1) * RowsOfItem, _rows);
        for (var row = item * RowsOfItem; row < end; row++)
        {
            var place = (long)row * _spikes.Features;
            if (_size == sizeof(float))
                _spikes.Unpack(_row + row, (float*)_numbers + place);
            else
                _spikes.Unpack(_row + row, (double*)_numbers + place);
        }
    }
}
