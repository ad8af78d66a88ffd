using System.Numerics.Tensors;
using Neurons.IO;

namespace Neurons.Networks.Tests;

public sealed class GraphTests
{
    private static readonly Tensor<float> _x = Samples.Uniform(3, 0, 2, 7, 4, 6);

    [Fact]
    public void A_graph_without_circles_is_the_sequence_of_its_layers_bit_for_bit()
    {
        var graph = new Graph(
            5, new Node("x", new Input(6)), new Node("in", new Linear(6, 9), "x"), new Node("lif", new CubaLif(9), "in"),
            new Node("out", new Linear(9, 3), "lif"), new Node("v", new LeakyIntegrator(3), "out"));
        var sequence = new Sequential(5, new Input(6), new Linear(6, 9), new CubaLif(9), new Linear(9, 3), new LeakyIntegrator(3));
        Assert.Equal(Samples.Weights(sequence), Samples.Weights(graph));
        Assert.Equal(["in.weight", "in.bias", "out.weight", "out.bias"], graph.Parameters.Select(parameter => parameter.Name));
        Equal(sequence.Forward(_x), graph.Forward(_x));
        Assert.Equal(Samples.Flat(sequence.Predict(_x)), Samples.Flat(graph.Predict(_x)));
        var constant = Samples.Uniform(4, 0, 2, 4, 6);
        Equal(sequence.Forward(constant, 5), graph.Forward(constant, 5));
        Assert.Equal(sequence.Trace(constant, 5).Select(Samples.Flat), graph.Trace(constant, 5).Select(Samples.Flat));
        Assert.Equal(sequence.Trace(_x).Select(Samples.Flat), graph.Trace(_x).Select(Samples.Flat));
        Assert.Equal(Samples.Flat(sequence.Predict(_x)), Samples.Flat(sequence.Trace(_x)[^1]));
    }

    [Fact]
    public void A_residual_and_branches_written_as_graphs_are_those_layers()
    {
        var sequence = new Sequential(2, new Input(6), new Residual(new Linear(6, 6), new Activation(ActivationFunction.Tanh)), new Linear(6, 2));
        var graph = new Graph(
            2, new Node("x", new Input(6)), new Node("a", new Linear(6, 6), "x"), new Node("b", new Activation(ActivationFunction.Tanh), "a"),
            new Node("y", new Linear(6, 2), "b", "x"));
        CopyWeights(sequence, graph);
        Equal(sequence.Forward(_x), graph.Forward(_x));
    }

    [Fact]
    public void The_order_of_nodes_that_form_no_circle_does_not_matter()
    {
        Node[] nodes =
        [
            new("x", new Input(6)), new("a", new Linear(6, 4), "x"), new("b", new Linear(6, 4), "x"), new("lif", new Leaky(4), "a", "b"),
            new("c", new Linear(4, 4), "lif"), new("sum", new LeakyIntegrator(4), "c", "lif"),
        ];
        var one = new Graph(1, nodes);
        Node[] turned =
        [
            new("c", new Linear(4, 4), "lif"), new("lif", new Leaky(4), "a", "b"), new("b", new Linear(6, 4), "x"), new("a", new Linear(6, 4), "x"),
            new("x", new Input(6)), new("sum", new LeakyIntegrator(4), "c", "lif"),
        ];
        var other = new Graph(1, turned);
        foreach (var parameter in other.Parameters) one.Parameters.Single(mine => mine.Name == parameter.Name).Value.CopyTo(parameter.Value);
        var (first, second) = (one.Forward(_x), other.Forward(_x));
        Assert.Equal(Samples.Flat(first.Output), Samples.Flat(second.Output));
        var outer = Samples.Uniform(8, -1, 1, first.Output.Lengths);
        var (mine, its) = (first.Pullback(outer), second.Pullback(outer));
        foreach (var parameter in one.Parameters) Assert.Equal(Samples.Flat(mine[parameter.Name]), Samples.Flat(its[parameter.Name]));
    }

