namespace Neurons.Simulation;

/// <summary>Every pair is connected with a probability that depends on the distance between them.</summary>
public sealed record DistanceDependent : RowConnectivity
{
    /// <summary>Every pair is connected with a probability that depends on its distance.</summary>
    /// <param name="sources">The places of the sources, [sources, dimensions].</param>
    /// <param name="targets">The places of the targets, [targets, dimensions].</param>
    /// <param name="probability">The probability at a distance; what is below 0 counts as 0, above 1 as 1.</param>
    /// <param name="period">The lengths of a torus, one a dimension, beyond which places repeat; null for none.</param>
    public DistanceDependent(double[,] sources, double[,] targets, Func<double, double> probability, double[]? period = null)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentNullException.ThrowIfNull(probability);
        if (sources.GetLength(1) != targets.GetLength(1) || (period is not null && period.Length != sources.GetLength(1)))
            throw new ArgumentException(
                $"{nameof(DistanceDependent)}: sources have {sources.GetLength(1)} dimensions, targets {targets.GetLength(1)}"
                + (period is null ? "" : $" and the period {period.Length}") + "; it must be as many.");
        foreach (var place in sources) Require.Finite(nameof(DistanceDependent), nameof(sources), place);
        foreach (var place in targets) Require.Finite(nameof(DistanceDependent), nameof(targets), place);
        foreach (var length in period ?? []) Require.Positive(nameof(DistanceDependent), nameof(period), length);
        (Sources, Targets, Probability, Period) = (sources, targets, probability, period);
    }

    /// <summary>The places of the sources.</summary>
    public double[,] Sources { get; }

    /// <summary>The places of the targets.</summary>
    public double[,] Targets { get; }

    /// <summary>The probability at a distance.</summary>
    public Func<double, double> Probability { get; }

    /// <summary>The lengths of the torus; null for none.</summary>
    public double[]? Period { get; }

    private protected override double Expected(ConnectivityTask task) => 0;

    private protected override void Check(ConnectivityTask task)
    {
        if (Sources.GetLength(0) != task.Sources || Targets.GetLength(0) != task.Targets)
            throw new ArgumentException(
                $"{nameof(DistanceDependent)}: there are places of {Sources.GetLength(0)} sources and {Targets.GetLength(0)} targets; "
                + $"it must be {task.Sources} and {task.Targets}.");
    }

    private protected override int Row(ConnectivityTask task, int source, RowNumbers numbers, Span<int> targets)
    {
        var excluded = task.Excluded(this, source);
        var count = 0;
        for (var target = 0; target < task.Targets; target++)
        {
            if (numbers.Uniform() >= Probability(Distance(source, target)) || target == excluded) continue;
            if (!targets.IsEmpty) targets[count] = target;
            count++;
        }
        return count;
    }

    private double Distance(int source, int target)
    {
        double sum = 0;
        for (var d = 0; d < Sources.GetLength(1); d++)
        {
            var along = Sources[source, d] - Targets[target, d];
            if (Period is not null) along = Math.IEEERemainder(along, Period[d]);
            sum += along * along;
        }
        return Math.Sqrt(sum);
    }
}
