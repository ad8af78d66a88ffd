using System.Numerics;

namespace Neurons.Primitives;

/// <summary>
/// One matrix product by OpenBLAS: a call for each tile of C. The tiles follow from the shape alone, so that it does not matter
/// how many threads share them.
/// </summary>
internal sealed unsafe class OpenBlasProduct<T> : IWork
    where T : unmanaged, INumber<T>
{
    // A tile costs the packing of its rows of A and columns of B: tiles of this size hide it.
    private const int MaxRows = 256, MaxColumns = 512, MinColumns = 128, EnoughTiles = 8;

    // Below, the managed kernel is faster: it packs less.
    private const int FewTerms = 32, FewColumns = 16;
    private const long FewProducts = 1 << 16;

    [ThreadStatic]
    private static OpenBlasProduct<T>? _cached;

    private T* _a, _b, _c, _start;
    private int _m, _n, _k, _bStride, _rows, _columns, _tilesDown;
    private bool _transposeA, _transposeB, _accumulate;

    /// <summary>Whether OpenBLAS is the better engine for a shape.</summary>
    public static bool Suits(int m, int n, int k) =>
        (typeof(T) == typeof(float) || typeof(T) == typeof(double))
        && k > FewTerms && n > FewColumns && (long)m * n * k > FewProducts;

    /// <inheritdoc
    /// cref="MatrixProduct.Multiply{T}(ReadOnlySpan{T}, bool, ReadOnlySpan{T}, bool, Span{T}, int, int, int, bool, Workers?, ReadOnlySpan{T})"/>
    public static void Multiply(
        T* a, bool transposeA, T* b, bool transposeB, T* c, int m, int n, int k, bool accumulate, Workers? workers, T* row, int bStride = 0)
    {
        var run = _cached ??= new OpenBlasProduct<T>();
        run._a = a;
        run._b = b;
        run._c = c;
        run._start = row;
        (run._m, run._n, run._k) = (m, n, k);
        run._bStride = bStride != 0 ? bStride : transposeB ? k : n;
        (run._transposeA, run._transposeB, run._accumulate) = (transposeA, transposeB, accumulate || row != null);
        run._rows = Math.Min(m, MaxRows);
        run._columns = MaxColumns;
        run._tilesDown = Pieces(m, run._rows);
        while (run._columns > MinColumns && run._tilesDown * Pieces(n, run._columns) < EnoughTiles)
            run._columns /= 2;
        (workers ?? Workers.Shared).Run(
            run._tilesDown * Pieces(n, run._columns), run,
            workers == null ? 1 : Math.Min(Parallelism.Threads, OpenBlas.MaxThreads));
    }

    void IWork.Run(int worker, int item)
    {
        var row = item % _tilesDown * _rows;
        var column = item / _tilesDown * _columns;
        int rows = Math.Min(_rows, _m - row), columns = Math.Min(_columns, _n - column);
        var c = _c + (long)row * _n + column;
        for (var i = 0; i < rows && _start != null; i++)
            new Span<T>(_start + column, columns).CopyTo(new Span<T>(c + (long)i * _n, columns));
        OpenBlas.Multiply(
            _transposeA, _transposeB, rows, columns, _k,
            _a + (_transposeA ? row : (long)row * _k), _transposeA ? _m : _k,
            _b + (_transposeB ? (long)column * _bStride : column), _bStride,
            c, _n, _accumulate);
    }

    private static int Pieces(int size, int piece) => (size + piece - 1) / piece;
}
