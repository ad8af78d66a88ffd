namespace Neurons.Networks;

/// <summary>
/// The batches of a data set, epoch by epoch. Order and spikes follow from the data, the seed, the epoch and the encoding alone, so a
/// training can go on from any batch of any epoch.
/// </summary>
public sealed class Batches
{
    private readonly Dataset _data;
    private readonly ulong _seed;
    private readonly InputEncoding _encoding;
    private readonly Stack<Batch> _idle = [];

    /// <summary>The batches of a data set.</summary>
    /// <param name="data">The data, at least one sample.</param>
    /// <param name="batchSize">The samples of a batch, at least 1; the last one of an epoch may have fewer.</param>
    /// <param name="seed">What the order and the spikes are drawn from.</param>
    /// <param name="encoding">How samples are shown; null: as they are.</param>
    /// <param name="timeSteps">T, at least 1. Samples that change over time have their own, and it may be left out.</param>
    public Batches(Dataset data, int batchSize, ulong seed, InputEncoding? encoding = null, int? timeSteps = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.Count == 0) throw new ArgumentException("The data set is empty; at least one sample is needed.", nameof(data));
        if (batchSize < 1) throw new ArgumentOutOfRangeException(nameof(batchSize), batchSize, $"batchSize is {batchSize}; it must be at least 1.");

        var steps = timeSteps ?? data.TimeSteps
            ?? throw new ArgumentException("timeSteps is left out; samples that stay the same over time need it.", nameof(timeSteps));
        if (steps < 1) throw new ArgumentOutOfRangeException(nameof(timeSteps), steps, $"timeSteps is {steps}; it must be at least 1.");
        if (data.TimeSteps is { } own && own != steps)
            throw new ArgumentException($"timeSteps is {steps}; the samples have {own}, and it must be the same.", nameof(timeSteps));

        if ((long)Math.Min(batchSize, data.Count) * data.FeatureCount > Array.MaxLength)
            throw new ArgumentException(
                $"batchSize is {batchSize}; with {data.FeatureCount} features of a sample, a batch has more than {Array.MaxLength} numbers.",
                nameof(batchSize));

