namespace Neurons.Primitives.Tests.Numerics;

public unsafe class StreamingTests
{
    [Fact]
    public void A_copy_is_the_source_at_any_place_and_length_and_leaves_its_neighbours_alone()
    {
        if (!Streaming.IsSupported) return; // nobody calls it there
        var source = new byte[700];
        new Random(1).NextBytes(source);
        fixed (byte* from = source)
        {
            for (var place = 0; place < 72; place += 4)
            {
                for (var length = 0; length <= 600; length += 4)
                {
                    var target = GC.AllocateArray<byte>(800, pinned: true);
                    fixed (byte* to = target)
                    {
                        Streaming.Copy(from + length % 12, to + place, length, length % 8 == 0 ? null : from);
                        Streaming.Fence();
                    }
                    var expected = new byte[800];
                    source.AsSpan(length % 12, length).CopyTo(expected.AsSpan(place));
                    Assert.Equal(expected, target);
                }
            }
        }
    }
}
