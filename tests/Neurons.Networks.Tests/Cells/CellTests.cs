using System.Numerics.Tensors;

namespace Neurons.Networks.Tests;

/// <summary>Layers that are graphs of weights and neurons.</summary>
public class CellTests
{
    private const int Features = 3, Units = 4;

    /// <summary>The surrogate has no gradient further from the threshold than what these potentials come to.</summary>
    private static readonly Surrogate _narrow = Surrogate.Rect(1000);

    /// <summary>A cell that does not fire, the shapes of its inputs, and the output that is smooth.</summary>
    private static readonly Dictionary<string, (int[][] Inputs, Func<Layer> Make, string Output)> _smooth = new()
    {
        ["spiking_lstm"] = ([[Features]], () => new SpikingLstm(new SpikingLstmOptions(Units, Lstm(3, _narrow))), "lstm.Mem"),
        ["spiking_conv_lstm"] = (
            [[1, 4, 4]], () => new SpikingConvLstm(new SpikingConvLstmOptions(2, Neurons: Lstm(3, _narrow))), "lstm.Mem"),
        ["recurrent_coba_lif"] = ([[Features]], () => new RecurrentCobaLif(new RecurrentCobaLifOptions(Units, new CobaLif(CobaLifOptions.Norse1 with
        {
            Separate = true,
            VThresh = 1000,
            Surrogate = _narrow,
        }))), "lif.V"),
        ["multi_compartment"] = ([[Units]], () => new MultiCompartment(new MultiCompartmentOptions(Units, Compartment)), "lif.V"),
        ["multi_compartment, after"] = (
            [[Features]],
            () => new MultiCompartment(new MultiCompartmentOptions(Units, Compartment, true, CompartmentCoupling.AfterReset)),
            "lif.V"),
        ["pairwise"] = ([[3], [2]], () => new Pairwise(), "synapses"),
        ["stdp_traces"] = ([[3], [2]], () => new StdpTraces(), "both"),
        ["plastic_synapses"] = ([[3], [2]], () => new PlasticSynapses(new(new PlasticSynapse(new PlasticSynapseOptions
        {
            EtaPlus = 0.4,
            EtaMinus = 0.3,
            Change = WeightChange.MultiplicativeRelu,
        }.WithInitial("W", 0.5)))), "synapses"),
    };

    /// <summary>Cells as they are by default.</summary>
    private static readonly Dictionary<string, (int[][] Inputs, Func<Layer> Make)> _cells = new()
    {
        ["spiking_lstm"] = ([[Features]], () => new SpikingLstm(new SpikingLstmOptions(Units, Lstm(0.1)))),
        ["spiking_conv_lstm"] = ([[1, 4, 4]], () => new SpikingConvLstm(new SpikingConvLstmOptions(2, Neurons: Lstm(0.1)))),
        ["spiking_conv_lstm, pooled"] = (
            [[1, 4, 4]], () => new SpikingConvLstm(new SpikingConvLstmOptions(2, Pooling: LstmPooling.Max, Neurons: Lstm(0.1)))),
        ["recurrent_coba_lif"] = ([[Features]], () => new RecurrentCobaLif(Units)),
        ["multi_compartment"] = ([[Units]], () => new MultiCompartment(Units)),
        ["multi_compartment, refractory"] = (
            [[Units]], () => new MultiCompartment(new MultiCompartmentOptions(Units, new CompartmentLifRefractory()))),
        ["multi_compartment, after"] = (
            [[Features]], () => new MultiCompartment(new MultiCompartmentOptions(Units, null, true, CompartmentCoupling.AfterReset))),
        ["correlated_lif"] = ([[Features]], () => new CorrelatedLif(Units)),
        ["r_leaky"] = ([[Units]], () => new Feedback(new RLeaky())),
        ["pairwise"] = ([[3], [2]], () => new Pairwise()),
        ["stdp_traces"] = ([[3], [2]], () => new StdpTraces()),
        ["plastic_synapses"] = ([[3], [2]], () => new PlasticSynapses()),
    };

    public static TheoryData<string> Smooth => [.. _smooth.Keys];

    public static TheoryData<string> Cells => [.. _cells.Keys];

    private static LstmMembrane Lstm(double threshold, Surrogate? surrogate = null) => new(new LstmMembraneOptions
    {
        Threshold = threshold,
        Reset = MembraneReset.Subtract,
        Surrogate = surrogate ?? Surrogate.Atan(2),
    });

