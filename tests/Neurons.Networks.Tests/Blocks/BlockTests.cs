using System.Numerics.Tensors;
using Neurons.IO;
using static Neurons.Networks.Tests.Numbers;

namespace Neurons.Networks.Tests;

public class BlockTests
{
    /// <summary>Blocks of images [4, 6, 4], with the neurons that they are given.</summary>
    private static readonly Dictionary<string, Func<NeuronLayer?, Layer[]>> _blocks = new()
    {
        ["sew add"] = neurons => [new SewBlock(new(4, Neurons: neurons))],
        ["sew and, down"] = neurons => [new SewBlock(new(6, 2, SewMerge.And, neurons))],
        ["sew iand"] = neurons => [new SewBlock(new(4, 1, SewMerge.Iand, neurons))],
        ["ms, down"] = neurons => [new MsBlock(new ResidualBlockOptions(6, 2, neurons))],
        ["ms"] = neurons => [new MsBlock(new ResidualBlockOptions(4, 1, neurons))],
        ["spiking resnet"] = neurons => [new SpikingResNetBlock(new ResidualBlockOptions(4, 1, neurons))],
        ["spiking resnet, down"] = neurons => [new SpikingResNetBlock(new ResidualBlockOptions(5, 2, neurons))],
        ["ssa"] = neurons => [new SpikingSelfAttention(new SpikingSelfAttentionOptions(2, 0.25, neurons, neurons))],
        ["qk token"] = neurons => [new QkAttention(new(2, QkGate.Token, neurons, neurons))],
        ["qk channel"] = neurons => [new QkAttention(new(2, QkGate.Channel, neurons, neurons))],
        ["sdsa"] = neurons => [new SpikeDrivenSelfAttention(new(neurons, neurons))],
        ["spikformer"] = neurons => [new SpikformerBlock(new SpikformerBlockOptions(2, 1.5, 0.25, neurons, neurons))],
        ["tebn"] = _ => [new TemporalEffectiveBatchNorm(4, 8)],
        ["bntt"] = _ => [new TemporalBatchNorm(4, 8)],
        ["step scale"] = _ => [new Conv2d(4, 2, 1), new StepScale(8)],
        ["split, sums, pool"] = _ => [new Split(2), new SumChannels(1), new GlobalPool()],
    };

    public static TheoryData<string> Blocks => [.. _blocks.Keys];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void With_a_scale_of_0_in_the_last_normalisation_a_new_block_is_its_shortcut(int stride)
    {
        var input = Samples.Uniform(3, -1, 1, 3, 2, 4, 6, 4);
        var network = new Sequential(1, new Input(4, 6, 4), new MsBlock(new ResidualBlockOptions(4, stride, ZeroLast: true)));
        var scales = network.Parameters.Where(parameter => parameter.Name.EndsWith("norm2.weight", StringComparison.Ordinal));
        Assert.All(Samples.Flat(scales.Single().Value), scale => Assert.Equal(0, scale));
        if (stride == 1) Assert.Equal(Samples.Flat(input), Samples.Flat(network.Predict(input)));
        var sew = new Sequential(1, new Input(4, 6, 4), new SewBlock(new(4, ZeroLast: true)));
        Assert.Equal(Samples.Flat(input), Samples.Flat(sew.Predict(input)));
        // and the scale learns
        var run = network.Forward(input);
        var gradient = run.Pullback(Samples.Uniform(4, -1, 1, run.Output.Lengths));
        Assert.Contains(Samples.Flat(gradient[scales.Single().Name]), slope => slope != 0);
    }

    [Theory]
    [MemberData(nameof(Blocks))]
    public void With_smooth_neurons_the_gradients_are_those_of_differences(string name)
    {
        var input = Samples.Uniform(3, -1, 1, 3, 2, 4, 6, 4);
        Differences.Check(() => Build(name, Smooth()), network => network.Forward(input));
    }

    [Theory]
    [MemberData(nameof(Blocks))]
    public void The_gradient_of_the_input_is_that_of_differences(string name)
    {
        var input = Samples.Uniform(3, -1, 1, 3, 2, 4, 6, 4);
        var run = Build(name, Smooth()).Forward(input);
        var outer = Samples.Uniform(9, -1, 1, run.Output.Lengths);
        var gradient = Samples.Flat(run.PullbackWithInputs(outer).Input);
        for (var i = 0; i < gradient.Length; i += 37)
        {
            var expected = (Loss(i, 4e-3f) - Loss(i, -4e-3f)) / 8e-3;
            Assert.True(Math.Abs(expected - gradient[i]) <= 0.01 * Math.Max(1, Math.Abs(expected)), $"[{i}] is {gradient[i]}, not {expected}");
        }

        double Loss(int i, float change)
        {
            var moved = Samples.Flat(input);
            moved[i] += change;
            var output = Build(name, Smooth()).Forward(Tensor.Create(moved, input.Lengths)).Output;
            return TensorPrimitives.Dot<double>(Samples.Doubles(outer), Samples.Doubles(output));
        }
    }

