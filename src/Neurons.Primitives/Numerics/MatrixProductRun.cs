using System.Numerics;
using System.Runtime.CompilerServices;

namespace Neurons.Primitives;

/// <summary>
/// One matrix product, cut into blocks that fit the caches: B is packed once per block of the depth, then
/// the blocks of C are independent items, each of which packs its rows of A.
/// </summary>
/// <remarks>The blocks of the depth follow each other and continue the sums in C, so the order stands.</remarks>
internal sealed unsafe class MatrixProductRun<T, TLanes> : IWork
    where T : unmanaged, INumber<T>
    where TLanes : unmanaged, ILanes<TLanes, T>
{
    // A panel of B (Depth x 2 vectors) stays in the first cache, a block of A (BlockRows x Depth) in the second.
    private const int Depth = 256, BlockRows = 96, BlockColumns = 512, PackedColumns = 4096;

    // Below this many products, waking other threads costs more than it saves.
    private const long ParallelProducts = 1 << 16;

    [ThreadStatic]
    private static MatrixProductRun<T, TLanes>? _cached;

    private readonly PackingOfB _packing;
    private MatrixOperand<T> _a, _b;
    private T* _c, _packedB;
    private int _m, _n, _column, _columns, _term, _depth;
    private bool _accumulate;

    private MatrixProductRun() => _packing = new PackingOfB(this);

    private static int TileRows => MatrixTile<T, TLanes>.Rows;

    private static int TileColumns => MatrixTile<T, TLanes>.Columns;

    private int RowBlocks => (_m + BlockRows - 1) / BlockRows;

    public static void Multiply(
        MatrixOperand<T> a, MatrixOperand<T> b, T* c, int m, int n, int k, bool accumulate, Workers? workers)
    {
        var run = _cached ??= new MatrixProductRun<T, TLanes>();
        run._a = a;
        run._b = b;
        run._c = c;
        run._m = m;
        run._n = n;
        run.Multiply(k, accumulate, (long)m * n * k < ParallelProducts ? null : workers);
    }

    private void Multiply(int k, bool accumulate, Workers? workers)
    {
        if (k == 0 && !accumulate)
        {
            for (var row = 0; row < _m; row++)
                new Span<T>(_c + (long)row * _n, _n).Clear();
        }
        var threads = workers == null ? 1 : Parallelism.Threads;
        using var packed = NativeBuffers.Rent(
            (long)Math.Min(k, Depth) * RoundUp(Math.Min(_n, PackedColumns), TileColumns) * sizeof(T));
        _packedB = (T*)packed.Pointer;
        for (_column = 0; _column < _n; _column += _columns)
        {
            _columns = Math.Min(PackedColumns, _n - _column);
            for (_term = 0; _term < k; _term += _depth)
            {
                _depth = Math.Min(Depth, k - _term);
                _accumulate = accumulate || _term > 0;
                var pool = workers ?? Workers.Shared; // with one thread, any pool runs the items right here
                pool.Run((_columns + TileColumns - 1) / TileColumns, _packing, threads);
                pool.Run(RowBlocks * ((_columns + BlockColumns - 1) / BlockColumns), this, threads);
            }
        }
    }

    /// <summary>Computes one block of C.</summary>
    void IWork.Run(int worker, int item)
    {
        var row = item % RowBlocks * BlockRows;
        var rows = Math.Min(BlockRows, _m - row);
        var first = item / RowBlocks * BlockColumns;
        var end = Math.Min(first + BlockColumns, _columns);

        using var packed = NativeBuffers.Rent((long)RoundUp(rows, TileRows) * _depth * sizeof(T));
        var packedA = (T*)packed.Pointer;
        for (var i = 0; i < rows; i += TileRows)
            _a.Pack(row + i, rows - i, TileRows, _term, _depth, packedA + (long)i * _depth);

        for (var j = first; j < end; j += TileColumns)
        {
            for (var i = 0; i < rows; i += TileRows)
            {
                var panelA = packedA + (long)i * _depth;
                var panelB = _packedB + (long)j * _depth;
                var tile = _c + (long)(row + i) * _n + _column + j;
                if (rows - i >= TileRows && end - j >= TileColumns)
                    MatrixTile<T, TLanes>.Multiply(panelA, panelB, _depth, tile, _n, _accumulate);
                else
                    MultiplyEdge(panelA, panelB, tile, Math.Min(rows - i, TileRows), Math.Min(end - j, TileColumns));
            }
        }
    }

    /// <summary>A tile that reaches beyond C is computed aside, and what lies in C is copied.</summary>
    [SkipLocalsInit]
    private void MultiplyEdge(T* panelA, T* panelB, T* tile, int rows, int columns)
    {
        var whole = stackalloc T[TileRows * TileColumns];
        for (var i = 0; i < rows && _accumulate; i++)
            new Span<T>(tile + (long)i * _n, columns).CopyTo(new Span<T>(whole + i * TileColumns, columns));
        MatrixTile<T, TLanes>.Multiply(panelA, panelB, _depth, whole, TileColumns, _accumulate);
        for (var i = 0; i < rows; i++)
            new Span<T>(whole + i * TileColumns, columns).CopyTo(new Span<T>(tile + (long)i * _n, columns));
    }

    private static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;

    /// <summary>Packs the panels of B, one to an item.</summary>
    private sealed class PackingOfB(MatrixProductRun<T, TLanes> run) : IWork
    {
        public void Run(int worker, int item)
        {
            var column = item * TileColumns;
            run._b.Pack(
                run._column + column, run._columns - column, TileColumns,
                run._term, run._depth, run._packedB + (long)column * run._depth);
        }
    }
}
