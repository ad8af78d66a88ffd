using System.Numerics.Tensors;
using Neurons.IO;

namespace Neurons.Networks.Tests;

public sealed class CircleTests
{
    [Fact]
    public void Inputs_of_different_lengths_cannot_run_together()
    {
        foreach (var (first, second) in new[] { ("x", "sum"), ("sum", "x") })
        {
            var graph = new Graph(
                1, new Node("x", new Input(2)), new Node("sum", new OverTime(Reduction.Sum), "x"), new Node("a", new Linear(2, 2), first, "b"),
                new Node("b", new Linear(2, 2), second, "a"));
            var error = Assert.Throws<ArgumentException>(() => graph.Predict(Samples.Uniform(1, 0, 1, 3, 1, 2)));
            Assert.Contains("'b'", error.Message);
            Assert.Contains("one number", error.Message);
        }
    }

    [Fact]
    public void A_dropout_has_one_mask_for_all_pieces_of_a_sequence()
    {
        var x = Samples.Uniform(2, 1, 2, 6, 3, 4);
        var whole = Samples.Flat(Circle().Forward(x).Output);
        var network = Circle();
        var first = network.Forward(Rows(x, 0, 2));
        var second = network.Forward(Rows(x, 2, 4), state: first.State);
        Assert.Equal(whole, (float[])[.. Samples.Flat(first.Output), .. Samples.Flat(second.Output)]);

        static Graph Circle() => new(
            3, new Node("x", new Input(4)), new Node("drop", new Dropout(0.5), "x", "back"), new Node("back", new Linear(4, 4), "drop"));
    }

    [Fact]
    public void A_sequence_of_no_steps_changes_nothing()
    {
        var network = new Graph(
            1, new Node("x", new Input(2)), new Node("a", new Linear(2, 2), "x", "lif"), new Node("held", new Delay(2), "a"),
            new Node("lif", new Leaky(2), "held"));
        var x = Samples.Uniform(1, 0, 3, 5, 1, 2);
        var nothing = Tensor.CreateFromShape<float>([0, 1, 2]);
        Assert.Equal([0, 1, 2], network.Predict(nothing).Lengths.ToArray());
        var (first, state) = network.Predict(Rows(x, 0, 2), null);
        var (_, same) = network.Predict(nothing, state);
        var (last, _) = network.Predict(Rows(x, 2, 3), same);
        Assert.Equal(Samples.Flat(network.Predict(x)), (float[])[.. Samples.Flat(first), .. Samples.Flat(last)]);
    }

    [Fact]
    public void In_a_file_a_node_has_its_name_and_inputs_in_any_case_and_each_once()
    {
        var path = Samples.TemporaryFile("graph.yaml");
        Write("Name: y", "From: {Input: x}");
        Assert.Equal(["x", "y"], Assert.IsType<Graph>(NetworkFile.Read(path)).Nodes.Select(node => node.Name));
        Write("name: y", "from: {input: x, Input: x}");
        Assert.Contains("Node 'y' feeds an input twice: by the names input and Input", Refused());
        Write("bias: true", "from: x");
        Assert.Contains("node 1: name is missing", Refused());
        Write("name: y, NAME: z", "from: x");
        Assert.Contains("there are 'name' and 'NAME', which are one name", Refused());
        Write("name: a b", "from: x");
        Assert.Contains("node 1: name is 'a b'; letters, digits, _, - and / are possible", Refused());
        Write("name: y", "from: 3");
        Assert.Contains("node 1, y: from is 3; it must be text", Refused());

        void Write(string name, string from) => File.WriteAllText(
            path, $"nodes:\n  - {{name: x, type: input, shape: 3}}\n  - {{{name}, type: linear, inputs: 3, outputs: 2, {from}}}\n");

        string Refused() => Assert.Throws<FormatError>(() => NetworkFile.Read(path)).Message;
    }

