using System.Numerics.Tensors;
using Neurons.IO;

namespace Neurons.Networks.Tests;

/// <summary>Operations are those of plain loops over what the layers took and gave.</summary>
public sealed class OperationTests
{
    [Fact]
    public void A_convolution_of_spikes_counts_the_pairs_that_meet_inside_the_image()
    {
        var network = new Sequential(
            1, new Input(2, 7, 6), new Conv2d(2, 4, 1), new Leaky(),
            new Conv2d(4, 6, (3, 2), stride: (2, 1), padding: (1, 0), dilation: (1, 2), groups: 2),
            new LeakyIntegrator());
        var x = Samples.Uniform(3, 0, 6, 9, 5, 2, 7, 6);
        using var counter = new OperationCounter(network);
        network.Predict(x);
        var trace = network.Trace(x);
        counter.Dispose();
        // both passes
        var counts = counter.Counts;
        Assert.Equal(10, counts.Samples);
        var (spikes, output) = (trace[2], trace[3]);
        var conv = (Conv2d)network.Layers[3];
        var (flat, pairs) = (Samples.Flat(spikes), 0L);
        var (rows, columns) = ((int)output.Lengths[3], (int)output.Lengths[4]);
        for (var i = 0; i < flat.Length; i++)
        {
            if (flat[i] == 0) continue;
            var (y, x0) = (i / 6 % 7, i % 6);
            for (var oy = 0; oy < rows; oy++)
            {
                for (var ox = 0; ox < columns; ox++)
                {
                    for (var ky = 0; ky < 3; ky++)
                    {
                        for (var kx = 0; kx < 2; kx++)
                            if ((oy * 2) - 1 + ky == y && ox + (kx * 2) == x0) pairs += 6 / 2;
                    }
                }
            }
        }
        Assert.True(pairs > 1000);
        var row = counts.Layers.Single(one => one.Place == "3").Operations;
        Assert.Equal(2 * pairs, row.SynapticOperations);
        Assert.Equal(0, row.MultiplyAccumulates);
        Assert.Equal(2 * ((2 * output.FlattenedLength * 12) + output.FlattenedLength), row.FloatingPointOperations);
        var first = counts.Layers.Single(one => one.Place == "1").Operations;
        Assert.Equal((0, 2 * trace[1].FlattenedLength * 2), (first.SynapticOperations, first.MultiplyAccumulates));
        var neurons = counts.Layers.Single(one => one.Place == "2").Operations;
        Assert.Equal((2 * flat.Count(value => value != 0), 2 * flat.Length), ((int)neurons.Spikes, (int)neurons.NeuronUpdates));
    }

    [Fact]
    public void Spikes_as_bits_and_as_numbers_and_those_of_circles_are_counted_alike()
    {
        // beside a plain chain, the same with a node that takes the spikes as numbers
        Network[] networks =
        [
            new Sequential(2, new Linear(6, 70), new CubaLif(70), new Linear(70, 3)),
            new Graph(
                2, ["y", "lif"], new Node("x", new Input(6)), new Node("in", new Linear(6, 70), "x"), new Node("lif", new CubaLif(70), "in"),
                new Node("y", new Linear(70, 3), "lif")),
            new Graph(
                2, new Node("x", new Input(6)), new Node("in", new Linear(6, 70), "x"), new Node("lif", new CubaLif(70), "in", "no"),
                new Node("no", new Linear(70, 70, bias: false, weights: Initializer.Constant(0)), "lif"), new Node("y", new Linear(70, 3), "lif")),
        ];
        foreach (var graph in networks[1..])
        {
            foreach (var parameter in networks[0].Parameters)
            {
                var name = parameter.Name.Replace("0.", "in.", StringComparison.Ordinal).Replace("2.", "y.", StringComparison.Ordinal);
                parameter.Value.CopyTo(graph.Parameters.Single(one => one.Name == name).Value);
            }
        }
        var x = Samples.Uniform(3, 0, 30, 20, 4, 6);
        var rows = networks.Select(network =>
        {
            using var counter = new OperationCounter(network);
            network.Predict(x);
            return counter.Counts.Layers.Single(row => row.Place is "2" or "y").Operations;
        }).ToArray();
        Assert.True(rows[0].SynapticOperations > 100);
        Assert.Equal(rows[0], rows[1]);
        Assert.Equal(rows[0], rows[2]);
    }