        foreach (var name in data.InputNames)
        {
            var input = data.InputOf(name)!;
            if (input.TimeSteps is { } its && its != steps)
                throw new ArgumentException($"timeSteps is {steps}; the input '{name}' has {its}, and it must be the same.", nameof(timeSteps));
            if ((long)Math.Min(batchSize, data.Count) * input.FeatureCount > Array.MaxLength)
                throw new ArgumentException(
                    $"batchSize is {batchSize}; with {input.FeatureCount} features of a sample of '{name}', a batch has more than "
                    + $"{Array.MaxLength} numbers.", nameof(batchSize));
        }
        (_data, _seed, _encoding, BatchSize, TimeSteps) = (data, seed, encoding ?? InputEncoding.Direct, batchSize, steps);
        _encoding.Check(data, steps);
    }

    /// <summary>The samples of a batch.</summary>
    public int BatchSize { get; }

    /// <summary>T, the steps for which the samples are shown.</summary>
    public int TimeSteps { get; }

    /// <summary>The batches of an epoch.</summary>
    public int Count => (int)(((long)_data.Count + BatchSize - 1) / BatchSize);

    internal Dataset Data => _data;

    /// <summary>Whether each epoch has an order of its own; else it is that of the data.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>Whether samples are changed as the <see cref="Dataset.Augmentation"/> of the data says. Default true.</summary>
    public bool Augment { get; init; } = true;

    /// <summary>
    /// How many batches are made ahead on another thread while one is used; 0 makes each when it is asked for, on all threads. The batches
    /// are the same.
    /// </summary>
    public int Prefetch
    {
        get;
        init => field = value >= 0 ? value
            : throw Require.Wrong(nameof(Batches), nameof(Prefetch), value, "at least 0");
    }

    /// <summary>The batches of an epoch; each is valid until the next is asked for.</summary>
    /// <param name="number">Which epoch, from 0.</param>
    /// <param name="first">The batch to begin with.</param>
    /// <param name="cancellationToken">Ends the enumeration at the next batch.</param>
    public IEnumerable<Batch> Epoch(int number, int first = 0, CancellationToken cancellationToken = default)
    {
        if (number < 0 || (number + 1L) * TimeSteps > 1L << 32)
            throw new ArgumentOutOfRangeException(
                nameof(number), number, $"The epoch is {number}; it must be at least 0, with all time steps until its end below 2^32.");
        if (first < 0 || first > Count)
            throw new ArgumentOutOfRangeException(nameof(first), first, $"The first batch is {first}; it must be in 0 .. {Count}.");
        return Prefetch == 0 ? OnDemand(number, first, cancellationToken) : Ahead(number, first, cancellationToken);
    }

    /// <summary>The classes of the samples of an epoch, in its order.</summary>
    internal int[] Labels(int epoch) => Array.ConvertAll(Order(epoch), place => _data.Labels[place]);

    private IEnumerable<Batch> OnDemand(int epoch, int first, CancellationToken cancellationToken)
    {
        var order = Order(epoch);
        var batch = Take();
        try
        {
            for (var number = first; number < Count; number++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return Fill(batch, order, epoch, number, Parallelism.Threads);
            }
        }
        finally
        {
            Return(batch);
        }
    }

    /// <summary>
    /// Batches are made one after the other by short tasks, of which as many are under way as there are batches that nobody uses: an
    /// enumeration that is left alone leaves no thread behind.
    /// </summary>
    private IEnumerable<Batch> Ahead(int epoch, int first, CancellationToken cancellationToken)
    {
        var order = Order(epoch);
        var batches = new Batch[Prefetch + 1];
        for (var i = 0; i < batches.Length; i++) batches[i] = Take();
        using var stop = new CancellationTokenSource();
        var pending = new Queue<Task<Batch>>();
        Task previous = Task.CompletedTask;
        var next = first;
        try
        {
            for (var number = first; number < Count; number++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                for (; next < Count && next <= number + Prefetch; next++)
                {
                    var (batch, made) = (batches[next % batches.Length], next);
                    // One thread only: the threads of the pool belong to whoever uses the batches.
                    var task = previous.ContinueWith(
                        _ => Fill(batch, order, epoch, made, workers: 1), stop.Token,
                        TaskContinuationOptions.LazyCancellation, TaskScheduler.Default);
                    pending.Enqueue(task);
                    previous = task;
                }
                yield return pending.Dequeue().GetAwaiter().GetResult();
            }
        }
        finally
        {
            stop.Cancel();
            // The memory may only be used again when no task writes to it. What went wrong in a batch that is not wanted is of no interest.
            Task.WaitAny([previous], CancellationToken.None);
            foreach (var task in pending) _ = task.Exception;
            foreach (var batch in batches) Return(batch);
        }
    }

    private Batch Fill(Batch batch, int[] order, int epoch, int number, int workers)
    {
        var start = number * BatchSize;
        batch.Begin(order.AsSpan(start, Math.Min(BatchSize, order.Length - start)), new(_seed, epoch, 0, Augment), number);
        var key = new EncodingKey(_seed, (uint)((long)epoch * TimeSteps), workers);
        _encoding.Fill(batch, key);
        foreach (var input in batch.Inputs.Values) InputEncoding.Direct.Fill(input, key);
        return batch;
    }

    private int[] Order(int epoch)
    {
        var order = new int[_data.Count];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        // Each epoch has 2^32 numbers of the stream, more than it can use.
        if (Shuffle) new RandomStream(_seed, RandomStreams.Shuffle) { Position = (ulong)epoch << 32 }.Shuffle<int>(order);
        return order;
    }

    private Batch Take()
    {
        lock (_idle) return _idle.TryPop(out var batch) ? batch : new Batch(_data, TimeSteps);
    }

    private void Return(Batch batch)
    {
        lock (_idle) _idle.Push(batch);
    }
}