    [Fact]
    public async Task Truncated_sequences_of_one_sample_are_trained_as_those_of_several_are()
    {
        // a piece of one sample is a part of a tensor whose strides are not those of a whole one
        var data = Dataset.OverTime(Samples.Uniform(4, 0, 20, 1, 8, 6), [1]);
        foreach (var make in new Func<Network>[] { Graph, () => new Sequential(
            3, new Residual(new Linear(6, 6), new CubaLif(6)), new Feedback(new CubaLif(6)),
            new Branches(Merge.Concatenate, new Block(), new Linear(6, 2)), new Linear(8, 3), new LeakyIntegrator(3)) })
        {
            var (one, several) = (make(), make());
            Trainer Of(Network network) => new(network, Loss.MeanMembraneCrossEntropy(), new Sgd(0.1)) { BatchSize = 4, TruncateAfter = 4 };
            await Samples.Train(Of(one), data, 3);
            // the mean over equal samples is that of one
            var twice = Dataset.OverTime(
                Tensor.Create([.. Enumerable.Repeat(Samples.Flat(Samples.Uniform(4, 0, 20, 1, 8, 6)), 2).SelectMany(v => v)], [2, 8, 6]), [1, 1]);
            await Samples.Train(Of(several), twice, 3);
            var (weights, expected) = (Samples.Weights(one), Samples.Weights(several));
            Assert.NotEqual(Samples.Weights(make()), weights);
            for (var i = 0; i < weights.Length; i++) Assert.Equal(expected[i], weights[i], 1e-4f);
        }

        static Graph Graph() => new(
            3, new Node("x", new Input(6)), new Node("in", new Linear(6, 6), "x"), new Node("back", new Linear(6, 6), "lif"),
            new Node("lif", new CubaLif(6), "x", "in", "back"), new Node("y", new Linear(6, 3), "lif", "x"));
    }

    [Fact]
    public void A_layer_with_several_inputs_and_no_memory_can_be_part_of_a_circle() =>
        Differences.Check(
            () => new Graph(
                6, new Node("x", new Input(3)), new Node("in", new Linear(3, 4), "x"),
                new Node("gated", new Product(), "in") { ["gate"] = ["back"] },
                new Node("back", new Linear(4, 4), "gated"), new Node("y", new LeakyIntegrator(4), "gated")),
            network => network.Forward(Samples.Uniform(2, 1, 2, 5, 2, 3)));

    /// <summary>A layer with two inputs that does not run step by step of its own accord.</summary>
    private sealed class Product : Layer, IManyInputs, IEachStep
    {
        public IReadOnlyList<string> InputNames => ["signal", "gate"];

        public bool IsEachStep => true;

        public override int[] InputShape => [4];

        public override int[] OutputShape(int[] input) => input;

        public override string ToString() => "Product";

        public int[] Build(IReadOnlyList<int[]> inputs) => inputs[0];

        public override LayerRun Forward(Signal input, Pass pass) => throw new NotSupportedException("A product has two inputs.");

        public LayerRun Forward(IReadOnlyList<Signal> inputs, Pass pass)
        {
            var (a, b) = (inputs[0].Values, inputs[1].Values);
            var y = pass.Take(this, "output", a.Lengths);
            TensorPrimitives.MultiplyAdd(a.Span(), b.Span(), a.Span(), y.Span());
            return new(Signal.EachStep(y))
            {
                PullbackOfInputs = (outputGradient, _, inputGradients) =>
                {
                    if (inputGradients[0] is { } da)
                        TensorPrimitives.MultiplyAdd(outputGradient.Span(), b.Span(), outputGradient.Span(), da.Span());
                    if (inputGradients[1] is { } db) TensorPrimitives.Multiply(outputGradient.Span(), a.Span(), db.Span());
                },
            };
        }
    }

    /// <summary>Some steps of a sequence.</summary>
    private static Tensor<float> Rows(Tensor<float> x, int first, int count)
    {
        var width = (int)(x.FlattenedLength / x.Lengths[0]);
        return Tensor.Create(Samples.Flat(x)[(first * width)..((first + count) * width)], [count, .. x.Lengths[1..]]);
    }
}
