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

        var graph = network.ToNir();
        var (again, _) = Again(graph).ToNetwork(new() { Dt = Dt(graph), Discretisation = form });

        AssertSame(network, again, 6, spikes: network.Layers[1]);
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
        string[] inner = ["graphs/nested_recurrent", "graphs/nested_two_levels", "nodes/nirgraph"];
        foreach (var name in Fixtures.List("nodes", "graphs").Except(inner))
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
    [InlineData("Reset is Subtract; NIR resets to a value, so it must be Zero", 0)]
    [InlineData("Timing is Delayed", 1)]
    [InlineData("Comparison is GreaterOrEqual", 2)]
    [InlineData("CubaLifRefractory: NIR has no such neuron", 3)]
    [InlineData("Output is V", 4)]
    [InlineData("BatchNorm", 5)]
    [InlineData("Dt is 0.001 s; it must be 0.002 s", 6)]
    [InlineData("it steps in the form euler_old_current; node '1' in euler", 7)]
    public void What_NIR_cannot_say_is_refused_by_name(string message, int which)
    {
        Layer[] layers = which switch
        {
            0 => [new Leaky(4)],
            1 => [new Synaptic(4, new() { Reset = Zero })],
            2 => [new LifBox(4, new() { Comparison = Comparison.GreaterOrEqual })],
            3 => [new CubaLifRefractory(4)],
            4 => [new LifBox(4) { Output = "V" }],
            5 => [new BatchNorm(4)],
            6 => [new LifBox(4, new() { Dt = 0.002 }), new LifBox(4)],
            _ => [new CubaLif(4, CubaLifOptions.Norse1), new CubaLif(4)],
        };

        var error = Assert.Throws<NotSupportedException>(() => new Sequential(1, [new Input(4), .. layers]).ToNir());

        Assert.Contains(message, error.Message);
        Assert.Contains("node '", error.Message);
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
