namespace Neurons.Primitives.Tests;

public class WorkersTests
{
    private static readonly Workers _pool = new();

    /// <summary>Who waits longer waits in vain.</summary>
    private static readonly TimeSpan _longest = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(0, 4)]
    [InlineData(1, 4)]
    [InlineData(3, 8)]
    [InlineData(1000, 1)]
    [InlineData(1000, 2)]
    [InlineData(1000, 7)]
    public void Every_item_runs_exactly_once(int items, int workers)
    {
        var work = new Counting(items);
        for (var round = 1; round <= 200; round++)
        {
            _pool.Run(items, work, workers);
            Assert.All(work.Runs, runs => Assert.Equal(round, runs));
        }
        Assert.True(work.LargestWorker < workers);
    }

    [Fact]
    public void The_number_of_workers_may_change_between_calls()
    {
        var pool = new Workers();
        for (var round = 0; round < 300; round++)
        {
            var work = new Counting(50);
            var workers = 1 + round * 7 % 9;
            pool.Run(50, work, workers);
            Assert.All(work.Runs, runs => Assert.Equal(1, runs));
            Assert.True(work.LargestWorker < workers);
        }
    }

    [Fact]
    public void Threads_that_went_to_sleep_wake_up_for_the_next_loop()
    {
        using var all = new Barrier(3);
        var meeting = new Lambda((_, _) => Assert.True(all.SignalAndWait(_longest), "three threads do not take part at once"));
        for (var round = 0; round < 5; round++)
        {
            _pool.Run(3, meeting, 3); // returns only if three threads take part
            Thread.Sleep(5);
        }
    }

    [Fact]
    public void No_two_items_run_at_once_under_one_worker_number()
    {
        var inside = new int[4];
        var clashes = 0;
        _pool.Run(5000, new Lambda((worker, _) =>
        {
            if (Interlocked.Increment(ref inside[worker]) != 1)
                Interlocked.Increment(ref clashes);
            Interlocked.Decrement(ref inside[worker]);
        }), 4);
        Assert.Equal(0, clashes);
    }

    [Fact]
    public void The_caller_sees_what_the_items_wrote()
    {
        var values = new int[64];
        var work = new Lambda((_, item) => values[item]++);
        for (var round = 1; round <= 5000; round++)
        {
            _pool.Run(values.Length, work, 4);
            foreach (var value in values)
                Assert.Equal(round, value);
        }
    }

    [Fact]
    public void Concurrent_callers_each_get_their_items_done()
    {
        var callers = Enumerable.Range(0, 6).Select(_ => new Thread(() =>
        {
            for (var round = 0; round < 500; round++)
            {
                var work = new Counting(40);
                _pool.Run(40, work, 4);
                Assert.All(work.Runs, runs => Assert.Equal(1, runs));
            }
        })).ToList();
        callers.ForEach(caller => caller.Start());
        Assert.All(callers, caller => Assert.True(caller.Join(_longest)));
    }

    [Fact]
    public void A_nested_loop_runs_inside_its_item()
    {
        var sums = new int[20];
        _pool.Run(20, new Lambda((_, outer) =>
            _pool.Run(10, new Lambda((worker, inner) =>
            {
                Assert.Equal(0, worker);
                sums[outer] += inner;
            }), 4)), 4);
        Assert.All(sums, sum => Assert.Equal(45, sum));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void An_exception_reaches_the_caller_and_the_pool_stays_usable(int workers)
    {
        for (var round = 0; round < 50; round++)
        {
            var failing = new Lambda((_, item) =>
            {
                if (item == 13)
                    throw new InvalidOperationException("item 13");
            });
            var exception = Assert.Throws<InvalidOperationException>(() => _pool.Run(100, failing, workers));
            Assert.Equal("item 13", exception.Message);
        }
        var work = new Counting(100);
        _pool.Run(100, work, workers);
        Assert.All(work.Runs, runs => Assert.Equal(1, runs));
    }

    [Fact]
    public void When_every_item_fails_one_exception_is_thrown_after_all_have_stopped()
    {
        var running = 0;
        var failing = new Lambda((_, _) =>
        {
            Interlocked.Increment(ref running);
            Thread.Yield();
            Interlocked.Decrement(ref running);
            throw new NotSupportedException();
        });
        for (var round = 0; round < 50; round++)
        {
            Assert.Throws<NotSupportedException>(() => _pool.Run(20, failing, 4));
            Assert.Equal(0, running);
        }
    }

    [Fact]
    public void A_loop_allocates_nothing_once_the_threads_exist()
    {
        var work = new Counting(32);
        Assert.Equal(0, Allocations.InSteadyState(() => _pool.Run(32, work, 4)));
    }

    private sealed class Counting(int items) : IWork
    {
        private int _largestWorker;

        public int[] Runs { get; } = new int[items];

        public int LargestWorker => _largestWorker;

        public void Run(int worker, int item)
        {
            Interlocked.Increment(ref Runs[item]);
            for (var seen = _largestWorker; worker > seen; seen = _largestWorker)
                Interlocked.CompareExchange(ref _largestWorker, worker, seen);
        }
    }

    private sealed class Lambda(Action<int, int> body) : IWork
    {
        public void Run(int worker, int item) => body(worker, item);
    }
}
