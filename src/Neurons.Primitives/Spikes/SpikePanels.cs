using System.Numerics;
using System.Runtime.CompilerServices;

namespace Neurons.Primitives;

/// <summary>
/// Spike-driven products where many neurons fire: the matrix whose rows are added is packed in panels of columns that fit the second
/// cache, and each panel is taken through all lists of spikes.
/// </summary>
/// <remarks>Every sum runs over the spikes in increasing order, whichever thread does it.</remarks>
internal sealed unsafe class SpikePanels<T, TLanes>
    where T : unmanaged, INumber<T>
    where TLanes : unmanaged, ILanes<TLanes, T>
{
    private const int EnoughItems = 16, FewestLists = 32, PackedTerms = 256, SpreadFeatures = 256;
    private const int ForwardChunk = 1 << 22; // bits whose lists are held at once
    private const int GradientRows = 1024; // so that a panel of their gradients fits the second cache

    [ThreadStatic]
    private static SpikePanels<T, TLanes>? _cached;

    private readonly SpikeLists _lists = new();
    private readonly Packing _packing;
    private readonly ForwardSums _forwardSums;
    private readonly GradientSums _gradientSums;
    private readonly GradientSpread _gradientSpread;
    private readonly Transposition _transposition;

    private SpikeRows _spikes;
    private MatrixOperand<T> _matrix;
    private T* _packed, _sums, _bias, _result;
    private int _features, _outputs, _width, _panels, _term, _terms, _row, _count, _listsOfItem;
    private bool _continue;

    private SpikePanels()
    {
        _packing = new(this);
        _forwardSums = new(this);
        _gradientSums = new(this);
        _gradientSpread = new(this);
        _transposition = new(this);
    }

    /// <inheritdoc cref="SpikeProduct.Forward"/>
    public static void Forward(SpikeRows spikes, T* weight, T* bias, T* y, int outputs, Workers pool, int threads)
    {
        var run = _cached ??= new();
        run.Begin(spikes, outputs);
        run._matrix = new(weight, spikes.Features, 1);
        run._bias = bias;
        run._result = y;
        using var packed = NativeBuffers.Rent((long)run._panels * run._width * spikes.Features * sizeof(T));
        run._packed = (T*)packed.Pointer;
        run.Pack(0, spikes.Features, pool, threads);
        var chunk = Math.Max(FewestLists, ForwardChunk / spikes.Features);
        for (var row = 0; row < spikes.Rows; row += chunk)
        {
            run._row = row;
            run._count = Math.Min(chunk, spikes.Rows - row);
            using (run._lists)
            {
                run._lists.OfRows(spikes, row, run._count, pool, threads);
                run.Sum(run._forwardSums, pool, threads);
            }
        }
    }

    /// <inheritdoc cref="SpikeProduct.WeightGradient"/>
    public static void WeightGradient(SpikeRows spikes, T* dy, T* dWeight, int outputs, Workers pool, int threads)
    {
        var run = _cached ??= new();
        run.Begin(spikes, outputs);
        run._matrix = new(dy, 1, outputs);
        run._result = dWeight;
        run._count = spikes.Features;
        using var sums = NativeBuffers.Rent((long)run._panels * run._width * spikes.Features * sizeof(T));
        using var packed = NativeBuffers.Rent((long)run._panels * run._width * Math.Min(GradientRows, spikes.Rows) * sizeof(T));
        run._sums = (T*)sums.Pointer;
        run._packed = (T*)packed.Pointer;
        for (var row = 0; row < spikes.Rows; row += GradientRows)
        {
            var rows = Math.Min(GradientRows, spikes.Rows - row);
            run._continue = row > 0;
            run.Pack(row, rows, pool, threads);
            if (run._width == PanelSum<T, TLanes>.Narrow)
            {
                // All sums fit the cache, and lists by feature would cost more than adding.
                run._spikes = spikes;
                run._row = row;
                pool.Run(run._panels * ((spikes.Features + SpreadFeatures - 1) / SpreadFeatures), run._gradientSpread, threads);
                run._spikes = default;
                continue;
            }
            using (run._lists)
            {
                run._lists.OfColumns(spikes, row, rows, pool, threads);
                run.Sum(run._gradientSums, pool, threads);
            }
        }
        pool.Run(run._panels, run._transposition, threads);
    }

    private void Begin(SpikeRows spikes, int outputs)
    {
        _features = spikes.Features;
        _outputs = outputs;
        // a wide panel that would be mostly empty is not worth its memory
        _width = outputs <= PanelSum<T, TLanes>.Wide / 2 ? PanelSum<T, TLanes>.Narrow : PanelSum<T, TLanes>.Wide;
        _panels = (outputs + _width - 1) / _width;
    }

    private void Pack(int term, int terms, Workers pool, int threads)
    {
        _term = term;
        _terms = terms;
        pool.Run(_panels * ((terms + PackedTerms - 1) / PackedTerms), _packing, threads);
    }

    /// <summary>Every panel through every list; the lists are shared out where there are few panels.</summary>
    private void Sum(IWork sums, Workers pool, int threads)
    {
        var parts = Math.Clamp((EnoughItems + _panels - 1) / _panels, 1, (_count + FewestLists - 1) / FewestLists);
        _listsOfItem = (_count + parts - 1) / parts;
        pool.Run(_panels * ((_count + _listsOfItem - 1) / _listsOfItem), sums, threads);
    }

    private sealed class Packing(SpikePanels<T, TLanes> run) : IWork
    {
        public void Run(int worker, int item)
        {
            var panel = item % run._panels;
            var first = item / run._panels * PackedTerms;
            run._matrix.Pack(
                panel * run._width, run._outputs - panel * run._width, run._width, run._term + first,
                Math.Min(PackedTerms, run._terms - first), run._packed + ((long)panel * run._terms + first) * run._width);
        }
    }

    private sealed class ForwardSums(SpikePanels<T, TLanes> run) : IWork
    {
        [SkipLocalsInit]
        public void Run(int worker, int item)
        {
            int width = run._width, column = item % run._panels * width, columns = Math.Min(width, run._outputs - column);
            T* bias = stackalloc T[width], aside = stackalloc T[width];
            new Span<T>(bias, width).Clear();
            if (run._bias != null)
                new Span<T>(run._bias + column, columns).CopyTo(new Span<T>(bias, width));
            var panel = run._packed + (long)column * run._terms;
            var first = item / run._panels * run._listsOfItem;
            var end = Math.Min(first + run._listsOfItem, run._count);
            for (var i = first; i < end; i++)
            {
                int* offset = run._lists.Offsets + i, list = run._lists.Items + offset[0];
                var target = run._result + (long)(run._row + i) * run._outputs + column;
                if (columns == width)
                {
                    PanelSum<T, TLanes>.Add(width, panel, list, offset[1] - offset[0], bias, target);
                    continue;
                }
                PanelSum<T, TLanes>.Add(width, panel, list, offset[1] - offset[0], bias, aside);
                new Span<T>(aside, columns).CopyTo(new Span<T>(target, columns));
            }
        }
    }

    private sealed class GradientSums(SpikePanels<T, TLanes> run) : IWork
    {
        [SkipLocalsInit]
        public void Run(int worker, int item)
        {
            int width = run._width, number = item % run._panels;
            var zero = stackalloc T[width];
            new Span<T>(zero, width).Clear();
            var panel = run._packed + (long)number * run._terms * width;
            var sums = run._sums + (long)number * run._features * width;
            var first = item / run._panels * run._listsOfItem;
            var end = Math.Min(first + run._listsOfItem, run._count);
            for (var i = first; i < end; i++)
            {
                var offset = run._lists.Offsets + i;
                var sum = sums + (long)i * width;
                PanelSum<T, TLanes>.Add(
                    width, panel, run._lists.Items + offset[0], offset[1] - offset[0], run._continue ? sum : zero, sum);
            }
        }
    }

    private sealed class GradientSpread(SpikePanels<T, TLanes> run) : IWork
    {
        [SkipLocalsInit]
        [MethodImpl(MethodImplOptions.AggressiveOptimization)] // tier 0 would be slow for too long
        public void Run(int worker, int item)
        {
            var fired = stackalloc int[SpreadFeatures];
            int panel = item % run._panels, first = item / run._panels * SpreadFeatures;
            var count = Math.Min(SpreadFeatures, run._features - first);
            int width = run._width, rows = run._terms;
            T* sums = run._sums + (long)panel * run._features * width, gradients = run._packed + (long)panel * rows * width;
            if (!run._continue)
                new Span<T>(sums + (long)first * width, count * width).Clear();
            for (var row = 0; row < rows; row++)
            {
                var spikes = run._spikes.Indices(run._row + row, first, count, fired);
                PanelSum<T, TLanes>.Spread(gradients + row * width, sums, fired, spikes);
            }
        }
    }

    /// <summary>Writes the sums, [features, outputs] in panels, as the gradient, [outputs, features].</summary>
    private sealed class Transposition(SpikePanels<T, TLanes> run) : IWork
    {
        public void Run(int worker, int panel)
        {
            int width = run._width, features = run._features, output = panel * width;
            new MatrixOperand<T>(run._sums + (long)output * features, width, 1).Pack(
                0, features, features, 0, Math.Min(width, run._outputs - output), run._result + (long)output * features);
        }
    }
}
