using System.Numerics.Tensors;
using static Neurons.Networks.Tests.Numbers;
using static Neurons.Networks.Tests.Sequences;

namespace Neurons.Networks.Tests;

/// <summary>Leaky sums, and rectified leaky neurons.</summary>
public class LeakyLayerTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_gradients_of_a_leaky_sum_are_those_of_differences(bool perFeature)
    {
        var (decay, before, x, dy) = (perFeature ? Random(1, 3, 2) : Random(1, 1), Random(2, 4, 3, 2), Random(3, 9, 4, 3, 2), Random(4, 9, 4, 3, 2));
        var layer = new LeakySum(perFeature: perFeature);
        Tensor<double> Apply(Tensor<double> a, Tensor<double> input)
        {
            var y = Like(x);
            layer.Forward(a, before, input, y);
            return y;
        }
        var (dx, da) = (Like(x), Like(decay));
        layer.Backward(decay, before, Apply(decay, x), dy, dx, da);
        Close(1e-7, Differences(moved => TestTensors.Dot(dy, Apply(decay, moved)), x), Samples.Flat(dx));
        Close(1e-7, Differences(moved => TestTensors.Dot(dy, Apply(moved, x)), decay), Samples.Flat(da));
    }

    [Theory]
    [InlineData(40)]
    [InlineData(1)]
    public void It_is_the_potential_of_neurons_that_leak_and_do_not_reset(int features)
    {
        var x = Samples.Uniform(1, -1, 1, 80, 1, features);
        var neurons = new Sequential(1, new StateLeaky(features, new() { Beta = 0.9 }) { Output = "Mem" }).Predict(x);
        var sums = new Sequential(1, new Input(features), new LeakySum(Math.Exp(-0.1))).Predict(x);
        Close(1e-5, Samples.Doubles(neurons), Samples.Flat(sums));
    }

    [Fact]
    public void Training_keeps_a_decay_between_0_and_1()
    {
        var layer = new LeakySum(0.9, perFeature: true, learnable: true);
        var network = new Sequential(1, new Input(3), layer);
        var gradients = network.Forward(Samples.Uniform(1, 0, 1, 5, 2, 3)).Pullback(TestTensors.Filled(1f, 5, 2, 3));
        Assert.All(Samples.Flat(gradients[0]), gradient => Assert.True(gradient > 0));
        new Sgd(100).Step(network, gradients);
        Assert.Equal([0, 0, 0], Samples.Flat(layer.Decay.Value));
        Assert.Contains("decay is 1.5; it must be in [0, 1]", Assert.Throws<ArgumentOutOfRangeException>(() => new LeakySum(1.5)).Message);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Rectified_neurons_have_the_gradients_of_the_integral_of_their_surrogate(bool allToAll)
    {
        var layer = new LeakyParallel(new LeakyParallelOptions(3, 4, allToAll));
        Tensor<double>[] parameters =
            [Random(1, 4, 3), Random(2, 4), allToAll ? Random(3, 4, 4) : Random(3, 4), Random(4, 4), Tensor.Create([0.4], [1])];
        var (before, x, dz) = (Random(5, 2, 4), Random(6, 6, 2, 3), Random(7, 6, 2, 4));
        Tensor<double> mem = Like(dz), z = Like(dz), dx = Like(x);
        layer.Forward(parameters, before, x, mem, z);
        Assert.Equal(Samples.Flat(mem).Select(v => v > 0.4 ? 1.0 : 0), Samples.Flat(z));
        Assert.All(Samples.Flat(mem), v => Assert.True(v >= 0));
        var gradients = Array.ConvertAll(parameters, parameter => Like(parameter));
        layer.Backward(parameters, before, x, mem, dz, dx, gradients);
        Close(1e-6, Differences(moved => Loss(parameters, moved), x), Samples.Flat(dx));
        for (var p = 0; p < parameters.Length; p++)
        {
            var place = p;
            var expected = Differences(moved => Loss([.. parameters.Select((one, i) => i == place ? moved : one)], x), parameters[p]);
            Close(1e-6, expected, Samples.Flat(gradients[p]));
        }

        double Loss(Tensor<double>[] at, Tensor<double> input)
        {
            var potential = Like(dz);
            layer.Forward(at, before, input, potential, Like(dz));
            return Samples.Flat(dz).Zip(Samples.Flat(potential), (g, v) => g * Math.Atan(Math.PI * (v - at[4][0])) / Math.PI).Sum();
        }
    }

    [Fact]
    public void A_decay_is_for_neurons_that_reach_themselves_alone() => Assert.Contains(
        "beta is given",
        Assert.Throws<ArgumentException>(() => new LeakyParallel(new LeakyParallelOptions(2, 2, AllToAll: true, Beta: 0.5))).Message);
}
