using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Neurons.Simulation;

/// <summary>
/// Synapses from neurons of one population to an input of those of another, by source and, of a source, by target. A spike of step s over a
/// synapse with a delay of d steps arrives in step s + d and enters the input at the beginning of step s + d + 1.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public unsafe class Connection<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>How many spikes ahead rows are fetched.</summary>
    private const int Ahead = 2;

    /// <summary>What is fetched of a row; the processor itself sees the rest coming.</summary>
    private const int FetchedBytes = 512, Line = 64;

    private readonly int[] _start;
    private readonly ushort[]? _narrow;
    private readonly int[]? _wide;
    private readonly T[]? _weights;
    private readonly T _weight;
    private readonly int _delayShift;
    private readonly bool _hasNoGaps;
    private readonly int[]? _order;
    private int[]? _parts;
    private SparseRows? _arriving;
    private int[] _firstOfThread = [];
    private int _threads;

    internal Connection(ConnectionParts<T> parts)
    {
        var (source, target, _, rows, weights, weight, delay, delays) = parts;
        (Source, Target, Input, _start, _order) = (source, target, parts.Input, rows.Start, rows.Order);
        (_weights, _weight) = (weights, weight);
        (MinDelay, MaxDelay) = delays is null ? (delay, delay) : delays.Length == 0 ? (0, 0) : (delays.Min(), delays.Max());
        _hasNoGaps = MinDelay == MaxDelay && rows.HasNoGaps();
        if (MinDelay != MaxDelay)
        {
            _delayShift = BitOperations.Log2((uint)Math.Max(1, target.Count - 1)) + 1;
            if (_delayShift + BitOperations.Log2((uint)MaxDelay) + 1 > 32)
                throw new ArgumentOutOfRangeException(
                    nameof(delay), MaxDelay,
                    $"{this}: the longest delay is {MaxDelay} steps; with {target.Count} targets, it must be below {1L << (32 - _delayShift)}.");
            _wide = rows.Targets;
            Loop.Run(_wide.Length, 1 << 16, (_, first, until) =>
            {
                for (var k = first; k < until; k++) _wide[k] |= delays![k] << _delayShift;
            });
        }
        else if (target.Count <= ushort.MaxValue + 1)
        {
            _narrow = SparseRows.Array<ushort>(rows.Count);
            Loop.Run(_narrow.Length, 1 << 16, (_, first, until) =>
            {
                for (var k = first; k < until; k++) _narrow[k] = (ushort)rows.Targets[k];
            });
        }
        else
        {
            _wide = rows.Targets;
        }
    }

    /// <summary>The neurons whose spikes travel.</summary>
    public PopulationRange Source { get; }

    /// <summary>The neurons at which they arrive.</summary>
    public PopulationRange Target { get; }

    /// <summary>The name of the input that they arrive at.</summary>
    public string InputName => Target.Population.Inputs[Input];

    /// <summary>The number of synapses.</summary>
    public int Count => _start[^1];

    /// <summary>The shortest delay, in steps.</summary>
    public int MinDelay { get; }

    /// <summary>The longest delay, in steps.</summary>
    public int MaxDelay { get; }

    /// <summary>Bytes that a synapse takes: rows are included, and of synapses that were given one by one 4 for the place in their list.</summary>
    public virtual double BytesPerSynapse =>
        (_narrow is null ? 4 : 2) + (_weights is null ? 0 : sizeof(T)) + (_order is null ? 0 : sizeof(int))
        + 4.0 * (_start.Length + (_parts?.Length ?? 0)) / Math.Max(1, Count);

    /// <summary>Where the synapses of each source begin, counted from the first of <see cref="Source"/>; one more than there are sources.</summary>
    public ReadOnlySpan<int> Rows => _start;

    /// <summary>
    /// The weights, in the order of the synapses, to be read and, between runs, changed; empty where all share <see cref="SharedWeight"/>.
    /// </summary>
    public Span<T> Weights => _weights;

    /// <summary>The weight of all synapses, where they share one.</summary>
    public T SharedWeight => _weight;

    internal int Input { get; }

    /// <summary>The source of a synapse, counted from the first of <see cref="Source"/>.</summary>
    /// <param name="synapse">Its number.</param>
    public int SourceOf(int synapse)
    {
        // the last row that begins there or before: rows may be empty
        var (low, high) = (0, _start.Length - 1);
        while (low + 1 < high)
        {
            var middle = (low + high) / 2;
            if (_start[middle] <= synapse) low = middle;
            else high = middle;
        }
        return low;
    }

    /// <summary>The numbers of the synapses that a target has, ascending. All are found when first asked for, and take 4 bytes each.</summary>
    /// <param name="target">The target, counted from the first of <see cref="Target"/>.</param>
    public ReadOnlySpan<int> Arriving(int target)
    {
        if (_arriving is null)
        {
            var targets = new int[Count];
            for (var k = 0; k < targets.Length; k++) targets[k] = TargetOf(k);
            _arriving = SparseRows.OfPairs($"{this}", Target.Count, targets, new(null, 1), isSorted: true, keepsOrder: false);
        }
        return _arriving.Targets.AsSpan(_arriving.Start[target].._arriving.Start[target + 1]);
    }

    /// <summary>The target of a synapse, counted from the first of <see cref="Target"/>.</summary>
    /// <param name="synapse">Its number.</param>
    public int TargetOf(int synapse) => _narrow is not null ? _narrow[synapse] : _wide![synapse] & TargetMask;

    /// <summary>The delay of a synapse, in steps.</summary>
    /// <param name="synapse">Its number.</param>
    public int DelayOf(int synapse) => _delayShift == 0 ? MinDelay : _wide![synapse] >>> _delayShift;

    /// <summary>The weight of a synapse.</summary>
    /// <param name="synapse">Its number.</param>
    public T WeightOf(int synapse) => _weights is null ? _weight : _weights[synapse];

    /// <summary>Which of the given synapses one is, where they were given one by one; else its number.</summary>
    /// <param name="synapse">Its number.</param>
    public int GivenIndexOf(int synapse) => _order is null ? synapse : _order[synapse];

    /// <summary>
    /// Scales the weights of each target so that their magnitudes have a sum, as homeostasis does on slow scales; between runs, or where a run asks
    /// whether it is done. Of a target whose weights are all 0 they stay so. The bounds of a rule are those of its own changes, and do not hold
    /// here.
    /// </summary>
    /// <param name="sum">The sum, in the unit of the input; > 0, and finite in the precision of the weights.</param>
    /// <exception cref="InvalidOperationException">The synapses share one weight.</exception>
    public void NormalizeWeights(double sum)
    {
        Require.That(IsFinite(Require.Positive($"{this}", nameof(sum), sum)), $"{this}", nameof(sum), sum, $"finite as a {typeof(T).Name}");
        if (_weights is null)
        {
            if (Count == 0) return;
            throw new InvalidOperationException($"{this}: the synapses share one weight; give each a weight of its own.");
        }
        var sums = new double[Target.Count];
        if (_hasNoGaps)
        {
            AddMagnitudes(sums);
            if (Array.TrueForAll(sums, all => all > 0))
            {
                Scale(sums, sum);
                return;
            }
        }
        else
        {
            for (var k = 0; k < _weights.Length; k++) sums[TargetOf(k)] += double.CreateTruncating(T.Abs(_weights[k]));
        }
        for (var k = 0; k < _weights.Length; k++)
        {
            // a part of the sum is finite, however small the weights are
            if (sums[TargetOf(k)] is > 0 and var all) _weights[k] = T.CreateTruncating(double.CreateTruncating(_weights[k]) / all * sum);
        }

        static bool IsFinite(double value) => T.IsFinite(T.CreateTruncating(value));
    }

    /// <summary>The sum of the magnitudes of each target's weights, a row without gaps at a time.</summary>
    private void AddMagnitudes(double[] sums)
    {
        var scratch = new double[sums.Length];
        for (var source = 0; source + 1 < _start.Length; source++)
        {
            if (RowOf(source, sums, out var own) is not { IsEmpty: false } weights) continue;
            var numbers = scratch.AsSpan(0, weights.Length);
            TensorPrimitives.ConvertTruncating<T, double>(weights, numbers);
            TensorPrimitives.Abs<double>(numbers, numbers);
            TensorPrimitives.Add<double>(own, numbers, own);
        }
    }

    /// <summary>Makes weights parts of a sum, a row without gaps at a time.</summary>
    private void Scale(double[] sums, double sum)
    {
        var scratch = new double[sums.Length];
        for (var source = 0; source + 1 < _start.Length; source++)
        {
            if (RowOf(source, sums, out var own) is not { IsEmpty: false } weights) continue;
            var numbers = scratch.AsSpan(0, weights.Length);
            TensorPrimitives.ConvertTruncating<T, double>(weights, numbers);
            TensorPrimitives.Divide<double>(numbers, own, numbers);
            TensorPrimitives.Multiply(numbers, sum, numbers);
            TensorPrimitives.ConvertTruncating<double, T>(numbers, weights);
        }
    }

    /// <summary>The weights of a source, whose targets have no gaps, and the numbers of those targets.</summary>
    private Span<T> RowOf(int source, double[] numbers, out Span<double> own)
    {
        var weights = _weights.AsSpan(_start[source].._start[source + 1]);
        own = weights.IsEmpty ? [] : numbers.AsSpan(TargetOf(_start[source]), weights.Length);
        return weights;
    }

    /// <summary>For people.</summary>
    public override string ToString() => $"{Source} → {Target}.{InputName}";

    private int TargetMask => _delayShift == 0 ? -1 : (1 << _delayShift) - 1;

    /// <summary>Cuts every row at the targets at which the neurons of a thread begin.</summary>
    internal virtual void Cut(int[] firstOfThread)
    {
        if (ReferenceEquals(firstOfThread, _firstOfThread)) return;
        _firstOfThread = firstOfThread;
        _threads = firstOfThread.Length - 1;
        if (_threads == 1)
        {
            _parts = null;
            return;
        }
        var sources = _start.Length - 1;
        var parts = SparseRows.Array<int>(checked(sources * (_threads - 1)));
        Loop.Run(sources, 64, (_, first, until) =>
        {
            for (var source = first; source < until; source++)
            {
                for (var thread = 1; thread < _threads; thread++)
                    parts[source * (_threads - 1) + thread - 1] = FirstFrom(source, firstOfThread[thread] - Target.Start);
            }
        });
        _parts = parts;
    }

    /// <summary>The first synapse of a source whose target is at least so far.</summary>
    private int FirstFrom(int source, int target)
    {
        var (low, high) = (_start[source], _start[source + 1]);
        while (low < high)
        {
            var middle = (int)(((uint)low + (uint)high) / 2);
            if (TargetOf(middle) < target) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    /// <summary>Fetches the rows of the first spikes from memory, before they are delivered.</summary>
    /// <param name="thread">The thread.</param>
    /// <param name="spikes">The neurons of the population that fired, ascending.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Announce(int thread, ReadOnlySpan<int> spikes)
    {
        foreach (var spike in spikes[..Math.Min(Ahead, spikes.Length)])
        {
            if (spike >= Source.Start && spike < Source.Start + Source.Count) Fetch(thread, spike - Source.Start);
        }
    }

    /// <summary>The spikes of a step, to those targets that are a thread's own.</summary>
    /// <param name="thread">The thread.</param>
    /// <param name="spikes">The neurons of the population that fired, ascending.</param>
    /// <param name="ring">Where what is on its way to the target's input is added up.</param>
    /// <param name="step">The step.</param>
    /// <returns>How many synapses that were.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal virtual long Deliver(int thread, ReadOnlySpan<int> spikes, InputRing<T> ring, long step)
    {
        long passed = 0;
        var (start, end) = (Source.Start, Source.Start + Source.Count);
        var slot = (T*)ring.Row(step + 1 + MinDelay) + Target.Start;
        for (var i = 0; i < spikes.Length; i++)
        {
            if (spikes[i] < start) continue;
            if (spikes[i] >= end) break;
            if (i + Ahead < spikes.Length && spikes[i + Ahead] < end) Fetch(thread, spikes[i + Ahead] - start);
            var (first, until) = Own(thread, spikes[i] - start);
            if (first >= until) continue;
            passed += until - first;
            if (_delayShift != 0) AddDelayed(first, until, ring, step);
            else if (_narrow is not null) Add(_narrow, first, until, slot);
            else Add(_wide!, first, until, slot);
        }
        return passed;
    }

    /// <summary>The synapses of a source whose targets are a thread's own.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected (int First, int Until) Own(int thread, int source)
    {
        var parts = source * (_threads - 1) + thread;
        return (thread == 0 ? _start[source] : _parts![parts - 1], thread == _threads - 1 ? _start[source + 1] : _parts![parts]);
    }

    /// <summary>Fetches the beginning of a row from memory, as rows lie anywhere.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Fetch(int thread, int source)
    {
        if (!Sse.IsSupported) return;
        var (first, until) = Own(thread, source);
        if (first >= until) return;
        var (bytes, targets) = _narrow is not null
            ? (2, (nint)Unsafe.AsPointer(ref _narrow[first])) : (4, (nint)Unsafe.AsPointer(ref _wide![first]));
        for (var line = 0; line < Math.Min(FetchedBytes, (until - first) * bytes); line += Line) Sse.Prefetch0((void*)(targets + line));
        if (_weights is null) return;
        var weights = (nint)Unsafe.AsPointer(ref _weights[first]);
        for (var line = 0; line < Math.Min(FetchedBytes, (until - first) * sizeof(T)); line += Line) Sse.Prefetch0((void*)(weights + line));
    }

    /// <summary>Adds a part of a row, whose targets are 16 or 32 bits each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Add<TIndex>(TIndex[] indices, int first, int until, T* slot)
        where TIndex : unmanaged, IBinaryInteger<TIndex>
    {
        if (_hasNoGaps)
        {
            var row = new Span<T>(slot + int.CreateTruncating(indices[first]), until - first);
            if (_weights is null) TensorPrimitives.Add(row, _weight, row);
            else TensorPrimitives.Add(row, _weights.AsSpan(first, row.Length), row);
            return;
        }
        var targets = (TIndex*)Unsafe.AsPointer(ref indices[0]);
        if (_weights is null)
        {
            var weight = _weight;
            for (var k = first; k < until; k++) slot[int.CreateTruncating(targets[k])] += weight;
            return;
        }
        var weights = (T*)Unsafe.AsPointer(ref _weights[0]);
        for (var k = first; k < until; k++) slot[int.CreateTruncating(targets[k])] += weights[k];
    }

    /// <summary>Adds what synapses side by side release, all with one delay.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected void Add(int first, ReadOnlySpan<T> released, T* slot)
    {
        if (_hasNoGaps)
        {
            var row = new Span<T>(slot + TargetOf(first), released.Length);
            TensorPrimitives.Add(row, released, row);
            return;
        }
        for (var i = 0; i < released.Length; i++) slot[TargetOf(first + i)] += released[i];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddDelayed(int first, int until, InputRing<T> ring, long step)
    {
        var words = (int*)Unsafe.AsPointer(ref _wide![0]);
        var weights = _weights is null ? null : (T*)Unsafe.AsPointer(ref _weights[0]);
        var (mask, shift, shared) = (TargetMask, _delayShift, _weight);
        var origin = (T*)ring.Origin + Target.Start;
        var (stride, last) = (ring.Stride, ring.Slots - 1);
        var now = ring.SlotOf(step + 1);
        for (var k = first; k < until; k++)
        {
            var at = (now + (words[k] >>> shift)) & last;
            origin[(long)at * stride + (words[k] & mask)] += weights is null ? shared : weights[k];
        }
    }
}