    [Theory]
    [MemberData(nameof(Blocks))]
    public void Pieces_of_a_sequence_are_the_whole(string name)
    {
        var network = Build(name, null);
        for (var k = 0; k < 3; k++) network.Forward(Samples.Uniform((ulong)k, 0, 2, 8, 4, 4, 6, 4)); // moves running statistics
        var whole = Samples.Uniform(9, 0, 2, 8, 3, 4, 6, 4);
        var (first, state) = network.Predict(TestTensors.Steps(whole, 0, 2), null);
        var (second, last) = network.Predict(TestTensors.Steps(whole, 2, 3), state);
        var (third, _) = network.Predict(TestTensors.Steps(whole, 3, 8), last);
        float[] joined = [.. Samples.Flat(first), .. Samples.Flat(second), .. Samples.Flat(third)];
        Assert.Equal(Samples.Flat(network.Predict(whole)), joined);
    }

    [Theory]
    [MemberData(nameof(Blocks))]
    public void The_number_of_threads_does_not_change_a_bit(string name)
    {
        var input = Samples.Uniform(3, 0, 2, 4, 5, 4, 6, 4);
        var results = WithThreads<float[]>(() =>
        {
            var network = Build(name, null);
            var run = network.Forward(input);
            var gradients = run.PullbackWithInputs(Samples.Uniform(4, -1, 1, run.Output.Lengths));
            return [.. Samples.Flat(run.Output), .. Samples.Flat(gradients.Input),
                .. network.Parameters.SelectMany((_, p) => Samples.Flat(gradients.Parameters[p]))];
        });
        Assert.Equal(results[0], results[1]);
        Assert.Equal(results[0], results[2]);
    }

    [Theory]
    [MemberData(nameof(Blocks))]
    public void A_block_is_saved_and_read_back_with_its_neurons(string name)
    {
        var network = Build(name, new LifBox(new LifBoxOptions { TauMemInv = 300, VTh = 0.7, Surrogate = Surrogate.Sigmoid(3) }));
        for (var k = 0; k < 3; k++) network.Forward(Samples.Uniform((ulong)k, 0, 2, 4, 3, 4, 6, 4));
        var path = Samples.TemporaryFile("network.safetensors");
        network.Save(path);
        var read = Sequential.Load(path);
        Assert.Equal(network.Summary(), read.Summary());
        Assert.Equal(network.Parameters.Select(one => one.Name), read.Parameters.Select(one => one.Name));
        var input = Samples.Uniform(9, 0, 2, 4, 3, 4, 6, 4);
        TestTensors.AssertEqual(network.Predict(input), read.Predict(input));
    }

    [Theory]
    [MemberData(nameof(Blocks))]
    public void A_workspace_that_is_used_again_changes_nothing(string name)
    {
        var (network, twin, workspace) = (Build(name, null), Build(name, null), new Workspace());
        for (var k = 0; k < 3; k++)
        {
            var input = Samples.Uniform((ulong)k, 0, 2, 4, 3, 4, 6, 4);
            var (fresh, reused) = (twin.Forward(input), network.Forward(input, workspace));
            TestTensors.AssertEqual(fresh.Output, reused.Output);
            var outer = Samples.Uniform(5, -1, 1, fresh.Output.Lengths);
            var (expected, actual) = (fresh.Pullback(outer), reused.Pullback(outer));
            for (var p = 0; p < network.Parameters.Count; p++) TestTensors.AssertEqual(expected[p], actual[p]);
            TestTensors.AssertEqual(twin.Predict(input), network.Predict(input, null, new Workspace()).Output);
        }
    }

    [Fact]
    public void An_input_that_stays_the_same_is_one_written_out()
    {
        var once = Samples.Uniform(3, 0, 2, 2, 4, 6, 4);
        var repeated = Tensor.Create(Sequences.Repeated(Samples.Flat(once), 5), [5, 2, 4, 6, 4]);
        foreach (var name in _blocks.Keys)
        {
            var (constant, each) = (Build(name, null).Forward(once, 5), Build(name, null).Forward(repeated));
            Close(1e-4, Samples.Doubles(each.Output), Samples.Flat(constant.Output));
        }
    }

    [Fact]
    public void The_parameters_of_a_block_are_named_after_its_nodes_and_its_nodes_can_be_traced()
    {
        var block = new SewBlock(4, merge: SewMerge.Iand);
        var network = new Sequential(1, new Input(4, 6, 4), block);
        Assert.Equal(["1.conv1.weight", "1.norm1.weight"], network.Parameters.Select(one => one.Name).Take(2));
        Assert.Equal(3, ((Conv2d)block["conv2"]).Options.Kernel.Height);
        Assert.Contains("has no node 'conv3'", Assert.Throws<ArgumentException>(() => block["conv3"]).Message);
        var input = Samples.Uniform(3, 0, 3, 4, 3, 4, 6, 4);
        var traces = block.Trace(Signal.EachStep(input), new Pass(network, new Workspace(), false, 0, null));
        Assert.Equal(block.Nodes.Select(node => node.Name), traces.Keys);
        var (x, y) = (Samples.Flat(input), Samples.Flat(traces["lif2"]));
        Assert.Equal(x.Zip(y, (a, b) => a * (1 - b)), Samples.Flat(network.Predict(input)));
    }

