using System.Numerics.Tensors;

namespace Neurons.Networks.Tests;

public class EPropTests
{
    public static TheoryData<string> Models =>
        [.. Neurons.Models.all.Where(entry => entry.Definition.InputNames.Length <= 2).Select(entry => entry.Name)];

    [Theory]
    [MemberData(nameof(Models))]
    public async Task For_one_layer_of_neurons_of_any_model_it_is_backpropagation_through_time(string model)
    {
        foreach (var leaks in new[] { false, true })
        {
            // weights for which the neurons fire seldom, and often
            foreach (var gain in new[] { 1.0, 30, 1000 })
            {
                var data = Data(3, 8);
                var network = OneLayer(model, gain, leaks);
                var expected = Assert.Single(await Recorder.Gradients(network, new Bptt(), data));
                var actual = Assert.Single(await Recorder.Gradients(OneLayer(model, gain, leaks), new EProp(), data));
                var names = network.Parameters.Where(parameter => parameter.IsLearnable).Select(parameter => parameter.Name);
                foreach (var ((name, e), a) in names.Zip(expected).Zip(actual))
                    Recorder.RequireClose(e, a, 1e-3, $"{name}, weights × {gain}, {(leaks ? "leaky" : "plain")} readout");
            }
        }
    }

    private static Dataset Data(ulong seed, int count) =>
        Dataset.OverTime(Samples.Uniform(seed, 0, 1, count, 12, 5), [.. Enumerable.Range(0, count).Select(i => i % 3)]);

    /// <summary>One layer of neurons whose parameters all learn, fed by a linear layer for each of their inputs.</summary>
    private static Graph OneLayer(string model, double gain, bool leaks)
    {
        var definition = NamedNeurons.Definition(model);
        var parameters = definition.ParameterNames.Zip(definition.ParameterInfo)
            .ToDictionary(pair => pair.First, pair => (NeuronParameter)Learnable.Shared(pair.Second.Value));
        var neurons = NamedNeurons.Layer(model, [7], parameters: parameters);
        Node[] inputs =
        [
            .. definition.InputNames.Select(
                (name, i) => new Node($"in{i}", new Linear(5, 7, weights: Initializer.Uniform(-0.2 * gain, 0.6 * gain)), "x")),
        ];
        var layer = new Node("neurons", neurons, "in0");
        foreach (var (name, i) in definition.InputNames.Select((name, i) => (name, i)).Skip(1)) layer = Fed(layer, name, i);
        Node[] end = leaks
            ? [new Node("out", new Linear(7, 3), "neurons"), new Node("readout", new LeakyIntegrator(3), "out")]
            : [new Node("out", new Linear(7, 3), "neurons")];
        return new Graph(2, [new Node("x", new Input(5)), .. inputs, layer, .. end]);

        Node Fed(Node node, string name, int i) => new(node.Name, node.Layer, [.. node.From]) { [name] = [$"in{i}"] };
    }

    /// <summary>Convolutions keep a trace of each input, which is enough where neurons leak alike and reset without a gradient.</summary>
    [Fact]
    public async Task Convolutions_before_neurons_that_all_leak_alike_are_exact()
    {
        var data = Dataset.OverTime(Samples.Uniform(3, 0, 1, 6, 8, 2, 5, 5), [0, 1, 2, 0, 1, 2]);
        Sequential Of() => new(
            1, new Input(2, 5, 5), new Conv2d(2, 3, 3, weights: Initializer.Uniform(-0.2, 0.4)), new Leaky(), new Flatten(), new Linear(27, 3));
        await RequireEqual(Of, data);
    }

    [Fact]
    public async Task A_potential_as_the_output_of_neurons_that_reset_is_exact()
    {
        var data = Data(3, 8);
        foreach (var reset in new[] { MembraneReset.Subtract, MembraneReset.Zero, MembraneReset.None })
        {
            await RequireEqual(
                () => new(
                    1, new Linear(5, 3, weights: Initializer.Uniform(-0.5, 1)), new Leaky(options: new() { Reset = reset }) { Output = "Mem" }),
                data);
        }
    }