    [Fact]
    public void A_feedback_counts_the_spikes_of_the_steps_before()
    {
        var network = new Sequential(1, new Linear(6, 9), new Feedback(new Leaky()));
        var x = Samples.Uniform(3, 0, 30, 20, 4, 6);
        using var counter = new OperationCounter(network);
        var output = Samples.Flat(network.Predict(x));
        var arrived = output[..^36].Count(spike => spike != 0);
        Assert.True(arrived > 20 && output[^36..].Any(spike => spike != 0));
        Assert.Equal(9 * arrived, counter.Counts.Layers.Single(row => row.Place == "1").Operations.SynapticOperations);
        Assert.Equal(output.Count(spike => spike != 0), counter.Counts.Layers.Single(row => row.Place == "1.0").Operations.Spikes);
    }

    [Fact]
    public void Every_layer_that_files_can_name_is_counted_or_known_to_do_nothing()
    {
        string[] nothing =
            ["input", "flatten", "split", "concatenate", "delay", "dropout", "activity_penalty", "block", "residual", "branches", "repeat"];
        foreach (var (kind, input, layer) in LayerKindsTests.All())
        {
            Network network = layer is IManyInputs { InputNames: [_, var second] }
                ? new Graph(7, new Node("x", new Input(input)), new("y", layer, "x") { [second] = ["x"] })
                : new Sequential(7, new Input(input), layer);
            using var counter = new OperationCounter(network);
            nint[] shape = [2, .. input.Select(length => (nint)length)];
            nint steps = layer switch { Psn psn => psn.Options.Steps, MaskedPsn masked => masked.Options.Steps, _ => 1 };
            // an encoder takes what stays the same
            _ = layer is QcfsEncoder ? network.Predict(Samples.Uniform(3, 0, 2, shape), 1)
                : network.Predict(Samples.Uniform(3, 0, 2, [steps, .. shape]));
            Assert.True(
                nothing.Contains(kind) || counter.Counts.Total != default, $"{kind}: what {layer} does is not counted");
        }
    }

    [Theory]
    [InlineData("max_pool2d")]
    [InlineData("average_pool2d")]
    [InlineData("activation")]
    [InlineData("conv2d")]
    [InlineData("block")]
    public void Layers_inside_of_a_circle_are_counted_as_outside(string kind)
    {
        Layer Make() => kind switch
        {
            "max_pool2d" => new MaxPool2d(3, 1, 1),
            "average_pool2d" => new AveragePool2d(3, 1, 1),
            "activation" => new Activation(ActivationFunction.Relu),
            "conv2d" => new Conv2d(1, 1, 3, padding: 1, weights: Initializer.Constant(0.3)),
            _ => new Block(new MaxPool2d(3, 1, 1), new AveragePool2d(3, 1, 1)),
        };
        // back to the layer goes nothing, by a weight of 0
        var circle = new Graph(
            1, new Node("x", new Input(1, 6, 5)), new Node("layer", Make(), "x", "back"),
            new Node("back", new Conv2d(1, 1, 1, bias: false, weights: Initializer.Constant(0)), "layer"));
        var plain = new Graph(1, new Node("x", new Input(1, 6, 5)), new Node("layer", Make(), "x"));
        var input = Samples.Uniform(3, 0, 2, 4, 2, 1, 6, 5);
        var counts = new[] { circle, plain }.Select(network =>
        {
            using var counter = new OperationCounter(network);
            network.Predict(input);
            return counter.Counts.Layers.Where(row => row.Place.StartsWith("layer", StringComparison.Ordinal)).Select(row => row.Operations)
                .Aggregate((one, other) => one + other);
        }).ToArray();
        Assert.NotEqual(default, counts[1]);
        Assert.Equal(counts[1] with { MemoryBytes = 0 }, counts[0] with { MemoryBytes = 0 });
    }