    [Fact]
    public void What_does_not_fit_is_an_error_that_says_what_a_block_takes()
    {
        static string Message(Layer layer, params int[] input) =>
            Assert.ThrowsAny<ArgumentException>(() => new Sequential(1, new Input(input), layer)).Message;

        Assert.Contains("SewBlock(4) takes [channels, height, width]", Message(new SewBlock(4), 4, 6));
        Assert.Contains("the channels a multiple of 3", Message(new SpikingSelfAttention(3), 4, 6));
        Assert.Contains("takes [channels, tokens…], the channels a multiple of 6", Message(new AttentionProduct(2), 4, 6));
        Assert.Contains("takes [channels, …], the channels a multiple of 3", Message(new Split(3), 4, 6));
        Assert.Contains("has the input factor, which nothing feeds", Message(new Multiply(), 4, 6));
        Assert.Contains("channels is 0", Assert.ThrowsAny<ArgumentException>(() => new MsBlock(0)).Message);
        Assert.Contains("ratio is 0", Assert.ThrowsAny<ArgumentException>(() => new SpikformerBlock(2, 0)).Message);
        var steps = new Sequential(1, new Input(4, 6), new StepScale(2));
        Assert.Contains(
            "the sequence has 3 steps; the layer has parameters for 2",
            Assert.Throws<ArgumentException>(() => steps.Predict(Samples.Uniform(1, 0, 1, 3, 1, 4, 6))).Message);
    }

    [Fact]
    public void The_factor_of_a_product_can_be_one_for_groups_of_channels()
    {
        var shapes = new int[][] { [4, 6], [2, 6], [1, 6], [4], [2] };
        foreach (var factor in shapes)
        {
            foreach (var complement in new[] { false, true })
            {
                var network = new Graph(
                    1, new Node("x", new Input(4, 6)), new("f", new Input(factor)), new("y", new Multiply(complement), "x") { ["factor"] = ["f"] });
                var (x, f) = (Samples.Uniform(1, -1, 1, 3, 2, 4, 6), Samples.Uniform(2, -1, 1, [3, 2, .. factor.Select(length => (nint)length)]));
                var run = network.Forward(new Dictionary<string, Tensor<float>> { ["x"] = x, ["f"] = f });
                var outer = Samples.Uniform(3, -1, 1, 3, 2, 4, 6);
                var gradients = run.PullbackWithInputs(outer).Inputs;
                var (y, all, of, dy) = (Samples.Flat(run.Output), Samples.Flat(x), Samples.Flat(f), Samples.Flat(outer));
                var df = new double[of.Length];
                for (var i = 0; i < y.Length; i++)
                {
                    var (sample, channel, position) = (i / 24, i / 6 % 4, i % 6);
                    var group = (sample * factor[0]) + (channel * factor[0] / 4);
                    var place = factor.Length == 1 ? group : (group * 6) + position;
                    Assert.Equal(all[i] * (complement ? 1 - of[place] : of[place]), y[i], 1e-6);
                    df[place] += dy[i] * all[i] * (complement ? -1 : 1);
                }
                Close(1e-5, df, Samples.Flat(gradients["f"]));
            }
        }
    }

    [Fact]
    public void A_product_of_attention_is_that_of_its_definition_on_both_ways()
    {
        foreach (var (channels, tokens) in new[] { (8, 3), (4, 9) })
        {
            var layer = new AttentionProduct(2, 0.5);
            var network = new Sequential(1, new Input(3 * channels, tokens), layer);
            var x = Samples.Uniform(1, -1, 1, 2, 3, 3 * channels, tokens);
            var (all, y) = (Samples.Doubles(x), Samples.Flat(network.Predict(x)));
            var depth = channels / 2;
            for (var i = 0; i < y.Length; i++)
            {
                var (sample, channel, token) = (i / (channels * tokens), i / tokens % channels, i % tokens);
                var head = channel / depth;
                double At(int part, int c, int t) => all[((((sample * 3) + part) * channels) + c) * tokens + t];
                var expected = 0.0;
                for (var c = head * depth; c < (head + 1) * depth; c++)
                {
                    for (var t = 0; t < tokens; t++) expected += At(2, channel, t) * At(1, c, t) * At(0, c, token);
                }
                Assert.Equal(0.5 * expected, y[i], 1e-5);
            }
            Differences.Check(
                () => new Sequential(1, new Input(2, tokens), new Conv1d(2, 3 * channels, 1), new AttentionProduct(2, 0.5)),
                one => one.Forward(Samples.Uniform(1, -1, 1, 2, 3, 2, tokens)));
        }
    }

    /// <summary>The potential of a leaky integrator in place of spikes.</summary>
    private static LeakyIntegratorBox Smooth() => new(new() { TauMemInv = 800 });

    private static Sequential Build(string name, NeuronLayer? neurons) => new(7, [new Input(4, 6, 4), .. _blocks[name](neurons)]);
}
