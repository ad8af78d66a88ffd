namespace Neurons.Simulation;

/// <summary>Every source is connected to every target.</summary>
public sealed record AllToAll : RowConnectivity
{
    private protected override double Expected(ConnectivityTask task) => (double)task.Sources * task.Targets;

    private protected override int Row(ConnectivityTask task, int source, RowNumbers numbers, Span<int> targets)
    {
        var excluded = task.Excluded(this, source);
        for (var i = 0; i < targets.Length; i++) targets[i] = excluded >= 0 && i >= excluded ? i + 1 : i;
        return task.Targets - (excluded >= 0 ? 1 : 0);
    }
}

/// <summary>The first source is connected to the first target, the second to the second, and so on; there must be as many.</summary>
public sealed record OneToOne : RowConnectivity
{
    private protected override double Expected(ConnectivityTask task) => task.Sources;

    private protected override void Check(ConnectivityTask task)
    {
        if (task.Sources != task.Targets)
            throw new ArgumentException($"{nameof(OneToOne)}: there are {task.Sources} sources and {task.Targets} targets; it must be as many.");
    }

    private protected override int Row(ConnectivityTask task, int source, RowNumbers numbers, Span<int> targets)
    {
        if (task.Excluded(this, source) == source) return 0;
        if (!targets.IsEmpty) targets[0] = source;
        return 1;
    }
}

/// <summary>Every pair is connected with a probability, independently.</summary>
public sealed record FixedProbability : RowConnectivity
{
    /// <summary>Every pair is connected with a probability.</summary>
    /// <param name="probability">The probability, in [0, 1].</param>
    public FixedProbability(double probability) =>
        Probability = Require.That(probability is >= 0 and <= 1, nameof(FixedProbability), nameof(probability), probability, "in [0, 1]");

    /// <summary>The probability.</summary>
    public double Probability { get; }

    private protected override double Expected(ConnectivityTask task) => Probability * task.Sources * task.Targets;

    private protected override int Row(ConnectivityTask task, int source, RowNumbers numbers, Span<int> targets)
    {
        if (Probability == 0) return 0;
        var excluded = task.Excluded(this, source);
        // the distance from one target to the next is geometrically distributed; where p is 1, it is 1, as the logarithm is −∞
        var scale = 1 / Math.Log(1 - Probability);
        var count = 0;
        for (var target = -1L; ;)
        {
            target += 1 + (long)Math.Min(Math.Log(1 - numbers.Uniform()) * scale, int.MaxValue);
            if (target >= task.Targets) return count;
            if (target == excluded) continue;
            if (!targets.IsEmpty) targets[count] = (int)target;
            count++;
        }
    }
}

/// <summary>Every source is connected to the same number of targets, drawn at random.</summary>
public sealed record FixedOutDegree : RowConnectivity
{
    /// <summary>Every source has so many targets.</summary>
    /// <param name="degree">How many; ≥ 0.</param>
    public FixedOutDegree(int degree) => Degree = Require.AtLeast(0, nameof(FixedOutDegree), nameof(degree), degree);

    /// <summary>How many targets a source has.</summary>
    public int Degree { get; }

    /// <summary>Whether two synapses may join the same two neurons. Default false.</summary>
    public bool AllowMultiple { get; init; }

    private protected override double Expected(ConnectivityTask task) => (double)Degree * task.Sources;

    private protected override void Check(ConnectivityTask task) =>
        Degrees.Check(this, Degree, AllowMultiple, task.Targets, "targets", Degrees.AnyExcluded(this, task));

    private protected override int Row(ConnectivityTask task, int source, RowNumbers numbers, Span<int> targets)
    {
        if (!targets.IsEmpty) Degrees.Draw(numbers, task.Targets, task.Excluded(this, source), AllowMultiple, targets);
        return Degree;
    }
}

/// <summary>Every target is connected to the same number of sources, drawn at random.</summary>
public sealed record FixedInDegree : Connectivity
{
    /// <summary>Every target has so many sources.</summary>
    /// <param name="degree">How many; ≥ 0.</param>
    public FixedInDegree(int degree) => Degree = Require.AtLeast(0, nameof(FixedInDegree), nameof(degree), degree);

