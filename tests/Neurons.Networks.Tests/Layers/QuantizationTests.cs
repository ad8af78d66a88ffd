using System.Numerics.Tensors;
using static Neurons.Networks.Tests.Numbers;

namespace Neurons.Networks.Tests;

public class QuantizationTests
{
    [Theory]
    [InlineData(8)]
    [InlineData(3)]
    [InlineData(2)]
    public void Whole_levels_are_so_many_and_the_nearest(int bits)
    {
        var layer = new QuantizedWeights(new Linear(40, 3), bits: bits);
        var network = new Sequential(1, layer);
        var (weights, used) = (Samples.Flat(network.Parameters[0].Value).Chunk(40).ToArray(), Samples.Flat(layer.UsedWeight()).Chunk(40).ToArray());
        for (var row = 0; row < 3; row++)
        {
            var largest = weights[row].Max(MathF.Abs);
            var step = largest / ((1 << (bits - 1)) - 1);
            Assert.True(used[row].Distinct().Count() <= (1 << bits) - 1);
            Assert.Equal(largest, used[row].Max(MathF.Abs), 1e-6);
            Assert.All(weights[row].Zip(used[row]), pair => Assert.True(Math.Abs(pair.First - pair.Second) <= 0.5001 * step));
        }
    }

    [Fact]
    public void Weights_of_zero_stay_zero_and_ternary_ones_have_three_levels()
    {
        var zero = new QuantizedWeights(new Linear(4, 2, weights: Initializer.Constant(0)));
        _ = new Sequential(1, zero);
        Assert.All(Samples.Flat(zero.UsedWeight()), weight => Assert.Equal(0, weight));
        var layer = new QuantizedWeights(new Linear(40, 2), WeightLevels.Ternary, perOutput: false);
        _ = new Sequential(1, layer);
        var levels = Samples.Flat(layer.UsedWeight()).Distinct().Order().ToArray();
        Assert.Equal([-levels[2], 0, levels[2]], levels);
    }

    [Fact]
    public async Task A_network_with_ternary_weights_learns()
    {
        var network = new Sequential(
            1, new QuantizedWeights(new Linear(6, 32), WeightLevels.Ternary), new CubaLif(32), new QuantizedWeights(new Linear(32, 3), bits: 4),
            new LeakyIntegrator(3));
        var trainer = new Trainer(network, Loss.MaxMembraneCrossEntropy(), new Adam(0.01)) { TimeSteps = 20, BatchSize = 16 };
        var epochs = await Samples.Train(trainer, Samples.Classes(96), 10);
        Assert.True(epochs[^1].Loss < 0.5 * epochs[0].Loss, $"{epochs[0].Loss} → {epochs[^1].Loss}");
    }

    [Fact]
    public void States_have_so_many_levels()
    {
        var layer = new QuantizedStates(new LifBox(5, LifBoxOptions.SpikingjellyLif), bits: 3, low: -0.5, high: 1);
        var network = new Sequential(1, layer);
        NetworkState? state = null;
        var naive = new float[10];
        for (var t = 0; t < 20; t++)
        {
            var x = Samples.Uniform((ulong)t, -0.5f, 2.5f, 1, 2, 5);
            (var output, state) = network.Predict(x, state);
            var (spikes, inputs) = (Samples.Flat(output), Samples.Flat(x));
            for (var i = 0; i < naive.Length; i++)
            {
                var v = naive[i] + (0.5f * (inputs[i] + 0f - naive[i]));
                var z = v >= 1 ? 1f : 0;
                Assert.Equal(z, spikes[i]);
                v = z == 1 ? 0 : v;
                naive[i] = -0.5f + (1.5f / 7 * MathF.Round((Math.Clamp(v, -0.5f, 1) + 0.5f) / (1.5f / 7), MidpointRounding.ToEven));
            }
        }
    }

    [Fact]
    public void With_many_levels_states_and_gradients_are_those_of_the_neurons_alone()
    {
        NeuronLayer Neurons() => new LeakyIntegratorBox(5, new() { TauMemInv = Learnable.Shared(200.0) });
        var input = Samples.Uniform(1, -1, 1, 8, 3, 5);
        var (fine, plain) = (new Sequential(1, new QuantizedStates(Neurons(), 16, -2, 2)), new Sequential(1, Neurons()));
        var (a, b) = (fine.Forward(input), plain.Forward(input));
        Close(1e-3, Samples.Doubles(b.Output), Samples.Flat(a.Output));
        var outer = Samples.Uniform(2, -1, 1, a.Output.Lengths);
        var (da, db) = (a.PullbackWithInputs(outer), b.PullbackWithInputs(outer));
        Close(1e-3, Samples.Doubles(db.Input), Samples.Flat(da.Input));
        Close(1e-3, Samples.Doubles(db.Parameters[0]), Samples.Flat(da.Parameters[0]));
    }

    [Fact]
    public void In_a_circle_and_in_parts_the_steps_are_those_of_the_whole_sequence()
    {
        Layer Neurons() => new QuantizedStates(new LifBox(5, LifBoxOptions.SpikingjellyLif), bits: 3, low: -0.5, high: 1);
        var plain = new Sequential(1, Neurons());
        var circle = new Graph(
            1, ["lif"], new Node("x", new Input(5)), new Node("lif", Neurons(), "x", "back"),
            new Node("back", new Linear(5, 5, bias: false, weights: Initializer.Constant(0)), "lif"));
        var input = Samples.Uniform(1, -0.5f, 2.5f, 12, 2, 5);
        var (a, b) = (plain.Forward(input), circle.Forward(input));
        Assert.Equal(Samples.Flat(a.Output), Samples.Flat(b.Output));
        var outer = Samples.Uniform(2, -1, 1, a.Output.Lengths);
        Assert.Equal(Samples.Flat(a.PullbackWithInputs(outer).Input), Samples.Flat(b.PullbackWithInputs(outer).Input));
        var (first, state) = plain.Predict(Signal.Rows(input, 0, 7), null);
        var (second, _) = plain.Predict(Signal.Rows(input, 7, 5), state);
        Assert.Equal(Samples.Flat(plain.Predict(input)), Samples.Flat(first).Concat(Samples.Flat(second)));
    }

    [Fact]
    public void Beyond_the_levels_no_gradient_goes_back()
    {
        var network = new Sequential(1, new QuantizedStates(new LeakyIntegratorBox(1, new() { Dt = 0.001, TauMemInv = 500 }), 8, -0.1, 0.1));
        var run = network.Forward(TestTensors.Filled(1f, 3, 1, 1)); // potentials of 0.5 and more
        var outer = Tensor.Create([0f, 0, 1], [3, 1, 1]);
        var gradient = Samples.Flat(run.PullbackWithInputs(outer).Input);
        Assert.Equal([0f, 0], gradient[..2]);
        Assert.NotEqual(0, gradient[2]);
    }

    [Fact]
    public void What_cannot_be_quantised_is_an_error()
    {
        static string Message(Func<Layer> make) => Assert.ThrowsAny<ArgumentException>(() => make()).Message;
        Assert.Contains("Flatten has no weight that can be replaced", Message(() => new QuantizedWeights(new Flatten())));
        Assert.Contains("bits is 1; it must be in 2 … 16", Message(() => new QuantizedWeights(new Linear(2, 2), bits: 1)));
        Assert.Contains("high is -2; it must be > -1", Message(() => new QuantizedStates(new Leaky(), 8, -1, -2)));
        Assert.Contains("epsilon is 0", Message(() => new StandardizedWeights(new Linear(2, 2), 0)));
    }
}