    /// <summary>
    /// In a recurrent layer, e-prop is what is left of the gradient when spikes that come back count as given: that of a network that gets them
    /// from outside.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task In_a_recurrent_layer_the_spikes_that_come_back_count_as_given(bool leaks)
    {
        var recurrent = Recurrent(leaks, Initializer.Uniform(-0.3, 0.5));
        var data = Data(3, 6);
        var actual = Assert.Single(await Recorder.Gradients(recurrent, new EProp(), data));

        // the spikes of the layer, a step later, as a second part of the input
        const int Steps = 12, Inputs = 5, Neurons = 7;
        var given = new float[6 * Steps * (Inputs + Neurons)];
        for (var sample = 0; sample < 6; sample++)
        {
            var x = Tensor.Create(data.Sample(sample).ToArray(), [Steps, 1, Inputs]);
            var spikes = recurrent.Trace(x)[3].ToArray();
            for (var t = 0; t < Steps; t++)
            {
                var row = given.AsSpan(((sample * Steps) + t) * (Inputs + Neurons));
                data.Sample(sample).Slice(t * Inputs, Inputs).CopyTo(row);
                if (t > 0) spikes.AsSpan((t - 1) * Neurons, Neurons).CopyTo(row[Inputs..]);
            }
        }
        Layer[] end = leaks ? [new LeakyIntegrator()] : [];
        var open = new Sequential(1, [new Linear(Inputs + Neurons, Neurons), new Leaky(), new Linear(Neurons, 3), .. end]);
        var (wIn, wBack) = (Value("in.weight"), Value("back.weight"));
        for (var n = 0; n < Neurons; n++)
        {
            var row = open.Parameters[0].Value.Span().Slice(n * (Inputs + Neurons), Inputs + Neurons);
            wIn.ReadOnlySpan().Slice(n * Inputs, Inputs).CopyTo(row);
            wBack.ReadOnlySpan().Slice(n * Neurons, Neurons).CopyTo(row[Inputs..]);
        }
        Value("in.bias").CopyNumbersTo(open.Parameters[1].Value);
        Value("out.weight").CopyNumbersTo(open.Parameters[2].Value);
        Value("out.bias").CopyNumbersTo(open.Parameters[3].Value);
        var sequence = Dataset.OverTime(Tensor.Create(given, [6, Steps, Inputs + Neurons]), data.Labels.ToArray());
        var expected = Assert.Single(await Recorder.Gradients(open, new Bptt(), sequence));

        var names = recurrent.Parameters.Select(p => p.Name).ToList();
        Recorder.RequireClose(Columns(0, Inputs), actual[names.IndexOf("in.weight")]);
        Recorder.RequireClose(Columns(Inputs, Neurons), actual[names.IndexOf("back.weight")]);
        Recorder.RequireClose(expected[1], actual[names.IndexOf("in.bias")]);
        Recorder.RequireClose(expected[2], actual[names.IndexOf("out.weight")]);

        Tensor<float> Value(string name) => recurrent.Parameters.Single(parameter => parameter.Name == name).Value;

        float[] Columns(int first, int count) =>
            [.. Enumerable.Range(0, Neurons).SelectMany(n => expected[0].Skip((n * (Inputs + Neurons)) + first).Take(count))];
    }

    [Fact]
    public async Task A_feedback_layer_is_the_graph_that_it_stands_for()
    {
        var data = Data(3, 6);
        var graph = Recurrent(leaks: false, Initializer.Uniform(-0.3, 0.5));
        var layer = new Sequential(
            1, new Linear(5, 7), new Feedback(new FeedbackOptions(new Leaky(), Bias: false)), new Linear(7, 3));
        foreach (var (from, to) in new[] { ("in", 0), ("back", 1), ("out", 2) })
        {
            foreach (var target in layer.Parameters.Where(one => one.Name.StartsWith($"{to}.", StringComparison.Ordinal)))
            {
                var source = graph.Parameters.Single(one => one.Name == target.Name.Replace($"{to}.", $"{from}.", StringComparison.Ordinal));
                source.Value.CopyNumbersTo(target.Value);
            }
        }
        var expected = Assert.Single(await Recorder.Gradients(graph, new EProp(), data));
        var actual = Assert.Single(await Recorder.Gradients(layer, new EProp(), data));
        Assert.Equal(5, actual.Count);
        var names = graph.Parameters.Select(p => p.Name).ToList();
        Assert.True(Recorder.Error(expected[names.IndexOf("back.weight")], actual[2]) < 1e-5);
        Assert.True(Recorder.Error(expected[names.IndexOf("in.weight")], actual[0]) < 1e-5);
    }