    [Fact]
    public void Sums_inside_of_a_circle_are_counted()
    {
        var network = new Graph(
            1, new Node("x", new Input(4)), new Node("in", new Linear(4, 3), "x"), new Node("lif", new Leaky(3), "in", "back"),
            new Node("back", new Linear(3, 3), "lif"));
        using var counter = new OperationCounter(network);
        network.Predict(Samples.Uniform(3, 0, 2, 5, 2, 4));
        // each current that arrives from within, at each step
        Assert.Equal(5 * 2 * 3, counter.Counts.Layers.Single(row => row.Place == "").Operations.Accumulates);
    }

    [Fact]
    public void What_stands_in_place_of_a_weight_and_rounded_states_are_counted_as_the_layers_that_they_are_of()
    {
        var network = new Sequential(
            1, new QuantizedWeights(new Linear(6, 9)), new QuantizedStates(new LifBox(9, LifBoxOptions.SpikingjellyLif)),
            new QuantizedWeights(new Linear(9, 2)));
        using var counter = new OperationCounter(network);
        var x = Samples.Uniform(3, 0, 6, 20, 4, 6);
        network.Predict(x);
        var rows = counter.Counts.Layers;
        Assert.Equal(20 * 4 * 9 * 6, rows[0].Operations.MultiplyAccumulates);
        Assert.Equal(20 * 4 * 9, rows[1].Operations.NeuronUpdates);
        var spikes = Samples.Flat(network.Trace(x)[1]).Sum();
        Assert.True(spikes > 10);
        Assert.Equal((long)spikes * 2, rows[2].Operations.SynapticOperations);
    }

    [Fact]
    public void An_evaluation_counts_its_own_passes_alone_and_answers_the_same()
    {
        var trainer = Samples.Trainer();
        var data = Samples.Classes(40);
        var plain = trainer.Evaluate(data);
        Assert.Null(plain.Operations);
        using var all = new OperationCounter(trainer.Network, EnergyModel.BuiltIn);
        trainer.Network.Predict(Samples.Uniform(3, 0, 30, 20, 4, 6));
        var counted = trainer.Evaluate(data, EnergyModel.BuiltIn);
        Assert.Equal(plain.Answers, counted.Answers);
        Assert.Equal((40, 44), (counted.Operations!.Samples, all.Counts.Samples));
        Assert.Equal(5, counted.Operations.NanojoulesPerSample.Count);
        Assert.All(counted.Operations.NanojoulesPerSample, energy => Assert.True(energy > 0));
        var text = counted.Operations.ToString();
        Assert.Contains("a sample", text, StringComparison.Ordinal);
        Assert.Contains("loihi has no price for multiply-accumulates", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_of_ones_own_prices_what_it_says()
    {
        var path = Samples.TemporaryFile("costs.yaml");
        File.WriteAllText(path, "name: mine\nsynaptic_operation: 2.5\nneuron_update: 10\nspike: 100\n");
        var table = (CostTable)EnergyModel.Of(path);
        Assert.Equal(new CostTable("mine", path, null, 0, 2.5, 10, 100), table);
        var done = new LayerOperations { SynapticOperations = 4, NeuronUpdates = 3, Spikes = 2, MultiplyAccumulates = 7 };
        Assert.Equal(10 + 30 + 200, table.Picojoules(new() { Operations = done }));
        Assert.Same(CostTable.Loihi, EnergyModel.Of("Loihi"));
        Assert.Contains("lemaire45", Assert.Throws<ArgumentException>(() => EnergyModel.Of("nowhere")).Message, StringComparison.Ordinal);
        const string Known = "it has name, accumulate, synaptic_operation, neuron_update, spike, access_byte, source, multiply_accumulate";
        foreach (var (text, message) in new[] { ("name: x\nspike: -1", "spike is -1"), ("name: x\nspikes: 1", Known), ("spike: 1", "name") })
        {
            File.WriteAllText(path, text);
            Assert.Contains(message, Assert.Throws<FormatError>(() => CostTable.Read(path)).Message, StringComparison.Ordinal);
        }
    }
}
