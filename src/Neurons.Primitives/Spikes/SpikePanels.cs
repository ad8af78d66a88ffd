using System.Numerics;
using System.Runtime.CompilerServices;

namespace Neurons.Primitives;

/// <summary>
/// Spike-driven products where many neurons fire: the matrix whose rows are added is packed in panels of columns. The rows of a panel are
/// taken in blocks that stay in the first cache, each through the lists of all lines. What is large passes through memory once, where
/// possible: weights for few rows are packed a block at a time, and gradients are summed aside and written once.
/// </summary>
/// <remarks>Every sum runs over the spikes in increasing order, whichever thread does it.</remarks>
internal sealed unsafe class SpikePanels<T, TLanes>
    where T : unmanaged, INumber<T>
    where TLanes : unmanaged, ILanes<TLanes, T>
{
    private const int PackedTerms = 256;
    private const int FirstCache = 24 << 10, SecondCache = 256 << 10; // bytes; sums and lists need some, too
    private const int WorthwhileList = 16; // spikes
    private const int ForwardChunk = 1 << 22; // bits whose lists are held at once
    private const int GradientRows = 1024; // whose gradients are held at once

    [ThreadStatic]
    private static SpikePanels<T, TLanes>? _cached;

    private readonly SpikeLists _lists = new();
    private readonly Packing _packing;
    private readonly ForwardSums _forwardSums;
    private readonly GradientSums _gradientSums;

    private MatrixOperand<T> _matrix;
    private T* _packed, _sums, _bias, _result;
    private int _features, _outputs, _vectors, _width, _block, _panels, _term, _terms, _row, _lines, _linesOfItem, _parts;
    private bool _once, _continue, _last;

    private SpikePanels()
    {
        _packing = new(this);
        _forwardSums = new(this);
        _gradientSums = new(this);
    }

    /// <inheritdoc cref="SpikeProduct.Forward"/>
    public static void Forward(SpikeRows spikes, long count, T* weight, T* bias, T* y, int outputs, Workers pool, int threads)
    {
        var run = _cached ??= new();
        run.Begin(spikes, count, outputs);
        run._matrix = new(weight, spikes.Features, 1);
        run._bias = bias;
        run._result = y;
        (run._term, run._terms) = (0, spikes.Features);
        var chunk = Math.Max(run._linesOfItem, ForwardChunk / spikes.Features);
        run._once = spikes.Rows <= run._linesOfItem; // one item alone uses a panel, and packs it
        using var packed = run._once ? default : NativeBuffers.Rent((long)run._panels * run._width * spikes.Features * sizeof(T));
        run._packed = (T*)packed.Pointer;
        if (!run._once)
            run.Pack(0, spikes.Features, pool, threads);
        for (var row = 0; row < spikes.Rows; row += chunk)
        {
            run._row = row;
            var rows = Math.Min(chunk, spikes.Rows - row);
            using (run._lists)
            {
                run._lists.OfRows(spikes, row, rows, run._block, pool, threads);
                run.Sum(run._forwardSums, rows, pool, threads);
            }
        }
    }

    /// <inheritdoc cref="SpikeProduct.WeightGradient"/>
    public static void WeightGradient(SpikeRows spikes, long count, T* dy, T* dWeight, int outputs, Workers pool, int threads)
    {
        var run = _cached ??= new();
        run.Begin(spikes, count, outputs);
        run._matrix = new(dy, 1, outputs);
        run._once = false;
        run._result = dWeight;
        using var sums = spikes.Rows <= GradientRows ? default : NativeBuffers.Rent((long)run._panels * run._width * spikes.Features * sizeof(T));
        using var packed = NativeBuffers.Rent((long)run._panels * run._width * Math.Min(GradientRows, spikes.Rows) * sizeof(T));
        run._sums = (T*)sums.Pointer;
        run._packed = (T*)packed.Pointer;
        for (var row = 0; row < spikes.Rows; row += GradientRows)
        {
            var rows = Math.Min(GradientRows, spikes.Rows - row);
            (run._continue, run._last) = (row > 0, row + rows == spikes.Rows);
            run.Pack(row, rows, pool, threads);
            using (run._lists)
            {
                run._lists.OfColumns(spikes, row, rows, run._block, pool, threads);
                run.Sum(run._gradientSums, spikes.Features, pool, threads);
            }
        }
    }

    private void Begin(SpikeRows spikes, long count, int outputs)
    {
        _features = spikes.Features;
        _outputs = outputs;
        _vectors = PanelSum<T, TLanes>.Vectors(outputs);
        _width = PanelSum<T, TLanes>.Columns(_vectors);
        // where few neurons fire, loading and storing the sums for short lists costs more than rows that come from the second cache
        var row = _width * sizeof(T);
        var worthwhile = WorthwhileList * ((long)spikes.Rows * spikes.Features) / Math.Max(1, count);
        _block = (int)Math.Clamp(worthwhile, FirstCache / row, SecondCache / row);
        _panels = (outputs + _width - 1) / _width;
        _linesOfItem = SpikeProduct.LinesOfItem(_panels);
    }

    private void Pack(int term, int terms, Workers pool, int threads)
    {
        _term = term;
        _terms = terms;
        pool.Run(_panels * ((terms + PackedTerms - 1) / PackedTerms), _packing, threads);
    }

    /// <summary>Every panel through the lists of all lines; parts of the lines are items of their own.</summary>
    private void Sum(IWork sums, int lines, Workers pool, int threads)
    {
        _lines = lines;
        _parts = (lines + _linesOfItem - 1) / _linesOfItem;
        pool.Run(_panels * _parts, sums, threads);
    }

    /// <summary>Adds the rows of a panel to the sums of some lines.</summary>
    private void Add(int panel, int line, int lines, T* sums)
    {
        using var aside = _once ? NativeBuffers.Rent((long)_block * _width * sizeof(T)) : default;
        var blocks = _lists.Blocks;
        for (var block = 0; block < blocks; block++)
        {
            var term = block * _block;
            var rows = _once ? (T*)aside.Pointer : _packed + ((long)panel * _terms + term) * _width;
            if (_once)
                PackRows(panel, term, Math.Min(_block, _terms - term), rows);
            PanelSum<T, TLanes>.Add(_vectors, rows, _lists.Items, _lists.Offsets + line * blocks + block, blocks, lines, sums);
        }
    }

    private void PackRows(int panel, int term, int terms, T* target) =>
        _matrix.Pack(panel * _width, _outputs - panel * _width, _width, _term + term, terms, target);

    /// <summary>The next line of the cache.</summary>
    private static T* Aligned(T* room) => (T*)(((nuint)room + 63) & ~(nuint)63);

    private sealed class Packing(SpikePanels<T, TLanes> run) : IWork
    {
        public void Run(int worker, int item)
        {
            var panel = item % run._panels;
            var first = item / run._panels * PackedTerms;
            run.PackRows(panel, first, Math.Min(PackedTerms, run._terms - first), run._packed + ((long)panel * run._terms + first) * run._width);
        }
    }

    private sealed class ForwardSums(SpikePanels<T, TLanes> run) : IWork
    {
        [SkipLocalsInit]
        public void Run(int worker, int item)
        {
            int panel = item / run._parts, line = item % run._parts * run._linesOfItem, lines = Math.Min(run._linesOfItem, run._lines - line);
            int width = run._width, column = panel * width, columns = Math.Min(width, run._outputs - column);
            // a row of the result may lie across the lines of the cache, and is added to for each block
            var room = stackalloc T[run._linesOfItem * width + 64 / sizeof(T)];
            var sums = Aligned(room);
            var all = new Span<T>(sums, lines * width);
            all.Clear();
            if (run._bias != null)
            {
                var bias = new Span<T>(run._bias + column, columns);
                for (var i = 0; i < lines; i++)
                    bias.CopyTo(all[(i * width)..]);
            }
            run.Add(panel, line, lines, sums);
            var target = run._result + (long)(run._row + line) * run._outputs + column;
            for (var i = 0; i < lines; i++)
                all.Slice(i * width, columns).CopyTo(new Span<T>(target + (long)i * run._outputs, columns));
        }
    }

    /// <summary>The sums, [features, outputs] in panels, become the gradient, [outputs, features].</summary>
    private sealed class GradientSums(SpikePanels<T, TLanes> run) : IWork
    {
        [SkipLocalsInit]
        public void Run(int worker, int item)
        {
            int panel = item / run._parts, line = item % run._parts * run._linesOfItem, lines = Math.Min(run._linesOfItem, run._lines - line);
            int width = run._width, output = panel * width;
            var room = stackalloc T[run._linesOfItem * width + 64 / sizeof(T)];
            var sums = run._sums != null ? run._sums + ((long)panel * run._features + line) * width : Aligned(room);
            if (!run._continue)
                new Span<T>(sums, lines * width).Clear();
            run.Add(panel, line, lines, sums);
            if (run._last)
            {
                TransposedCopy.Copy(
                    sums, width, lines, Math.Min(width, run._outputs - output), run._result + (long)output * run._features + line, run._features);
            }
        }
    }
}
