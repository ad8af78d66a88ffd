using System.Buffers;
using System.Numerics.Tensors;

namespace Neurons.Primitives.Tests;

/// <summary>Memory that is held, and memory that is rented.</summary>
public sealed unsafe class LeaseTests
{
    [Fact]
    public void An_address_is_that_of_the_numbers_and_of_a_slice_those_of_the_slice()
    {
        using var lease = new Lease();
        var tensor = Tensor.Create(Enumerable.Range(0, 12).Select(i => (float)i).ToArray(), [3, 4]);
        Assert.Equal(6f, ((float*)lease.Read(tensor))[6]);
        var row = tensor.Slice([1..2, NRange.All]);
        Assert.Equal(5f, ((float*)lease.Read(row))[1]);
        ((float*)lease.Write("row", row))[0] = -1;
        Assert.Equal(-1f, tensor[1, 0]);
        Assert.Equal(0, lease.Read(Tensor.CreateFromShape<float>([0, 4])));
    }

    [Fact]
    public void What_is_not_contiguous_is_copied_to_be_read_and_refused_to_be_written()
    {
        using var lease = new Lease();
        var columns = Tensor.Create(Enumerable.Range(0, 12).Select(i => (double)i).ToArray(), [3, 4]).Slice([NRange.All, 1..3]);
        var copy = (double*)lease.Read(columns);
        Assert.Equal([1, 2, 5, 6, 9, 10], new Span<double>(copy, 6).ToArray());
        Assert.Contains("The buffer dx of shape [3, 2] is not contiguous",
            Assert.Throws<ArgumentException>(() => lease.Write("dx", columns)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lease_can_be_released_and_used_again_but_not_after_it_was_disposed()
    {
        var lease = new Lease();
        Assert.Equal(0, lease.Scratch(100) % 64);
        lease.Release();
        ((byte*)lease.Scratch(1 << 20))[(1 << 20) - 1] = 1;
        lease.Dispose();
        lease.Dispose();
        Assert.Throws<ObjectDisposedException>(() => lease.Scratch(1));
    }

    [Fact]
    public void Less_than_nothing_cannot_be_leased()
    {
        using var lease = new Lease();
        Assert.Contains("bytes is -5", Assert.Throws<ArgumentOutOfRangeException>(() => lease.Scratch(-5)).Message, StringComparison.Ordinal);
        Assert.NotEqual(0, lease.Scratch(0));
    }

    [Fact]
    public void Rented_memory_has_room_for_what_was_asked_and_no_more_is_given()
    {
        using var buffer = NativeBuffer.Rent(4096);
        buffer.Span<double>(512).Fill(1);
        Assert.Equal(1, ((double*)buffer.Address)[511]);
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Span<byte>((int)buffer.Bytes + 1).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => NativeBuffer.Rent(-1));
    }
}
