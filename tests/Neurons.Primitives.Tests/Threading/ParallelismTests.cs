namespace Neurons.Primitives.Tests;

[Collection(nameof(Parallelism))] // the number of threads is global
public class ParallelismTests
{
    [Fact]
    public void The_number_of_threads_can_be_set_within_its_range()
    {
        var before = Parallelism.Threads;
        try
        {
            Parallelism.Threads = 1;
            Assert.Equal(1, Parallelism.Threads);
            Parallelism.Threads = 256;
            Assert.Equal(256, Parallelism.Threads);
        }
        finally
        {
            Parallelism.Threads = before;
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(257)]
    public void A_number_of_threads_outside_the_range_is_rejected(int threads)
    {
        var before = Parallelism.Threads;
        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => Parallelism.Threads = threads);
        Assert.Contains($"Parallelism.Threads is {threads}; it must be in 1 .. 256", exception.Message);
        Assert.Equal(before, Parallelism.Threads);
    }

    [Fact]
    public void A_loop_over_fewer_items_than_none_is_refused()
    {
        var work = new Counting();
        Parallelism.Run(0, work);
        Assert.Contains("items is -3", Assert.Throws<ArgumentOutOfRangeException>(() => Parallelism.Run(-3, work)).Message, StringComparison.Ordinal);
        Assert.Equal(0, work.Items);
    }

    private sealed class Counting : IWork
    {
        public int Items { get; private set; }

        public void Run(int worker, int item) => Items++;
    }
}