    private static CompartmentLif Compartment => new(CompartmentLifOptions.Norse1 with { VTh = 1000, Surrogate = _narrow });

    [Theory]
    [MemberData(nameof(Smooth))]
    public void Without_spikes_the_gradients_are_those_of_differences(string name)
    {
        var (shapes, make, output) = _smooth[name];
        var inputs = Inputs(shapes, 5, 2);
        Differences.Check(() => Open(shapes, make(), output), network => network.Forward(inputs));
        var run = Open(shapes, make(), output).Forward(inputs);
        var outer = Samples.Uniform(9, -1, 1, run.Output.Lengths);
        var gradients = run.PullbackWithInputs(outer).Inputs;
        foreach (var (input, x) in inputs)
        {
            var gradient = Samples.Flat(gradients[input]);
            for (var i = 0; i < gradient.Length; i += 7)
            {
                var expected = (Loss(input, i, 4e-3f) - Loss(input, i, -4e-3f)) / 8e-3;
                Assert.True(
                    Math.Abs(expected - gradient[i]) <= 0.01 * Math.Max(1, Math.Abs(expected)), $"{input}[{i}] is {gradient[i]}, not {expected}");
            }
        }

        double Loss(string input, int i, float change)
        {
            var moved = Samples.Flat(inputs[input]);
            moved[i] += change;
            var others = new Dictionary<string, Tensor<float>>(inputs)
            {
                [input] = Tensor.Create(moved, inputs[input].Lengths),
            };
            return TensorPrimitives.Dot<double>(
                Samples.Doubles(outer), Samples.Doubles(Open(shapes, make(), output).Forward(others).Output));
        }
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void Step_by_step_is_the_whole_sequence(string name)
    {
        var (shapes, make) = _cells[name];
        var network = Closed(shapes, make());
        // Norse's currents move a potential little in a step
        var whole = Samples.Uniform(9, 0, name is "correlated_lif" or "multi_compartment, after" ? 400 : 4, [12, 2, .. Joined(shapes)]);
        var expected = Samples.Flat(network.Predict(whole));
        Assert.Contains(expected, value => value != 0);
        var all = new List<float>();
        NetworkState? state = null;
        for (var step = 0; step < 12; step++)
        {
            var (output, next) = network.Predict(TestTensors.Steps(whole, step, step + 1), state);
            all.AddRange(Samples.Flat(output));
            state = next;
        }
        Assert.Equal(expected, all);
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void It_is_read_back_from_a_file(string name)
    {
        var (shapes, make) = _cells[name];
        var network = Closed(shapes, make());
        var path = Samples.TemporaryFile("network.safetensors");
        network.Save(path);
        var x = Samples.Uniform(9, 0, 4, [6, 2, .. Joined(shapes)]);
        TestTensors.AssertEqual(network.Predict(x), Network.Load(path).Predict(x));
    }

    [Fact]
    public void Options_that_do_not_fit_are_errors()
    {
        Assert.Contains("units is 0", Refused(() => new SpikingLstm(0)));
        Assert.Contains(
            "neurons is Leaky, with the inputs x; neurons with i, f, g, o are needed",
            Refused(() => new SpikingLstm(new SpikingLstmOptions(3, new Leaky()))));
        Assert.Contains("kernel is 2; it must be odd", Refused(() => new SpikingConvLstm(2, 2)));
        Assert.Contains("firing is given", Refused(() => new SpikingConvLstm(new SpikingConvLstmOptions(2, Firing: new Leaky()))));
        Assert.Contains("excitatory, inhibitory are needed", Refused(() => new RecurrentCobaLif(new RecurrentCobaLifOptions(3, new CobaLif()))));
        Assert.Contains("takes [4]", Refused(() => new Sequential(1, new Input(3), new MultiCompartment(4))));
        Assert.Contains("takes [channels, height, width]", Refused(() => new Sequential(1, new Input(3), new SpikingConvLstm(2))));
        Assert.Contains("takes [features]", Refused(() => new Sequential(1, new Input(3, 2), new SpikingLstm(2))));
        Assert.Contains("pre, post are needed", Refused(() => new Pairwise(new(new Leaky()))));
        Assert.Contains("count is 0", Refused(() => new Repeat(0)));
        Assert.Contains("inputs is 0", Refused(() => new SignedLinear(0, 3)));

        static string Refused(Func<object> make) => Assert.ThrowsAny<ArgumentException>(make).Message;
    }

    [Fact]
    public void Compartments_that_are_coupled_after_the_reset_differ_in_the_first_step_alone()
    {
        var before = new Sequential(1, new Input(Units), new MultiCompartment(Units));
        var after = new Sequential(
            1, new Input(Units), new MultiCompartment(new MultiCompartmentOptions(Units, Coupling: CompartmentCoupling.AfterReset)));
        foreach (var parameter in after.Parameters)
        {
            var same = Samples.Flat(before.Parameters.Single(one => one.Name == parameter.Name).Value);
            for (var i = 0; i < same.Length; i++) Differences.Write(parameter, i, same[i]);
        }
        // from rest at 0, the first step has nothing to couple
        var x = Samples.Uniform(3, 0, 10, 30, 2, Units);
        Assert.Contains(Samples.Flat(before.Predict(x)), spike => spike == 1);
        TestTensors.AssertEqual(before.Predict(x), after.Predict(x));
    }

    [Fact]
    public void Plastic_synapses_are_the_rule_that_changes_weights_in_place()
    {
        var network = Open([[3], [2]], new PlasticSynapses(new(new PlasticSynapse(new PlasticSynapseOptions
        {
            EtaPlus = 0.4,
            EtaMinus = 0.3,
        }.WithInitial("W", 0.5)))), "synapses");
        var inputs = Inputs([[3], [2]], 8, 1).ToDictionary(
            input => input.Key, input => Tensor.Create(
                Array.ConvertAll(Samples.Flat(input.Value), value => value > 0.5f ? 1f : 0), input.Value.Lengths));
        var output = Samples.Flat(network.Predict(inputs));
        var (w, pre, post) = (Enumerable.Repeat(0.5, 6).ToArray(), new double[3], new double[2]);
        for (var t = 0; t < 8; t++)
        {
            var (zPre, zPost) = (Samples.Flat(inputs["pre"])[(3 * t)..(3 * t + 3)], Samples.Flat(inputs["post"])[(2 * t)..(2 * t + 2)]);
            for (var i = 0; i < 3; i++) pre[i] += 0.02 * (zPre[i] - pre[i]);
            for (var i = 0; i < 2; i++) post[i] += 0.02 * (zPost[i] - post[i]);
            for (var i = 0; i < 6; i++)
            {
                w[i] = Math.Clamp(w[i] + (0.4 * zPost[i / 3] * pre[i % 3]) - (0.3 * post[i / 3] * zPre[i % 3]), 0, 1);
                Assert.Equal(w[i], output[(6 * t) + i], 1e-5);
            }
        }
    }

    /// <summary>The nodes of a cell as those of a network, one of whose signals is the output.</summary>
    private static Graph Open(int[][] shapes, Layer cell, string output)
    {
        if (cell is IManyInputs many) many.Build(shapes);
        else cell.Build(shapes[0]);
        return new(7, [output], [.. Names(cell).Zip(shapes, (name, shape) => new Node(name, new Input(shape))), .. ((GraphLayer)cell).Nodes]);
    }

    /// <summary>A network of one input, the features of which are those of all inputs of the cell.</summary>
    private static Graph Closed(int[][] shapes, Layer cell)
    {
        if (shapes is [var alone])
            return new(7, new Node("x", new Input(alone)), new Node("cell", cell, "x"));
        return new(
            7, new Node("x", new Input(5)), new Node("pre_in", new Linear(5, 3, weights: Initializer.Uniform(0, 1)), "x"),
            new Node("post_in", new Linear(5, 2, weights: Initializer.Uniform(0, 1)), "x"),
            new Node("cell", cell, "pre_in") { ["post"] = ["post_in"] });
    }

    private static nint[] Joined(int[][] shapes) =>
        shapes is [var alone] ? [.. alone.Select(length => (nint)length)] : [shapes.Sum(shape => shape[0])];

    private static IReadOnlyList<string> Names(Layer cell) => cell is IManyInputs many ? many.InputNames : ["input"];

    private static Dictionary<string, Tensor<float>> Inputs(int[][] shapes, int steps, int batch) => shapes
        .Select((shape, i) => (Name: shapes.Length == 1 ? "input" : i == 0 ? "pre" : "post",
            Values: Samples.Uniform((ulong)i + 3, 0, 1, [steps, batch, .. shape.Select(length => (nint)length)])))
        .ToDictionary(input => input.Name, input => input.Values);
}
