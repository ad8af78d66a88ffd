using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace Neurons.Primitives;

/// <summary>
/// A pool of background threads for data-parallel loops, which live as long as the process. A call to
/// <see cref="Run(int, IWork)"/> allocates nothing once the threads exist.
/// </summary>
/// <remarks>
/// Each participant begins with a part of the items that is the same in every loop of as many items, so that what it worked on is still
/// in its caches; when it is done, it helps the others.
/// <para>
/// One loop at a time has the pool. A call that finds it taken, be it from another thread or from inside
/// an item, runs all its items on its own thread, so that no call ever waits for another one.
/// </para>
/// <para>
/// Memory order: the caller writes the job, then hands it to each worker with an interlocked exchange, and
/// a worker takes it with one: it sees the job and all that the caller did before. A worker leaves with an
/// interlocked decrement of <c>_members</c>, which the caller reads with acquire semantics or after the
/// semaphore that the last one releases: it sees all that the items did.
/// </para>
/// </remarks>
internal sealed class Workers
{
    private const int Line = 64 / sizeof(long); // counters lie on cache lines of their own

    private readonly SemaphoreSlim _finished = new(0);
    private WorkerThread[] _threads = [];
    private int _taken;

    // The job. Written by the caller while no worker is a member, read by the members.
    private IWork? _work;
    private int _items;
    private int _ranges;
    private long[] _next = new long[Line]; // long: participants that find no item left still increment it
    private int _members; // the participants that haven't left, the caller included
    private ExceptionDispatchInfo? _failure;

    /// <summary>The pool that the library uses.</summary>
    public static Workers Shared { get; } = new();

    /// <summary>
    /// Runs the items 0 .. <paramref name="items"/> - 1 on at most <see cref="Parallelism.Threads"/>
    /// threads.
    /// </summary>
    public void Run(int items, IWork work) => Run(items, work, Parallelism.Threads);

    /// <summary>
    /// Runs the items 0 .. <paramref name="items"/> - 1, each once, on at most
    /// <paramref name="workers"/> threads, and returns when all are done. The caller is worker 0.
    /// When an item throws, no further items start, and the first exception is thrown here.
    /// </summary>
    public void Run(int items, IWork work, int workers)
    {
        var helpers = Math.Min(workers, items) - 1;
        if (helpers <= 0 || Interlocked.CompareExchange(ref _taken, 1, 0) != 0)
        {
            for (var item = 0; item < items; item++)
                work.Run(0, item);
            return;
        }

        ExceptionDispatchInfo? failure;
        try
        {
            EnsureThreads(helpers);
            _work = work;
            _items = items;
            _ranges = helpers + 1;
            for (var range = 0; range < _ranges; range++)
                _next[range * Line] = First(range);
            _members = helpers + 1;
            for (var i = 0; i < helpers; i++)
                _threads[i].Offer();
            TakeItems(0);
            AwaitMembers(helpers);
        }
        finally
        {
            failure = _failure;
            _failure = null;
            _work = null;
            Volatile.Write(ref _taken, 0);
        }
        failure?.Throw();
    }

    /// <summary>A thread that took the offer: works, then leaves.</summary>
    internal void Join(int worker)
    {
        TakeItems(worker);
        if (Interlocked.Decrement(ref _members) == 0)
            _finished.Release();
    }

    private void TakeItems(int worker)
    {
        var work = _work!;
        var ranges = _ranges;
        try
        {
            for (var i = 0; i < ranges; i++)
            {
                var range = (worker + i) % ranges;
                var end = First(range + 1);
                while (true)
                {
                    var item = Interlocked.Increment(ref _next[range * Line]) - 1;
                    if (item >= end)
                        break;
                    work.Run(worker, (int)item);
                }
            }
        }
        catch (Exception exception)
        {
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(exception), null);
            for (var range = 0; range < ranges; range++)
                Interlocked.Exchange(ref _next[range * Line], _items);
        }
    }

    /// <summary>Where a participant's part of the items begins.</summary>
    private long First(int range) => (long)_items * range / _ranges;

    private void AwaitMembers(int helpers)
    {
        // No item is left. A thread that hasn't woken up yet has nothing to do: don't wait for it.
        for (var i = 0; i < helpers; i++)
        {
            if (_threads[i].Withdraw())
                Interlocked.Decrement(ref _members);
        }

        var start = Stopwatch.GetTimestamp();
        while (Volatile.Read(ref _members) > 1)
        {
            if (Spin.IsOver(start))
            {
                // The caller leaves as well: from here on the last member to leave wakes it.
                if (Interlocked.Decrement(ref _members) != 0)
                    _finished.Wait();
                return;
            }
        }
    }

    private void EnsureThreads(int count)
    {
        if (_threads.Length >= count)
            return;
        var threads = new WorkerThread[count];
        _threads.CopyTo(threads, 0);
        for (var i = _threads.Length; i < count; i++)
            threads[i] = new WorkerThread(this, i + 1);
        _threads = threads;
        _next = new long[(count + 1) * Line];
    }
}
