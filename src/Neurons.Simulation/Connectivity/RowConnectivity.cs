namespace Neurons.Simulation;

/// <summary>Connectivity of which the row of a source can be made by itself, from random numbers of its own.</summary>
public abstract record RowConnectivity : Connectivity
{
    /// <summary>The number of synapses that is expected, to refuse too many before they are made.</summary>
    private protected abstract double Expected(ConnectivityTask task);

    /// <summary>What must hold for a task.</summary>
    private protected virtual void Check(ConnectivityTask task)
    {
    }

    /// <summary>Writes the targets of a source in ascending order, or only counts them, where there is no room; returns how many.</summary>
    private protected abstract int Row(ConnectivityTask task, int source, RowNumbers numbers, Span<int> targets);

    internal sealed override SparseRows Build(ConnectivityTask task)
    {
        Check(task);
        var name = GetType().Name;
        ConnectivityTask.RequireFitting(name, Expected(task));
        var counts = new int[task.Sources + 1];
        var numbers = new RowNumbers[Parallelism.MaxThreads];
        RowNumbers Of(int worker) => numbers[worker] ??= new(task.Seed, task.Stream, task.Targets);
        Loop.Run(task.Sources, 16, (worker, first, until) =>
        {
            for (var source = first; source < until; source++)
                counts[source] = Row(task, source, Of(worker).For(source), []);
        });
        var start = SparseRows.Starts(name, counts);
        var targets = SparseRows.Array<int>(start[^1]);
        Loop.Run(task.Sources, 16, (worker, first, until) =>
        {
            for (var source = first; source < until; source++)
            {
                var row = targets.AsSpan(start[source], start[source + 1] - start[source]);
                if (!row.IsEmpty) Row(task, source, Of(worker).For(source), row);
            }
        });
        return new(start, targets);
    }
}

/// <summary>The random numbers of a row, and a set of targets. One worker uses it.</summary>
internal sealed class RowNumbers(ulong seed, uint stream, int targets)
{
    private readonly RandomStream _random = new(seed, stream);
    private readonly double[] _uniform = new double[256];
    private ulong[]? _chosen;
    private int _next;

    public RandomStream Random => _random;

    /// <summary>Goes to the numbers of a row.</summary>
    public RowNumbers For(int row)
    {
        _random.Position = (ulong)row << 32;
        _next = _uniform.Length;
        return this;
    }

    /// <summary>A number in [0, 1).</summary>
    public double Uniform()
    {
        if (_next == _uniform.Length)
        {
            _random.FillUniform(_uniform, 0, 1);
            _next = 0;
        }
        return _uniform[_next++];
    }

    /// <summary>Draws so many different numbers below a bound (Floyd), in ascending order.</summary>
    public void Different(int below, Span<int> chosen)
    {
        _chosen ??= new ulong[(targets + 64) / 64];
        if (_chosen.Length < (below + 63) / 64) _chosen = new ulong[(below + 63) / 64];
        var k = 0;
        for (var j = below - chosen.Length; j < below; j++)
        {
            var drawn = (int)(Uniform() * (j + 1));
            if ((_chosen[drawn >> 6] >> drawn & 1) != 0) drawn = j;
            _chosen[drawn >> 6] |= 1UL << drawn;
            chosen[k++] = drawn;
        }
        foreach (var drawn in chosen) _chosen[drawn >> 6] = 0;
        chosen.Sort();
    }

    /// <summary>Draws so many numbers below a bound, the same ones perhaps, in ascending order.</summary>
    public void Any(int below, Span<int> chosen)
    {
        foreach (ref var drawn in chosen) drawn = (int)(Uniform() * below);
        chosen.Sort();
    }
}