    /// <summary>With random feedback the readout learns as ever, and the hidden weights as if other weights brought the error back.</summary>
    [Theory]
    [InlineData(LearningSignal.Random)]
    [InlineData(LearningSignal.Adaptive)]
    public async Task Feedback_of_its_own_changes_what_hidden_neurons_are_told_and_nothing_else(LearningSignal feedback)
    {
        var data = Data(3, 8);
        var symmetric = Assert.Single(await Recorder.Gradients(Small(), new EProp(), data));
        var method = new EProp(feedback);
        var other = Assert.Single(await Recorder.Gradients(Small(), method, data));
        Assert.Equal(symmetric[2], other[2]);
        Assert.Equal(symmetric[3], other[3]);
        Assert.True(Recorder.Error(symmetric[0], other[0]) > 0.1);
        if (feedback != LearningSignal.Adaptive) return;

        // once the feedback is the transpose of the readout's weights, the two are one
        var network = Small();
        method = new EProp(feedback);
        var weights = method.Tensors(network).First().Value.Span();
        var readout = network.Parameters[2].Value.ReadOnlySpan();
        for (var n = 0; n < 7; n++) for (var c = 0; c < 3; c++) weights[(n * 3) + c] = readout[(c * 7) + n];
        other = Assert.Single(await Recorder.Gradients(network, method, data));
        Assert.True(Recorder.Error(symmetric[0], other[0]) < 1e-5);
    }

    [Fact]
    public async Task Adaptive_feedback_comes_to_be_the_transpose_of_the_readout()
    {
        var network = Small();
        var method = new EProp(new EPropOptions(LearningSignal.Adaptive, Decay: 0.05));
        var trainer = new Trainer(network, Loss.StepCrossEntropy(), new Adam(0.02)) { BatchSize = 4, Method = method };
        var before = Distance();
        await Samples.Train(trainer, Data(3, 16), 30);
        Assert.True(Distance() < 0.05 * before, $"{before} → {Distance()}");

        double Distance()
        {
            var weights = method.Tensors(network).First().Value.ReadOnlySpan();
            var readout = network.Parameters[2].Value.ReadOnlySpan();
            var sum = 0.0;
            for (var n = 0; n < 7; n++) for (var c = 0; c < 3; c++) sum += Math.Pow(weights[(n * 3) + c] - readout[(c * 7) + n], 2);
            return sum;
        }
    }

    private static async Task RequireEqual(Func<Sequential> network, Dataset data)
    {
        var expected = Assert.Single(await Recorder.Gradients(network(), new Bptt(), data));
        var actual = Assert.Single(await Recorder.Gradients(network(), new EProp(), data));
        for (var p = 0; p < expected.Count; p++) Recorder.RequireClose(expected[p], actual[p]);
    }

    private static Sequential Small() => new(1, new Linear(5, 7, weights: Initializer.Uniform(-0.3, 0.6)), new Leaky(), new Linear(7, 3));

    private static Graph Recurrent(bool leaks, Initializer weights)
    {
        Node[] end = leaks ? [new Node("readout", new LeakyIntegrator(), "out")] : [];
        return new(
            1,
            [
                new Node("x", new Input(5)),
                new Node("in", new Linear(5, 7, weights: weights), "x"),
                new Node("back", new Linear(7, 7, bias: false), "neurons"),
                new Node("neurons", new Leaky(7), "in", "back"),
                new Node("out", new Linear(7, 3), "neurons"),
                .. end,
            ]);
    }
}
