namespace Neurons.Primitives.Tests;

public unsafe class NativeBufferPoolTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(5120)]
    [InlineData(5121)]
    [InlineData(8192)]
    [InlineData(1_000_000)]
    [InlineData(123_456_789)]
    [InlineData(1L << 46)]
    public void A_size_class_holds_the_request_and_wastes_at_most_a_quarter(long bytes)
    {
        var (index, size) = NativeBufferPool.SizeClass(bytes);
        Assert.True(size >= bytes);
        Assert.True(size <= Math.Max(4096, bytes + bytes / 4 + 1));
        Assert.Equal((index, size), NativeBufferPool.SizeClass(size));
        Assert.Equal(index + 1, NativeBufferPool.SizeClass(size + 1).Index);
    }

    [Fact]
    public void A_buffer_is_aligned_and_can_be_written_to_its_end()
    {
        var pool = new NativeBufferPool(1 << 20);
        using var buffer = pool.Rent(10_001);
        Assert.Equal(0, (nint)buffer.Pointer % 64);
        Assert.True(buffer.Bytes >= 10_001);
        new Span<byte>(buffer.Pointer, (int)buffer.Bytes).Fill(1);
    }

    [Fact]
    public void A_returned_buffer_is_rented_again()
    {
        var pool = new NativeBufferPool(1 << 20);
        var first = pool.Rent(10_000);
        var pointer = (nint)first.Pointer;
        first.Dispose();
        Assert.True(first.Pointer == null);
        Assert.Equal(NativeBufferPool.SizeClass(10_000).Size, pool.KeptBytes);

        using var second = pool.Rent(10_100);
        Assert.Equal(pointer, (nint)second.Pointer);
        Assert.Equal(0, pool.KeptBytes);
    }

    [Fact]
    public void Buffers_that_are_out_at_once_do_not_overlap()
    {
        var pool = new NativeBufferPool(1 << 20);
        for (var round = 0; round < 3; round++)
        {
            var buffers = Enumerable.Range(0, 10).Select(_ => pool.Rent(4096)).ToArray();
            for (var i = 0; i < buffers.Length; i++)
                new Span<byte>(buffers[i].Pointer, 4096).Fill((byte)i);
            for (var i = 0; i < buffers.Length; i++)
                Assert.Equal(-1, new Span<byte>(buffers[i].Pointer, 4096).IndexOfAnyExcept((byte)i));
            for (var i = 0; i < buffers.Length; i++)
                buffers[i].Dispose();
        }
    }

    [Fact]
    public void Disposing_twice_returns_once_and_the_default_is_inert()
    {
        var pool = new NativeBufferPool(1 << 20);
        var buffer = pool.Rent(4096);
        buffer.Dispose();
        buffer.Dispose();
        default(NativeBuffer).Dispose();
        Assert.Equal(4096, pool.KeptBytes);
    }

    [Fact]
    public void A_copy_of_what_was_given_back_gives_nothing_back_also_when_it_is_rented_again()
    {
        var pool = new NativeBufferPool(1 << 20);
        var buffer = pool.Rent(4096);
        var copy = buffer;
        buffer.Dispose();
        Assert.True(copy.Pointer == null);
        Assert.Equal((0, 0L), (copy.Address, copy.Bytes));
        Assert.Throws<ArgumentOutOfRangeException>(() => copy.Span<byte>(1));

        using var again = pool.Rent(4096);
        copy.Dispose();
        Assert.Equal(0, pool.KeptBytes);
        Assert.Equal(4096, again.Bytes);
        using var other = pool.Rent(4096);
        Assert.True(other.Pointer != again.Pointer);
    }

    [Fact]
    public void Of_threads_that_give_back_the_same_copy_one_does()
    {
        var pool = new NativeBufferPool(1 << 20);
        for (var round = 0; round < 200; round++)
        {
            var buffer = pool.Rent(4096);
            Parallel.For(0, 4, _ => buffer.Dispose());
            Assert.Equal(4096, pool.KeptBytes);
        }
    }

    [Fact]
    public void What_exceeds_the_limit_is_freed()
    {
        var pool = new NativeBufferPool(10_000);
        var buffers = Enumerable.Range(0, 5).Select(_ => pool.Rent(4096)).ToArray();
        for (var i = 0; i < buffers.Length; i++)
            buffers[i].Dispose();
        Assert.Equal(8192, pool.KeptBytes);
        pool.Trim();
        Assert.Equal(0, pool.KeptBytes);
    }

    [Fact]
    public void Threads_may_rent_and_return_at_once()
    {
        var pool = new NativeBufferPool(1 << 20);
        var clashes = 0;
        var threads = Enumerable.Range(1, 4).Select(id => new Thread(() =>
        {
            for (var round = 0; round < 2000; round++)
            {
                using var buffer = pool.Rent(5000 + round % 3 * 4000);
                var bytes = new Span<byte>(buffer.Pointer, 64);
                bytes.Fill((byte)id);
                if (bytes.IndexOfAnyExcept((byte)id) >= 0)
                    Interlocked.Increment(ref clashes);
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        Assert.All(threads, thread => Assert.True(thread.Join(TimeSpan.FromMinutes(1))));
        Assert.Equal(0, clashes);
        Assert.InRange(pool.KeptBytes, 1, 1 << 20);
    }

    [Fact]
    public void Renting_allocates_no_managed_memory() =>
        Assert.Equal(0, Allocations.InSteadyState(() => NativeBuffers.Rent(50_000).Dispose()));

    [Theory]
    [InlineData(1L << 46)]
    [InlineData(long.MaxValue)]
    public void Too_large_a_request_names_its_size(long bytes)
    {
        var exception = Assert.Throws<OutOfMemoryException>(() => NativeBuffers.Rent(bytes));
        Assert.Contains($"{bytes} bytes", exception.Message);
    }

    [Fact]
    public void A_negative_size_is_rejected()
    {
        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => NativeBuffers.Rent(-1));
        Assert.Contains("bytes is -1; it must be in 0 ..", exception.Message);
    }
}
