using System.Numerics.Tensors;
using Neurons.IO;

namespace Neurons.Networks.Tests;

/// <summary>Nodes with several outputs, and networks with several.</summary>
public sealed class OutputTests
{
    private static readonly Tensor<float> _x = Samples.Uniform(3, 0, 30, 20, 4, 6);

    [Fact]
    public void Each_output_of_a_network_is_that_of_the_network_which_gives_it_alone_and_gradients_add()
    {
        var all = Graph("y", "lif.V", "in");
        Assert.Equal(["y", "lif.V", "in"], all.OutputNames);
        var run = all.Forward(_x);
        Assert.Same(run.Output, run.Outputs["y"]);
        Assert.True(Samples.Flat(run.Output).Distinct().Count() > 10, "the neurons must fire");
        var outers = all.OutputNames.ToDictionary(name => name, name => Samples.Uniform(7, -1, 1, run.Outputs[name].Lengths));
        var together = run.PullbackOfOutputs(outers);
        var predicted = all.PredictOutputs(new Dictionary<string, Tensor<float>> { ["x"] = _x });
        var sums = all.Parameters.ToDictionary(parameter => parameter.Name, parameter => new float[parameter.Value.FlattenedLength]);
        var ofInput = new float[_x.FlattenedLength];
        foreach (var name in all.OutputNames)
        {
            var alone = Graph(name);
            var own = alone.Forward(_x);
            Assert.Equal(Samples.Flat(own.Output), Samples.Flat(run.Outputs[name]));
            Assert.Equal(Samples.Flat(own.Output), Samples.Flat(predicted[name]));
            var gradients = own.PullbackWithInputs(outers[name]);
            foreach (var parameter in all.Parameters)
                TensorPrimitives.Add(sums[parameter.Name], Samples.Flat(gradients.Parameters[parameter.Name]), sums[parameter.Name]);
            TensorPrimitives.Add(ofInput, Samples.Flat(gradients.Input), ofInput);
        }
        foreach (var parameter in all.Parameters) Close(sums[parameter.Name], Samples.Flat(together.Parameters[parameter.Name]));
        Close(ofInput, Samples.Flat(together.Input));
    }

    [Fact]
    public void An_output_without_a_gradient_counts_as_one_of_zeros()
    {
        var (one, other) = (Graph("y", "lif.V").Forward(_x), Graph("y", "lif.V").Forward(_x));
        var outer = Samples.Uniform(7, -1, 1, one.Output.Lengths);
        var zeros = Tensor.CreateFromShape<float>(one.Outputs["lif.V"].Lengths);
        var plain = one.Pullback(outer);
        var named = other.PullbackOfOutputs(new Dictionary<string, Tensor<float>> { ["y"] = outer, ["lif.V"] = zeros }).Parameters;
        for (var p = 0; p < plain.Parameters.Count; p++) Assert.Equal(Samples.Flat(plain[p]), Samples.Flat(named[p]));
    }

    [Fact]
    public void A_state_that_a_node_takes_is_what_neurons_with_that_output_give()
    {
        var two = new Graph(
            2, new Node("x", new Input(6)), new Node("a", new CubaLif(6), "x"), new Node("b", new CubaLif(6) { Output = "V" }, "x"),
            new Node("y", new Linear(6, 2), "a", "b"));
        var one = new Graph(2, new Node("x", new Input(6)), new Node("a", new CubaLif(6), "x"), new Node("y", new Linear(6, 2), "a", "a.v"));
        for (var p = 0; p < one.Parameters.Count; p++) two.Parameters[p].Value.CopyTo(one.Parameters[p].Value);
        var (mine, its) = (one.Forward(_x), two.Forward(_x));
        Assert.Equal(Samples.Flat(its.Output), Samples.Flat(mine.Output));
        var outer = Samples.Uniform(7, -1, 1, mine.Output.Lengths);
        var (gradients, expected) = (mine.PullbackWithInputs(outer), its.PullbackWithInputs(outer));
        Assert.Equal(Samples.Flat(expected.Parameters["y.weight"]), Samples.Flat(gradients.Parameters["y.weight"]));
        Close(Samples.Flat(expected.Input), Samples.Flat(gradients.Input));
    }

    [Fact]
    public void Gradients_through_two_outputs_of_a_node_are_those_of_finite_differences()
    {
        var x = Samples.Uniform(3, 0, 2, 7, 4, 6);
        Differences.Check(
            () => new Graph(
                6, new Node("x", new Input(6)), new Node("a", new Linear(6, 5), "x"), new Node("li", new LeakyIntegrator(5), "a"),
                new Node("b", new Activation(ActivationFunction.Tanh), "li.I"), new Node("y", new Linear(5, 2), "li", "b")),
            network => network.Forward(x));
    }

