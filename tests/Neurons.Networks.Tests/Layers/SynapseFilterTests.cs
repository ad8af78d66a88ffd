using System.Numerics.Tensors;
using static Neurons.Networks.Tests.Numbers;
using static Neurons.Networks.Tests.Sequences;

namespace Neurons.Networks.Tests;

public class SynapseFilterTests
{
    [Fact]
    public void It_rises_by_one_with_a_spike_and_decays_between()
    {
        var y = new Sequential(1, new Input(1), new SynapseFilter(4)).Predict(Tensor.Create([1f, 0, 0, 1, 0], [5, 1, 1]));
        Assert.Equal([1f, 0.75f, 0.5625f, 1.5625f, 1.171875f], Samples.Flat(y));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Its_gradients_are_those_of_differences(bool constant)
    {
        var (x, once, dy, before, w) = (Random(1, 6, 2, 3), Random(1, 2, 3), Random(2, 6, 2, 3), Random(3, 2, 3), Tensor.Create([-0.7], [1]));
        var layer = new SynapseFilter(3, learnable: true);
        InputSequence<double> Of(Tensor<double> values) => constant ? Unchanged(6, values) : EachStep(values);
        Tensor<double> Apply(Tensor<double> weight, Tensor<double> values)
        {
            var y = Tensor.CreateFromShape<double>([6, 2, 3]);
            layer.Forward(weight, before, Of(values), y);
            return y;
        }
        var input = constant ? once : x;
        var (dx, dw) = (Like(input), Like(w));
        layer.Backward(w, before, Of(input), Apply(w, input), dy, dx, dw);
        Close(1e-8, Differences(moved => TestTensors.Dot(dy, Apply(w, moved)), input), Samples.Flat(dx));
        Close(1e-8, Differences(moved => TestTensors.Dot(dy, Apply(moved, input)), w), Samples.Flat(dw));
    }

    [Fact]
    public void The_weight_starts_at_the_time_constant()
    {
        var layer = new SynapseFilter(3, learnable: true);
        _ = new Sequential(1, new Input(2), layer);
        Assert.Equal(-Math.Log(2), Samples.Flat(layer.Weight!.Value)[0], 1e-7);
    }
}
