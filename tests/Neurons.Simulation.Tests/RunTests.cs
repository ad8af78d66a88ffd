namespace Neurons.Simulation.Tests;

/// <summary>Who may run a simulation, and how long.</summary>
public sealed class RunTests
{
    [Fact]
    public async Task Of_runs_that_threads_begin_at_once_those_are_refused_that_others_are_in_the_way_of()
    {
        using var net = Network();
        using var together = new Barrier(4);
        var (runs, refused) = (0, 0);
        void Run()
        {
            together.SignalAndWait();
            try
            {
                net.Run(30);
                Interlocked.Increment(ref runs);
            }
            catch (InvalidOperationException failure)
            {
                Assert.Contains("is running", failure.Message);
                Interlocked.Increment(ref refused);
            }
        }

        var threads = Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(Run, TaskCreationOptions.LongRunning)).ToArray();
        await Task.WhenAll(threads);
        Assert.Equal(4, runs + refused);
        Assert.Equal(runs * 300, net.Step);

        using var alone = Network();
        alone.Run(30.0 * runs);
        Assert.Equal(alone.State(alone.Populations[1], "V").ToArray(), net.State(net.Populations[1], "V").ToArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_simulation_that_is_disposed_of_while_it_runs_ends_at_its_next_interval(int threads)
    {
        var net = Network();
        net.Threads = threads;
        Assert.Throws<ObjectDisposedException>(() => net.Run(20, until: now =>
        {
            now.Dispose();
            return false;
        }, every: 5));
        Assert.Equal(50, net.Step);
        Assert.Throws<ObjectDisposedException>(() => net.Run(1));
        net.Dispose();
    }

    [Fact]
    public void Another_thread_has_no_snapshot_of_the_middle_of_a_step()
    {
        using var net = Network();
        Exception? refusal = null;
        net.Run(2, every: 1, until: _ =>
        {
            var other = new Thread(() => refusal = Xunit.Record.Exception(net.Snapshot));
            other.Start();
            other.Join();
            return false;
        });
        Assert.Contains("is running", Assert.IsType<InvalidOperationException>(refusal).Message);
        Assert.Equal(20, net.Snapshot().Step);
    }

    [Fact]
    public void A_run_that_failed_or_was_refused_leaves_the_simulation_to_others()
    {
        using var net = Network();
        var start = net.Snapshot();
        Assert.Throws<TimeoutException>(() => net.Run(5, until: _ => throw new TimeoutException(), every: 1));
        net.Restore(start);
        Assert.Throws<ArgumentOutOfRangeException>(() => net.Run(-1));
        Assert.Equal(10, net.Run(1).Steps);
    }

    private static Simulator<double> Network()
    {
        var net = new Simulator<double>(dt: 0.1, seed: 6);
        var source = net.Add("source", 200, new PoissonSpikes(100));
        var neurons = net.Add("neurons", new PscDeltaLif(70));
        net.Connect(source, neurons, "synaptic", new AllToAll(), 0.1, 0.5);
        return net;
    }
}
