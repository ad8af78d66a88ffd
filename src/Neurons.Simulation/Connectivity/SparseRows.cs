namespace Neurons.Simulation;

/// <summary>Connections by source: those of source i are Start[i] .. Start[i + 1] − 1, by ascending target.</summary>
/// <param name="Start">Where a source's begin; one more than there are sources.</param>
/// <param name="Targets">The target of each; pinned.</param>
/// <param name="Order">Which of the given list each is; null where they are in their own order.</param>
internal sealed record SparseRows(int[] Start, int[] Targets, int[]? Order = null)
{
    /// <summary>The most synapses.</summary>
    public const int Most = int.MaxValue - 64;

    public int Count => Start[^1];

    /// <summary>Whether the targets of every source follow each other without a gap, as those of all-to-all connections do.</summary>
    public bool HasNoGaps()
    {
        for (var source = 0; source + 1 < Start.Length; source++)
        {
            for (var k = Start[source] + 1; k < Start[source + 1]; k++)
            {
                if (Targets[k] != Targets[k - 1] + 1) return false;
            }
        }
        return true;
    }

    /// <summary>An array for as many, pinned, not cleared.</summary>
    public static TItem[] Array<TItem>(int count) => GC.AllocateUninitializedArray<TItem>(count, pinned: true);

    /// <summary>The beginnings of rows of these lengths, which are then beginnings.</summary>
    public static int[] Starts(string rule, int[] counts)
    {
        long sum = 0;
        for (var i = 0; i < counts.Length; i++) (counts[i], sum) = ((int)Math.Min(sum, Most), sum + counts[i]);
        ConnectivityTask.RequireFitting(rule, sum);
        return counts;
    }

    /// <summary>Of pairs in any order; those of a source stay in order. <paramref name="targetOf"/> gives the target of a pair.</summary>
    public static SparseRows OfPairs(string rule, int sources, ReadOnlyMemory<int> source, PairTargets targetOf, bool isSorted, bool keepsOrder)
    {
        ConnectivityTask.RequireFitting(rule, source.Length);
        var counts = new int[sources + 1];
        var parts = Parallelism.Threads;
        int From(int part) => (int)((long)sources * part / parts);
        Loop.Run(parts, 1, (_, part, _) =>
        {
            var (from, until) = (From(part), From(part + 1));
            foreach (var s in source.Span)
            {
                if (s >= from && s < until) counts[s]++;
            }
        });
        var start = Starts(rule, counts);
        var targets = Array<int>(source.Length);
        var order = keepsOrder ? new int[source.Length] : null;
        Loop.Run(parts, 1, (_, part, _) =>
        {
            var (from, until) = (From(part), From(part + 1));
            var next = start.AsSpan(from, until - from).ToArray();
            var all = source.Span;
            for (var i = 0; i < all.Length; i++)
            {
                if (all[i] < from || all[i] >= until) continue;
                var at = next[all[i] - from]++;
                targets[at] = targetOf.Of(i);
                if (order is not null) order[at] = i;
            }
        });
        if (!isSorted) Loop.Run(sources, 64, (_, first, until) => SortRows(start, targets, order, first, until));
        return new(start, targets, order);
    }

    private static void SortRows(int[] start, int[] targets, int[]? order, int first, int until)
    {
        for (var row = first; row < until; row++)
        {
            var (from, count) = (start[row], start[row + 1] - start[row]);
            var mine = targets.AsSpan(from, count);
            if (order is null)
            {
                mine.Sort();
                continue;
            }
            // of synapses between the same two neurons, the one that was given first comes first
            var keys = new ulong[count];
            for (var i = 0; i < count; i++) keys[i] = ((ulong)mine[i] << 32) | (uint)order[from + i];
            keys.AsSpan().Sort();
            for (var i = 0; i < count; i++) (mine[i], order[from + i]) = ((int)(keys[i] >> 32), (int)keys[i]);
        }
    }
}

/// <summary>The targets of pairs: those of a list, or one after the other so many times.</summary>
/// <param name="List">The list, or null.</param>
/// <param name="Each">How many pairs a target has, where there is no list.</param>
internal readonly record struct PairTargets(int[]? List, int Each)
{
    public int Of(int pair) => List is null ? pair / Each : List[pair];
}