    [Fact]
    public void Gradients_of_a_graph_with_several_ways_are_those_of_finite_differences() =>
        Differences.Check(
            () => new Graph(
                6, new Node("x", new Input(6)), new Node("a", new Linear(6, 5), "x"), new Node("b", new Activation(ActivationFunction.Tanh), "a"),
                new Node("c", new Linear(5, 5), "b"), new Node("d", new LeakyIntegrator(5), "c", "b", "a"),
                new Node("y", new Linear(5, 2), "d", "b")),
            network => network.Forward(_x));

    [Fact]
    public void Gradients_of_a_circle_are_those_of_finite_differences() =>
        Differences.Check(Circle, network => network.Forward(_x));

    [Fact]
    public void The_gradient_of_an_input_is_that_of_finite_differences()
    {
        foreach (var build in new Func<Network>[] { Circle,
            () => new Sequential(3, new Linear(6, 5), new Activation(ActivationFunction.Tanh), new LeakyIntegrator(5)) })
        {
            var run = build().Forward(_x);
            var outer = Samples.Uniform(99, -1, 1, run.Output.Lengths);
            var gradients = run.PullbackWithInputs(outer);
            Assert.Equal(_x.Lengths.ToArray(), gradients.Input.Lengths.ToArray());
            var gradient = Samples.Flat(gradients.Input);
            for (var i = 0; i < gradient.Length; i += 13)
            {
                var expected = (Loss(i, 1e-2f) - Loss(i, -1e-2f)) / 2e-2;
                Assert.Equal(expected, gradient[i], 0.02 * Math.Max(1, Math.Abs(expected)));
            }

            double Loss(int i, float change)
            {
                var moved = Samples.Flat(_x);
                moved[i] += change;
                return TensorPrimitives.Dot<double>(
                    Samples.Doubles(outer), Samples.Doubles(build().Forward(Tensor.Create(moved, _x.Lengths)).Output));
            }
        }
    }

    [Fact]
    public void Neurons_in_a_circle_with_a_linear_layer_are_those_of_a_feedback()
    {
        var feedback = new Sequential(4, new Input(6), new Linear(6, 8), new Feedback(new CubaLif(8)), new Linear(8, 2));
        var graph = new Graph(
            4, new Node("x", new Input(6)), new Node("in", new Linear(6, 8), "x"), new Node("back", new Linear(8, 8), "lif"),
            new Node("lif", new CubaLif(8), "in", "back"), new Node("out", new Linear(8, 2), "lif"));
        CopyWeights(feedback, graph);
        var x = Samples.Uniform(9, 0, 30, 40, 4, 6);
        var (one, other) = (feedback.Forward(x), graph.Forward(x));
        Close(one.Output, other.Output);
        Assert.True(Samples.Flat(one.Output).Distinct().Count() > 10, "the neurons must fire");
        var outer = Samples.Uniform(8, -1, 1, one.Output.Lengths);
        var (mine, its) = (one.Pullback(outer), other.Pullback(outer));
        for (var p = 0; p < feedback.Parameters.Count; p++) Close(mine[p], its[p]);
    }

    [Fact]
    public void Pieces_of_a_sequence_through_a_circle_are_the_whole()
    {
        var network = Circle();
        var whole = Samples.Flat(network.Predict(_x));
        NetworkState? state = null;
        var pieces = new List<float>();
        foreach (var (first, count) in new[] { (0, 1), (1, 3), (4, 3) })
        {
            var (output, next) = network.Predict(Tensor.Create(Samples.Flat(_x)[(first * 24)..((first + count) * 24)], [count, 4, 6]), state);
            pieces.AddRange(Samples.Flat(output));
            state = next;
        }
        Assert.Equal(whole, pieces);
    }

