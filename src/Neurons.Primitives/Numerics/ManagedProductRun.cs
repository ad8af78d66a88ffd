using System.Numerics;
using System.Runtime.CompilerServices;

namespace Neurons.Primitives;

/// <summary>
/// One matrix product, cut into blocks that fit the caches: B is packed once per block of the depth, then
/// the blocks of C are independent items, each of which packs its rows of A.
/// </summary>
/// <remarks>
/// The blocks of the depth follow each other and continue the sums in C, so the order stands. What would be
/// used only a few times is read where it is instead of being packed: A where C is narrow or flat, and B where C is flat and the
/// rows of B are in one piece. If its columns are instead, the item that uses a piece of B packs it.
/// </remarks>
internal sealed unsafe class ManagedProductRun<T, TLanes> : IWork
    where T : unmanaged, INumber<T>
    where TLanes : unmanaged, ILanes<TLanes, T>
{
    // A panel of B (Depth x 2 vectors) stays in the first cache, a block of A (BlockRows x Depth) in the second.
    private const int Depth = 256, BlockRows = 96, BlockColumns = 512, PackedColumns = 4096;

    // Of B, a few rows, or a few terms of some columns, at a time, so that all comes from memory once and in order.
    private const int FlatRows = 8 * MatrixTile<T, TLanes>.Rows, FlatDepth = 64, PackedDepth = 128, FlatColumns = 128;

    // Below this many products, waking other threads costs more than it saves.
    private const long ParallelProducts = 1 << 16;

    [ThreadStatic]
    private static ManagedProductRun<T, TLanes>? _cached;

    private readonly PackingOfB _packing;
    private MatrixOperand<T> _a, _b;
    private T* _c, _packedB, _start;
    private int _m, _n, _column, _columns, _term, _depth;
    private bool _accumulate, _flat;

    private ManagedProductRun() => _packing = new PackingOfB(this);

    private static int TileRows => MatrixTile<T, TLanes>.Rows;

    private static int TileColumns => MatrixTile<T, TLanes>.Columns;

    private int RowBlocks => (_m + BlockRows - 1) / BlockRows;

    public static void Multiply(
        MatrixOperand<T> a, MatrixOperand<T> b, T* c, int m, int n, int k, bool accumulate, Workers? workers,
        T* row = null)
    {
        var run = _cached ??= new ManagedProductRun<T, TLanes>();
        run._a = a;
        run._b = b;
        run._c = c;
        run._m = m;
        run._n = n;
        // Blocks fill themselves with the start of their rows, unless nothing follows.
        var fill = row != null && k == 0;
        for (var i = 0; i < m && fill; i++)
            new Span<T>(row, n).CopyTo(new Span<T>(c + (long)i * n, n));
        run._start = fill ? null : row;
        run.Multiply(k, accumulate || fill, (long)m * n * k < ParallelProducts ? null : workers);
    }

    private void Multiply(int k, bool accumulate, Workers? workers)
    {
        if (k == 0 && !accumulate)
            new Span<T>(_c, checked(_m * _n)).Clear();
        var threads = workers == null ? 1 : Parallelism.Threads;
        var pool = workers ?? Workers.Shared; // with one thread, any pool runs the items right here
        // a piece of B that is packed for less than a tile's columns is mostly zeros: where C is narrow, too, once is enough
        _flat = _m <= FlatRows && (_b.LineStride == 1 || _m < _n);
        if (_flat)
        {
            _depth = k;
            _accumulate = accumulate;
            pool.Run((_n + FlatColumns - 1) / FlatColumns, this, threads);
            return;
        }
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
                pool.Run((_columns + TileColumns - 1) / TileColumns, _packing, threads);
                pool.Run(RowBlocks * ((_columns + BlockColumns - 1) / BlockColumns), this, threads);
            }
        }
    }

    [SkipLocalsInit]
    void IWork.Run(int worker, int item)
    {
        var spare = stackalloc T[TileColumns];
        new Span<T>(spare, TileColumns).Clear();
        if (_flat)
            FlatBlock(item * FlatColumns, spare);
        else
            Block(item % RowBlocks * BlockRows, item / RowBlocks * BlockColumns, spare);
    }

    /// <summary>Computes one block of C, over one block of the depth.</summary>
    private void Block(int row, int first, T* spare)
    {
        var rows = Math.Min(BlockRows, _m - row);
        var end = Math.Min(first + BlockColumns, _columns);
        var accumulate = _accumulate || (_term == 0 && Start(row, rows, _column + first, end - first));
        var inPlace = end - first <= 2 * TileColumns;
        using var packed = inPlace ? default : NativeBuffers.Rent((long)RoundUp(rows, TileRows) * _depth * sizeof(T));
        var packedA = (T*)packed.Pointer;
        for (var i = 0; i < rows && !inPlace; i += TileRows)
            _a.Pack(row + i, rows - i, TileRows, _term, _depth, packedA + (long)i * _depth);

        for (var j = first; j < end; j += TileColumns)
        {
            var panelB = _packedB + (long)j * _depth;
            for (var i = 0; i < rows; i += TileRows)
            {
                var panelA = inPlace ? _a.At(row + i, _term) : packedA + (long)i * _depth;
                Tile(
                    panelA, inPlace ? _a.LineStride : 1, inPlace ? _a.DepthStride : TileRows, panelB, TileColumns, _depth,
                    row + i, Math.Min(rows - i, TileRows), _column + j, Math.Min(end - j, TileColumns), spare, accumulate);
            }
        }
    }

    /// <summary>Computes a few columns of a C of few rows, over the whole depth.</summary>
    [SkipLocalsInit]
    private void FlatBlock(int first, T* spare)
    {
        var inPlace = _b.LineStride == 1;
        var most = inPlace ? FlatDepth : PackedDepth;
        var panel = stackalloc T[most * TileColumns];
        var end = Math.Min(first + FlatColumns, _n);
        var accumulate = Start(0, _m, first, end - first) || _accumulate;
        for (var term = 0; term < _depth; term += most)
        {
            var depth = Math.Min(most, _depth - term);
            for (var j = first; j < end; j += TileColumns)
            {
                var b = _b.At(j, term);
                var stride = _b.DepthStride;
                if (end - j < TileColumns || !inPlace)
                {
                    _b.Pack(j, end - j, TileColumns, term, depth, panel);
                    b = panel;
                    stride = TileColumns;
                }
                for (var i = 0; i < _m; i += TileRows)
                {
                    Tile(
                        _a.At(i, term), _a.LineStride, _a.DepthStride, b, stride, depth,
                        i, Math.Min(_m - i, TileRows), j, Math.Min(end - j, TileColumns), spare, accumulate || term > 0);
                }
            }
        }
    }

    /// <summary>Fills a block of C with what its rows start from; false if there is nothing.</summary>
    private bool Start(int row, int rows, int column, int columns)
    {
        if (_start == null)
            return false;
        for (var i = row; i < row + rows; i++)
            new Span<T>(_start + column, columns).CopyTo(new Span<T>(_c + (long)i * _n + column, columns));
        return true;
    }

    private void Tile(
        T* a, long aRow, long aTerm, T* b, long stride, int depth,
        int row, int rows, int column, int columns, T* spare, bool accumulate)
    {
        var tile = _c + (long)row * _n + column;
        if (columns == TileColumns)
            MatrixTile<T, TLanes>.Multiply(a, aRow, aTerm, rows, b, stride, depth, tile, _n, spare, accumulate);
        else
            Aside(a, aRow, aTerm, b, stride, depth, tile, rows, columns, spare, accumulate);
    }

    /// <summary>A tile that reaches beyond C is computed aside, and what lies in C is copied.</summary>
    [SkipLocalsInit]
    private void Aside(
        T* a, long aRow, long aTerm, T* b, long stride, int depth,
        T* tile, int rows, int columns, T* spare, bool accumulate)
    {
        var whole = stackalloc T[TileRows * TileColumns];
        for (var i = 0; i < rows && accumulate; i++)
        {
            for (var j = 0; j < TileColumns; j++)
                whole[i * TileColumns + j] = j < columns ? tile[(long)i * _n + j] : T.Zero;
        }
        MatrixTile<T, TLanes>.Multiply(a, aRow, aTerm, rows, b, stride, depth, whole, TileColumns, spare, accumulate);
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++)
                tile[(long)i * _n + j] = whole[i * TileColumns + j];
        }
    }

    private static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;

    /// <summary>Packs the panels of B, one to an item.</summary>
    private sealed class PackingOfB(ManagedProductRun<T, TLanes> run) : IWork
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
