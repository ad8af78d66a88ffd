using System.Runtime.CompilerServices;

namespace Neurons.Primitives.Tests.Numerics;

public class AlignedTensorTests
{
    [Theory]
    [InlineData(100_000)]
    [InlineData(262_147)]
    public unsafe void A_large_tensor_begins_on_a_cache_line(int count)
    {
        var tensor = AlignedTensor.CreateUninitialized<float>(count);
        Assert.Equal(0u, (nuint)Unsafe.AsPointer(ref tensor.AsTensorSpan().GetPinnableReference()) % 64);
    }

    [Fact]
    public void Shapes_with_lengths_of_one_or_zero_are_dense_and_zero()
    {
        foreach (nint[] shape in new nint[][] { [5], [1], [1, 7], [3, 1, 4], [2, 0, 3], [1, 1] })
        {
            var tensor = AlignedTensor.Create<double>(shape);
            Assert.Equal(shape, tensor.Lengths.ToArray());
            Assert.True(tensor.IsDense);
            Assert.All(tensor, value => Assert.Equal(0, value));
        }
    }

    [Fact]
    public void Values_lie_row_by_row()
    {
        var tensor = AlignedTensor.Create<float>(2, 3);
        tensor[1, 2] = 5;
        tensor[0, 1] = 2;
        var flat = new float[6];
        tensor.FlattenTo(flat);
        Assert.Equal([0, 2, 0, 0, 0, 5], flat);
    }
}