    [Fact]
    public void A_second_input_of_neurons_is_fed_by_a_node()
    {
        ExtendedLif Neurons() =>
            new(5, new() { Modulation = Transform.Sigmoid, Stochastic = false, DynamicProbability = false, Surrogate = Surrogate.Atan(2) });
        var graph = new Graph(
            1, new Node("current", new Input(5)), new Node("reward", new Input(5)), new Node("lif", Neurons(), "current") { ["m"] = ["reward"] });
        Assert.Equal(["current", "reward"], graph.InputNames);
        var (current, reward) = (Samples.Uniform(1, 0, 4, 30, 2, 5), Samples.Uniform(2, -3, 3, 30, 2, 5));
        var run = graph.Forward(new Dictionary<string, Tensor<float>> { ["current"] = current, ["reward"] = reward });
        var alone = Neurons();
        var input = ((NeuronInput<float>)current).And("m", reward);
        Assert.Equal(Samples.Flat(alone.Integral(input).Output), Samples.Flat(run.Output));
        var outer = Samples.Uniform(3, -1, 1, run.Output.Lengths);
        var gradients = run.PullbackWithInputs(outer);
        var expected = alone.Pullback(input).Gradients(outer);
        Assert.Equal(Samples.Flat(expected.Inputs["m"]), Samples.Flat(gradients.Inputs["reward"]));
        var trainer = new Trainer(graph, Loss.RateCrossEntropy(), new Adam());
        var data = Dataset.OverTime(Samples.Uniform(1, 0, 4, 2, 30, 5), [0, 1]);
        Assert.Contains("the data has no 'reward'", Assert.Throws<ArgumentException>(() => trainer.Check(data)).Message);
        trainer.Check(data.WithInput("reward", data));
    }

    [Fact]
    public void A_graph_is_saved_and_loaded_and_written_by_hand()
    {
        var path = Samples.TemporaryFile("graph.safetensors");
        var network = Circle();
        network.Save(path);
        var loaded = Assert.IsType<Graph>(Network.Load(path));
        Assert.Equal(Samples.Flat(network.Predict(_x)), Samples.Flat(loaded.Predict(_x)));
        Assert.Equal(network.Summary(2, 3), loaded.Summary(2, 3));
        Assert.Contains("holds a graph", Assert.Throws<FormatError>(() => Sequential.Load(path)).Message);

        var yaml = Samples.TemporaryFile("graph.yaml");
        File.WriteAllText(yaml, """
            seed: 6
            nodes:
              - {name: x, type: input, shape: 6}
              - {name: in, type: linear, inputs: 6, outputs: 5, from: x}
              - {name: back, type: linear, inputs: 5, outputs: 5, from: act}
              - {name: act, type: activation, function: tanh, from: [in, back]}
              - {name: y, type: leaky_integrator, shape: 5, from: act}
            """.Replace("leaky_integrator", "LeakyIntegrator", StringComparison.Ordinal));
        Assert.Equal(Samples.Flat(network.Predict(_x)), Samples.Flat(NetworkFile.Read(yaml).Predict(_x)));
    }

    [Fact]
    public async Task A_trainer_trains_a_graph_with_a_circle_and_resumes_it_bit_for_bit()
    {
        Trainer Make() => new(
            new Graph(
                3, new Node("x", new Input(6)), new Node("in", new Linear(6, 12), "x"), new Node("back", new Linear(12, 12), "lif"),
                new Node("lif", new CubaLif(12), "in", "back"), new Node("out", new Linear(12, 3), "lif"),
                new Node("v", new LeakyIntegrator(3), "out")),
            Loss.MaxMembraneCrossEntropy(), new Adam(0.01))
        { TimeSteps = 12, BatchSize = 16 };
        var data = Samples.Classes(96);
        var trainer = Make();
        var epochs = await Samples.Train(trainer, data, 4);
        Assert.True(epochs[^1].Loss < 0.8 * epochs[0].Loss, $"{epochs[0].Loss} → {epochs[^1].Loss}");
        var path = Samples.TemporaryFile("training.safetensors");
        var half = Make();
        await Samples.Train(half, data, 2);
        half.Save(path);
        var resumed = Trainer.Resume(path);
        await Samples.Train(resumed, data, 2);
        Assert.Equal(Samples.Weights(trainer.Network), Samples.Weights(resumed.Network));
    }