    /// <summary>How many sources a target has.</summary>
    public int Degree { get; }

    /// <summary>Whether two synapses may join the same two neurons. Default false.</summary>
    public bool AllowMultiple { get; init; }

    internal override SparseRows Build(ConnectivityTask task)
    {
        ConnectivityTask.RequireFitting(nameof(FixedInDegree), (double)Degree * task.Targets);
        Degrees.Check(this, Degree, AllowMultiple, task.Sources, "sources", Degrees.AnyExcluded(this, task));
        var sources = new int[Degree * task.Targets];
        var numbers = new RowNumbers[Parallelism.MaxThreads];
        Loop.Run(task.Targets, 16, (worker, first, until) =>
        {
            for (var target = first; target < until; target++)
            {
                var mine = (numbers[worker] ??= new(task.Seed, task.Stream, task.Sources)).For(target);
                Degrees.Draw(mine, task.Sources, task.ExcludedSource(this, target), AllowMultiple, sources.AsSpan(target * Degree, Degree));
            }
        });
        return SparseRows.OfPairs(nameof(FixedInDegree), task.Sources, sources, new(null, Math.Max(1, Degree)), isSorted: true, keepsOrder: false);
    }
}

/// <summary>So many synapses in all, each from a source to a target that are drawn at random; the same two may be joined more than once.</summary>
public sealed record FixedTotal : Connectivity
{
    private const int Chunk = 1 << 15;

    /// <summary>So many synapses in all.</summary>
    /// <param name="count">How many; ≥ 0 and below 2³¹.</param>
    public FixedTotal(long count) => Count = Require.AtLeast(0, nameof(FixedTotal), nameof(count), count);

    /// <summary>How many synapses there are.</summary>
    public long Count { get; }

    internal override SparseRows Build(ConnectivityTask task)
    {
        ConnectivityTask.RequireFitting(nameof(FixedTotal), Count);
        if (Count > 0 && (task.Sources == 0 || task.Targets == 0 || (task.Sources == 1 && task.Targets == 1 && task.Excluded(this, 0) == 0)))
            throw new ArgumentException(
                $"{nameof(FixedTotal)}: there are no pairs of {task.Sources} sources and {task.Targets} targets for {Count} synapses.");
        var (sources, targets) = (new int[Count], new int[Count]);
        var numbers = new RowNumbers[Parallelism.MaxThreads];
        Loop.Run((int)Count, Chunk, (worker, first, until) =>
        {
            var mine = (numbers[worker] ??= new(task.Seed, task.Stream, 0)).For(first / Chunk);
            for (var i = first; i < until; i++)
            {
                do (sources[i], targets[i]) = ((int)(mine.Uniform() * task.Sources), (int)(mine.Uniform() * task.Targets));
                while (task.Excluded(this, sources[i]) == targets[i]);
            }
        });
        return SparseRows.OfPairs(nameof(FixedTotal), task.Sources, sources, new(targets, 0), isSorted: false, keepsOrder: false);
    }
}

/// <summary>Draws of a fixed number of partners.</summary>
internal static class Degrees
{
    public static bool AnyExcluded(Connectivity rule, ConnectivityTask task) => !rule.AllowSelf && task.Self is not null;

    public static void Check(Connectivity rule, int degree, bool multiple, int partners, string what, bool excluded)
    {
        var most = multiple ? (partners > (excluded ? 1 : 0) ? int.MaxValue : 0) : Math.Max(0, partners - (excluded ? 1 : 0));
        if (degree > most)
            throw new ArgumentOutOfRangeException(
                nameof(degree), degree, $"{rule.GetType().Name}: degree is {degree}; there are {partners} {what}, so it must be at most {most}.");
    }

    public static void Draw(RowNumbers numbers, int partners, int excluded, bool multiple, Span<int> chosen)
    {
        var below = excluded >= 0 ? partners - 1 : partners;
        if (multiple) numbers.Any(below, chosen);
        else numbers.Different(below, chosen);
        if (excluded < 0) return;
        foreach (ref var partner in chosen)
        {
            if (partner >= excluded) partner++;
        }
    }
}
