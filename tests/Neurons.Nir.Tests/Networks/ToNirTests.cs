using System.Numerics.Tensors;
using Neurons.Networks;

namespace Neurons.Nir.Tests.Networks;

public sealed class ToNirTests
{
    private static readonly MembraneReset Zero = MembraneReset.Zero;

    public static TheoryData<string> Kinds => [.. Neurons.Keys];

    private static Dictionary<string, (NirDiscretisation Form, Func<NeuronLayer> Make)> Neurons { get; } = new()
    {
        ["Leaky"] = (NirDiscretisation.Euler, () => new Leaky(20, new() { Beta = Learnable.PerNeuron(0.9), Reset = Zero })),
        ["Leaky without leak"] = (NirDiscretisation.Euler, () => new Leaky(20, new() { Beta = 1, Reset = Zero })),
        ["Synaptic"] = (NirDiscretisation.Euler, () => new Synaptic(20, new() { Alpha = 0.7, Reset = Zero, Timing = ResetTiming.Immediate })),
        ["Lapicque"] = (NirDiscretisation.Euler, () => new Lapicque(20, new() { Dt = 0.5, R = 2, Reset = Zero, Timing = ResetTiming.Immediate })),
        ["LifBox"] = (NirDiscretisation.Euler, () => new LifBox(20, new() { TauMemInv = 300 })),
        ["LifBox with the whole input"] = (NirDiscretisation.Euler, () => new LifBox(20, new() { DecayInput = false, VReset = -0.2 })),
        ["Leaky, the threshold subtracted"] = (NirDiscretisation.Euler, () => new Leaky(20, new() { Threshold = 1.5 })),
        ["Leaky, the threshold subtracted at once"] = (
            NirDiscretisation.Euler, () => new Leaky(20, new() { Beta = 0.7, Timing = ResetTiming.Immediate })),
        ["Leaky without leak, the threshold subtracted"] = (NirDiscretisation.Euler, () => new Leaky(20, new() { Beta = 1 })),
        ["Leaky, not reset"] = (NirDiscretisation.Euler, () => new Leaky(20, new() { Reset = MembraneReset.None })),
        ["Synaptic, the threshold subtracted"] = (NirDiscretisation.Euler, () => new Synaptic(20, new() { Alpha = 0.7 })),
        ["Synaptic, the threshold subtracted at once"] = (
            NirDiscretisation.Euler, () => new Synaptic(20, new() { Alpha = 0.7, Timing = ResetTiming.Immediate })),
        ["Lapicque, the threshold subtracted"] = (NirDiscretisation.Euler, () => new Lapicque(20, new() { Dt = 0.5, R = 2 })),
        ["LifBox, the threshold subtracted"] = (
            NirDiscretisation.Euler, () => new LifBox(20, new() { TauMemInv = 300, VLeak = 0.3, Reset = SpikeReset.Subtract })),
        ["LifBox at the threshold"] = (
            NirDiscretisation.Euler, () => new LifBox(20, new() { TauMemInv = 300, Comparison = Comparison.GreaterOrEqual })),
        ["Iaf of an analogue network"] = (
            NirDiscretisation.Euler,
            () => new Iaf(20, new IafOptions { Reset = SpikeReset.Subtract, Comparison = Comparison.GreaterOrEqual, VTh = 2 }.WithInitial("V", 1))),
        ["Iaf"] = (NirDiscretisation.Euler, () => new Iaf(20, new() { VTh = 2 })),
        ["Lif"] = (NirDiscretisation.Exact, () => new Lif(20, new() { Reset = VoltageReset.Hard, Comparison = Comparison.Greater, Dt = 1 })),
        ["If"] = (NirDiscretisation.Exact, () => new If(20, new() { Reset = VoltageReset.Hard, Comparison = Comparison.Greater, Dt = 1 })),
        ["CubaLif"] = (NirDiscretisation.Euler, () => new CubaLif(20, CubaLifOptions.Norse1)),
        ["CubaLif, old current"] = (NirDiscretisation.EulerOldCurrent, () => new CubaLif(20)),
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Neurons_come_back_with_the_same_spikes(string kind)
    {
        var (form, make) = Neurons[kind];
        var network = new Sequential(4, new Linear(6, 20), make(), new Linear(20, 3));

        var graph = network.ToNir(out var report);
        var (again, _) = Again(graph).ToNetwork();
        var (asked, _) = Again(graph).ToNetwork(new() { Dt = Dt(graph), Discretisation = form });

        AssertSame(network, again, 6, spikes: network.Layers[1]);
        AssertSame(network, asked, 6, spikes: null);
        Assert.DoesNotContain(report, note => note.IsDeviation);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_neurons_of_a_plain_training_come_back_though_their_currents_act_at_different_times(bool isRecurrent)
    {
        var network = new Sequential(
            4, new Linear(6, 20), isRecurrent ? new Feedback(new CubaLif(20)) : new CubaLif(20), new Linear(20, 3), new LeakyIntegrator(3));

        var graph = network.ToNir(out var report);

        AssertSame(network, Again(graph).ToNetwork().Network, 6, spikes: network.Layers[1]);
        Assert.Equal("euler", graph.Metadata.Values["discretisation"].Texts[0]);
        var inner = (NirGraph)graph.Nodes["1"];
        Assert.IsType<NirDelay>((isRecurrent ? (NirGraph)inner.Nodes["lif"] : inner).Nodes["delay"]);
        Assert.Equal([NirNoteKind.Rewritten], report.Select(note => note.Kind));
    }

    [Fact]
    public void The_nearest_nodes_give_the_same_a_step_earlier_and_are_listed()
    {
        var network = new Sequential(4, new Linear(6, 20), new CubaLif(20), new Linear(20, 3, bias: false), new LeakyIntegrator(3));
        var subtracting = new Sequential(4, new Linear(6, 20), new Leaky(20));

        var graph = network.ToNir(out var report, nearest: true);
        var reset = subtracting.ToNir(out var resets, nearest: true);

        Assert.IsType<NirCubaLif>(graph.Nodes["1"]);
        Assert.IsType<NirLif>(reset.Nodes["1"]);
        Assert.Contains("the node takes it a step earlier", Assert.Single(report, note => note.IsDeviation).ToString());
        Assert.Contains("a spike subtracts the threshold", Assert.Single(resets, note => note.IsDeviation).ToString());
        var input = Uniform(8, [100, 4, 6]);
        var (here, there) = (network.Predict(input).ToArray(), Again(graph).ToNetwork().Network.Predict(input).ToArray());
        for (var i = 0; i < here.Length - 12; i++) Assert.Equal(here[i + 12], there[i], 1e-3f);
    }

    [Fact]
    public void At_the_threshold_neurons_fire_after_the_way_back_and_forth()
    {
        var input = Tensor.Create([0.5f, 0.5f, 0.25f, 0.75f, 0, 1.25f, 0.75f], [7, 1, 1]);
        foreach (var reset in new[] { SpikeReset.Value, SpikeReset.Subtract })
        {
            var network = new Sequential(
                1, new Input(1), new Iaf(1, new IafOptions { Reset = reset, Comparison = Comparison.GreaterOrEqual }));
            var graph = network.ToNir(out var report);

            Assert.Equal(network.Predict(input).ToArray(), Again(graph).ToNetwork().Network.Predict(input).ToArray());
            Assert.Contains(report, note => note.ToString().Contains("it fires at VTh, too", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_spiking_network_of_an_analogue_one_comes_back()
    {
        var analogue = new Sequential(
            2, new Input(1, 4, 4), new Conv2d(1, 3, 3), new Activation(ActivationFunction.Relu), new Flatten(), new Linear(12, 5),
            new Activation(ActivationFunction.Relu), new Linear(5, 3));
        var spiking = AnnToSnn.Convert(analogue, [Uniform(3, [64, 1, 4, 4])]).Network;
        var sample = Uniform(4, [1, 4, 1, 4, 4]).ToArray();
        var input = Tensor.Create([.. Enumerable.Range(0, 50 * sample.Length).Select(i => sample[i % sample.Length])], [50, 4, 1, 4, 4]);

        var (expected, actual) = (spiking.Predict(input), Again(spiking.ToNir()).ToNetwork().Network.Predict(input));

        Assert.True(expected.Distinct().Count() > 20, "the neurons do not fire");
        foreach (var (a, b) in expected.Zip(actual)) Assert.Equal(a, b, 1e-3f);
    }

    [Fact]
    public void What_neurons_begin_with_comes_back()
    {
        var network = new Sequential(
            1, new Input(4), new CubaLif(4, new() { VLeak = 0.5 }), new LeakyIntegrator(4, new LeakyIntegratorOptions().WithInitial("I", 2)));

        var graph = network.ToNir(out var report);

        Assert.Equal(0.5, ((NirGraph)graph.Nodes["1"]).Nodes["neurons"].Metadata.Values["v0"].ToDoubles()[0]);
        Assert.Contains("I begins with 2", Assert.Single(report, note => note.IsDeviation).ToString());
        Assert.Contains("v0 of the metadata is", Assert.Throws<NotSupportedException>(() => new NirGraph(
            [("i", new NirI(new[] { 1f, 1 }) { Metadata = NirMetadata.Empty.With("v0", new[] { 1.0, 2, 3 }) })], []).ToNetwork()).Message);
    }

    [Fact]
    public void Graphs_within_the_graph_and_names_come_back()
    {
        foreach (var name in new[] { "graphs/nested_recurrent", "graphs/nested_two_levels", "nodes/nirgraph", "graphs/paper_braille_rnn" })
        {
            var graph = Fixtures.Read(name);
            var back = graph.ToNetwork(new() { Dt = 1e-4 }).Network.ToNir();

            AssertSameNames(graph, back, name);
            // a second time, nothing changes
            Assert.Equal(back, back.ToNetwork().Network.ToNir());
        }
    }

    [Fact]
    public void A_graph_within_the_graph_that_edges_enter_in_several_ways_is_flat_and_that_is_said()
    {
        var network = new Graph(
            1, new Node("input", new Input(2)), new Node("sub/a", new Linear(2, 2), "input"), new Node("b", new Linear(2, 2), "sub/a"),
            new Node("sub/c", new Linear(2, 2), "b"), new Node("out", new Linear(2, 2), "sub/c"));

        var graph = network.ToNir(out var report);

        Assert.Contains("sub.a", graph.Nodes.Keys);
        Assert.Equal("sub", Assert.Single(report).Node);
        Assert.Equal(NirNoteKind.LeftOut, report[0].Kind);
    }

    [Fact]
    public void Layers_and_readouts_come_back()
    {
        var network = new Sequential(
            5, new Input(2, 8, 8), new Conv2d(2, 4, (3, 2), stride: (1, 2), padding: 1, groups: 2, bias: false),
            new Leaky(options: new() { Reset = Zero }),
            new SumPool2d(2), new AveragePool2d(2, stride: 1), new Dropout(0.5), new Delay(3), new Flatten(), new Linear(12, 10, bias: false),
            new LeakyIntegrator(10, new() { Dt = 1e-3 }));

        var graph = network.ToNir();
        var (again, _) = Again(graph).ToNetwork(new() { Dt = Dt(graph) });

        AssertSame(network, again, 2, 8, 8);
    }

    [Fact]
    public void Feedback_is_a_graph_within_the_graph()
    {
        var network = new Sequential(
            6, new Linear(6, 12), new Feedback(new Leaky(12, new() { Reset = Zero })),
            Feedback.OneToOne(new Leaky(12, new() { Reset = Zero, Threshold = 0.77 }), 0.5));

        var graph = network.ToNir(dt: 1e-3);
        var (again, _) = Again(graph).ToNetwork(new() { Dt = Dt(graph) });

        Assert.Equal(2, graph.Nodes.Values.OfType<NirGraph>().Count());
        Assert.Equal(1e-3, Dt(graph));
        AssertSame(network, again, 6);
    }

    [Fact]
    public void A_network_made_of_a_graph_is_the_graph_again()
    {
        foreach (var name in Fixtures.List("nodes", "graphs"))
        {
            var graph = Fixtures.Read(name);
            var dt = 1e-4;
            var again = graph.ToNetwork(new() { Dt = dt }).Network.ToNir(dt).ToNetwork(new() { Dt = dt }).Network;
            var first = graph.ToNetwork(new() { Dt = dt }).Network;
            var inputs = first.Nodes.Where(node => node.Layer is Input).ToDictionary(
                node => node.Name, node => Uniform(1, [50, 2, .. node.Layer.InputShape!.Select(length => (nint)length)]));

            var (expected, actual) = (first.PredictOutputs(inputs), again.PredictOutputs(inputs));
            foreach (var (output, values) in expected) Assert.True(values.SequenceEqual(actual[output]), $"{name}: {output}");
        }
    }

    [Theory]
    [InlineData("Reset is Soft; NIR resets to a value, so it must be Hard", 0)]
    [InlineData("Timing is Delayed", 1)]
    [InlineData("Output is Mem", 2)]
    [InlineData("CubaLifRefractory: NIR has no such neuron", 3)]
    [InlineData("Output is V", 4)]
    [InlineData("BatchNorm", 5)]
    [InlineData("Dt is 0.001 s; it must be 0.002 s", 6)]
    [InlineData("it steps in the form exact; node '1' in euler", 7)]
    public void What_NIR_cannot_say_is_refused_by_name(string message, int which)
    {
        Layer[] layers = which switch
        {
            0 => [new Lif(4)],
            1 => [new Synaptic(4, new() { Reset = Zero })],
            2 => [new Leaky(4) { Output = "Mem" }],
            3 => [new CubaLifRefractory(4)],
            4 => [new LifBox(4) { Output = "V" }],
            5 => [new BatchNorm(4)],
            6 => [new LifBox(4, new() { Dt = 0.002 }), new LifBox(4)],
            _ => [new LifBox(4), new Lif(4, new() { Reset = VoltageReset.Hard, Dt = 1 })],
        };

        var error = Assert.Throws<NotSupportedException>(() => new Sequential(1, [new Input(4), .. layers]).ToNir());

        Assert.Contains(message, error.Message);
        Assert.Contains("node '", error.Message);
    }

    private static void AssertSameNames(NirGraph expected, NirGraph actual, string where)
    {
        Assert.True(expected.Nodes.Keys.Order().SequenceEqual(actual.Nodes.Keys.Order()), $"{where}: {string.Join(", ", actual.Nodes.Keys)}");
        Assert.True(expected.Edges.Distinct().ToHashSet().SetEquals(actual.Edges), $"{where}: {string.Join(", ", actual.Edges)}");
        foreach (var (name, node) in expected.Nodes)
        {
            Assert.Equal(node.Type, actual.Nodes[name].Type);
            if (node is NirGraph inner) AssertSameNames(inner, (NirGraph)actual.Nodes[name], $"{where}/{name}");
        }
    }

    private static NirGraph Again(NirGraph graph)
    {
        using var file = new MemoryStream();
        graph.Write(file);
        file.Position = 0;
        return NirGraph.Read(file);
    }

    private static double Dt(NirGraph graph) => graph.Metadata.Values["dt"].ToDoubles()[0];

    private static void AssertSame(Sequential network, Graph again, params int[] shape) => AssertSame(network, again, shape[0], null, shape[1..]);

    private static void AssertSame(Sequential network, Graph again, int features, Layer? spikes, params int[] more)
    {
        var input = Uniform(8, [100, 4, features, .. more.Select(length => (nint)length)]);
        var (expected, actual) = (network.Predict(input), again.Predict(input));
        if (spikes is not null) Assert.True(expected.Distinct().Count() > 20, "the neurons do not fire");
        Assert.Equal(expected.Lengths.ToArray(), actual.Lengths.ToArray());
        foreach (var (a, b) in expected.Zip(actual)) Assert.Equal(a, b, 1e-3f);
    }

    private static Tensor<float> Uniform(int seed, nint[] shape)
    {
        var random = new Random(seed);
        var values = new float[shape.Aggregate((nint)1, (product, length) => product * length)];
        for (var i = 0; i < values.Length; i++) values[i] = (random.NextSingle() * 16) - 4;
        return Tensor.Create(values, shape);
    }
}
