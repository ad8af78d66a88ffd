namespace Neurons.Simulation;

/// <summary>
/// Which neurons of one population are connected to which of another. What is drawn follows from the seed alone: the number of threads
/// changes nothing.
/// </summary>
public abstract record Connectivity
{
    /// <summary>Whether a neuron may be connected to itself, where sources and targets are of one population. Default true.</summary>
    public bool AllowSelf { get; init; } = true;

    /// <summary>The connections by source.</summary>
    internal abstract SparseRows Build(ConnectivityTask task);
}

/// <summary>What connectivity is wanted for.</summary>
/// <param name="Sources">The number of sources.</param>
/// <param name="Targets">The number of targets.</param>
/// <param name="Self">The target that is source 0 itself, which is then target Self + i for source i; null if they are of two populations.</param>
/// <param name="Seed">What random numbers follow from.</param>
/// <param name="Stream">Tells apart the random numbers of one seed.</param>
internal sealed record ConnectivityTask(int Sources, int Targets, int? Self, ulong Seed, uint Stream)
{
    /// <summary>The target that is this source itself; −1 where there is none, or it is allowed.</summary>
    public int Excluded(Connectivity rule, int source) =>
        !rule.AllowSelf && Self is { } self && (uint)(self + source) < (uint)Targets ? self + source : -1;

    /// <summary>The source that is this target itself; −1 where there is none, or it is allowed.</summary>
    public int ExcludedSource(Connectivity rule, int target) =>
        !rule.AllowSelf && Self is { } self && (uint)(target - self) < (uint)Sources ? target - self : -1;

    /// <summary>Refuses more synapses than an array has places.</summary>
    public static void RequireFitting(string rule, double synapses)
    {
        if (synapses > SparseRows.Most)
            throw new ArgumentException(
                $"{rule}: it would be {(synapses < 1e15 ? $"{synapses:F0}" : $"{synapses:E2}")} synapses; at most {SparseRows.Most} fit one "
                + "connection. Connect parts of the population one by one.");
    }
}
