namespace Neurons.Networks.Tests;

public class EPropTests
{
    public static TheoryData<string> Models => [.. Neurons.Models.all.Select(entry => entry.Name)];

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
                    Assert.True(Recorder.Error(e, a) < 1e-3, $"{name}, weights × {gain}, {(leaks ? "leaky" : "plain")} readout: {Recorder.Error(e, a)}");
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
            .. definition.InputNames.Select((name, i) => new Node($"in{i}", new Linear(5, 7, weights: Initializer.Uniform(-0.2 * gain, 0.6 * gain)), "x")),
        ];
        var layer = new Node("neurons", neurons, "in0");
        foreach (var (name, i) in definition.InputNames.Select((name, i) => (name, i)).Skip(1)) layer = Fed(layer, name, i);
        Node[] end = leaks
            ? [new Node("out", new Linear(7, 3), "neurons"), new Node("readout", new LeakyIntegrator(3), "out")]
            : [new Node("out", new Linear(7, 3), "neurons")];
        return new Graph(2, [new Node("x", new Input(5)), .. inputs, layer, .. end]);

        Node Fed(Node node, string name, int i) => new(node.Name, node.Layer, [.. node.From]) { [name] = [$"in{i}"] };
    }
}