    public static TheoryData<string, string, Func<Node[]>> Wrong => new()
    {
        { "unknown source", "takes its input from 'y', and there is no such node", () => [new("x", new Input(3)), new("lif", new Leaky(3), "y")] },
        { "two of a name", "There are two nodes 'x'", () => [new("x", new Input(3)), new("x", new Leaky(3), "x")] },
        { "unfed", "has the input input, which nothing feeds", () => [new("x", new Input(3)), new("a", new Linear(3, 3))] },
        { "unfed modulation", "has the input m, which nothing feeds",
            () => [new("x", new Input(3)), new("lif", new ExtendedLif(3, new() { Modulation = Transform.Sigmoid }), "x")] },
        { "no such input", "has no input 'n'; it has", () => [new("x", new Input(3)), new("lif", new Leaky(3), "x") { ["n"] = ["x"] }] },
        { "an input that is fed", "is an input of the network", () => [new("x", new Input(3)), new("z", new Input(3), "x")] },
        { "shapes", "'x' gives [3]; 'a', Linear(4 → 2): takes [4].", () => [new("x", new Input(3)), new("a", new Linear(4, 2), "x")] },
        { "a sum of two shapes", "'lif' sums 'x', [3], and 'a', [2]",
            () => [new("x", new Input(3)), new("a", new Linear(3, 2), "x"), new("lif", new Leaky(), "x", "a")] },
        { "whole sequences in a circle", "'norm', BatchNorm(3), is part of a circle, and runs on whole sequences only",
            () => [new("x", new Input(3)), new("lif", new Leaky(3), "x", "norm"), new("norm", new BatchNorm(3), "lif")] },
        { "a circle by itself", "has no input from outside",
            () => [new("x", new Input(3)), new("a", new Leaky(3), "b"), new("b", new Linear(3, 3), "a")] },
        { "a circle of other shapes", "'lif' sums 'x', [3], and 'back', [2]; their shapes must be the same",
            () => [new("x", new Input(3)), new("lif", new Leaky(3), "x", "back"), new("back", new Linear(3, 2), "lif")] },
        { "no input", "No node is an Input", () => [new("lif", new Leaky(3), "lif")] },
        { "no node", "at least one node", () => [] },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Nodes_that_do_not_fit_together_are_an_error_that_names_them(string what, string message, Func<Node[]> nodes)
    {
        var error = Assert.ThrowsAny<ArgumentException>(() => new Graph(1, nodes()));
        Assert.True(error.Message.Contains(message, StringComparison.Ordinal), $"{what}: {error.Message}");
    }

    private static Graph Circle() => new(
        6, new Node("x", new Input(6)), new Node("in", new Linear(6, 5), "x"), new Node("back", new Linear(5, 5), "act"),
        new Node("act", new Activation(ActivationFunction.Tanh), "in", "back"), new Node("y", new LeakyIntegrator(5), "act"));

    private static void CopyWeights(Network from, Network to)
    {
        Assert.Equal(from.Parameters.Count, to.Parameters.Count);
        for (var p = 0; p < from.Parameters.Count; p++) from.Parameters[p].Value.CopyTo(to.Parameters[p].Value);
    }

    private static void Equal(NetworkRun one, NetworkRun other)
    {
        Assert.Equal(Samples.Flat(one.Output), Samples.Flat(other.Output));
        var outer = Samples.Uniform(8, -1, 1, one.Output.Lengths);
        var (mine, its) = (one.Pullback(outer), other.Pullback(outer));
        for (var p = 0; p < mine.Parameters.Count; p++) Assert.Equal(Samples.Flat(mine[p]), Samples.Flat(its[p]));
    }

    private static void Close(Tensor<float> expected, Tensor<float> actual)
    {
        var (one, other) = (Samples.Flat(expected), Samples.Flat(actual));
        Assert.Equal(one.Length, other.Length);
        var scale = Math.Max(1e-3f, Math.Abs(TensorPrimitives.MaxMagnitude<float>(one)));
        for (var i = 0; i < one.Length; i++) Assert.True(Math.Abs(one[i] - other[i]) <= 1e-4 * scale, $"{i}: {one[i]} and {other[i]}");
    }
}