    [Fact]
    public void Outputs_are_saved_with_a_network_and_written_by_hand()
    {
        var path = Samples.TemporaryFile("graph.safetensors");
        var network = Graph("lif.V", "y");
        network.Save(path);
        var loaded = Network.Load(path);
        Assert.Equal(["lif.V", "y"], loaded.OutputNames);
        Assert.Equal(Samples.Flat(network.Predict(_x)), Samples.Flat(loaded.Predict(_x)));
        var yaml = Samples.TemporaryFile("graph.yaml");
        File.WriteAllText(yaml, """
            seed: 5
            nodes:
              - {name: x, Type: input, shape: 6}
              - {name: in, type: linear, inputs: 6, outputs: 8, from: x}
              - {name: lif, type: CubaLif, shape: 8, from: in}
              - {name: y, type: linear, inputs: 8, outputs: 3, from: lif}
            outputs: [lif.v, y]
            """);
        var read = NetworkFile.Read(yaml);
        Assert.Equal(["lif.V", "y"], read.OutputNames);
        Assert.Equal(Samples.Flat(network.Predict(_x)), Samples.Flat(read.Predict(_x)));
        File.WriteAllText(yaml, "layers: [{type: linear, inputs: 6, outputs: 2}]\noutputs: y\n");
        Assert.Contains("which only a network of nodes can say", Assert.Throws<FormatError>(() => NetworkFile.Read(yaml)).Message);
    }

    [Theory]
    [InlineData("The network gives 'z', and there is no such node", "z")]
    [InlineData("The network gives 'lif.W', and CubaLif(8) has no such output; it has Output, V, I", "lif.W")]
    [InlineData("The network gives 'in.V', and Linear(6 → 8) has no such output; it gives one", "in.V")]
    [InlineData("The network gives 'lif' twice", "lif", "lif.output")]
    [InlineData("at least one output")]
    public void An_output_that_is_not_there_is_an_error(string message, params string[] outputs) =>
        Assert.Contains(message, Assert.Throws<ArgumentException>(() => Graph(outputs)).Message);

    [Fact]
    public void A_gradient_of_no_output_or_of_another_shape_is_an_error_and_so_is_a_second_output_within_a_circle()
    {
        var run = Graph("y", "lif.V").Forward(_x);
        var wrong = Tensor.CreateFromShape<float>([20, 4, 3]);
        Assert.Contains("There is no output 'z'; the network has y, lif.V", Refused(() => run.PullbackOfOutputs(Named("z"))));
        Assert.Contains(
            "The gradient of lif.V has the shape [20, 4, 3]; the output has [20, 4, 8]", Refused(() => run.PullbackOfOutputs(Named("lif.V"))));
        Assert.Contains(
            "Node 'lif', CubaLif(3), is part of a circle, where a node gives its first output, and neurons their states; 'lif.Output' is asked for",
            Refused(() => new Graph(
                1, new Node("x", new Input(3)), new Node("lif", new CubaLif(3) { Output = "V" }, "x", "back"),
                new Node("back", new Linear(3, 3), "lif.output"))));

        Dictionary<string, Tensor<float>> Named(string name) => new() { [name] = wrong };

        static string Refused(Action act) => Assert.Throws<ArgumentException>(act).Message;
    }

    [Fact]
    public async Task A_trainer_learns_the_first_output()
    {
        var (first, alone) = (Make("y", "lif.V"), Make("y"));
        var data = Samples.Classes(48);
        await Samples.Train(first, data, 2);
        await Samples.Train(alone, data, 2);
        Assert.Equal(Samples.Weights(alone.Network), Samples.Weights(first.Network));

        static Trainer Make(params string[] outputs) =>
            new(Graph(outputs), Loss.MaxMembraneCrossEntropy(), new Adam(0.01)) { TimeSteps = 12, BatchSize = 16 };
    }

    private static Graph Graph(params string[] outputs) => new(
        5, outputs, new Node("x", new Input(6)), new Node("in", new Linear(6, 8), "x"), new Node("lif", new CubaLif(8), "in"),
        new Node("y", new Linear(8, 3), "lif"));

    private static void Close(float[] expected, float[] actual)
    {
        var scale = Math.Max(1e-3f, Math.Abs(TensorPrimitives.MaxMagnitude<float>(expected)));
        for (var i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= 1e-5 * scale, $"{i}: {expected[i]} and {actual[i]}");
    }
}
