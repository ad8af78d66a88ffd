using System.Numerics.Tensors;
using Neurons.Networks;
using Neurons.Primitives;

namespace Neurons.Tests;

/// <summary>What travels between layers is whole.</summary>
public sealed class SignalTests
{
    [Fact]
    public void Spikes_have_the_shape_of_their_bits()
    {
        var bits = new SpikeBits(2, 10);
        Assert.Equal([2, 5, 2], Signal.Spikes(bits, [5, 2]).Lengths);
        Assert.Contains("10 bits has not the shape [30, 2]",
            Assert.Throws<ArgumentException>(() => Signal.Spikes(bits, [30, 2])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => Signal.Spikes(null!, [5, 2]));
        Assert.Throws<ArgumentNullException>(() => Signal.Spikes(bits, null!));
    }

    [Fact]
    public void Values_are_there_and_last_no_fewer_steps_than_none()
    {
        var values = Tensor.CreateFromShape<float>([3, 2]);
        Assert.Throws<ArgumentNullException>(() => Signal.EachStep(null!));
        Assert.Throws<ArgumentNullException>(() => Signal.Constant(1, null!));
        Assert.Contains("steps is -1",
            Assert.Throws<ArgumentOutOfRangeException>(() => Signal.Constant(-1, values)).Message, StringComparison.Ordinal);
        Assert.Contains("There is no signal",
            Assert.Throws<InvalidOperationException>(() => default(Signal).Values).Message, StringComparison.Ordinal);
    }
}
