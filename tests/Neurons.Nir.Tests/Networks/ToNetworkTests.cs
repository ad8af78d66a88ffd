using System.Numerics.Tensors;
using Neurons.Networks;

namespace Neurons.Nir.Tests.Networks;

public sealed class ToNetworkTests
{
    private const int Steps = 200, Batch = 2;

    public static TheoryData<string, NirDiscretisation> Files
    {
        get
        {
            var rows = new TheoryData<string, NirDiscretisation>();
            foreach (var name in Fixtures.List("nodes", "graphs", "unchecked"))
            {
                if (name == "unchecked/closed_loop") continue; // it has no way in
                foreach (var form in Enum.GetValues<NirDiscretisation>()) rows.Add(name, form);
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_network_does_what_its_graph_says(string name, NirDiscretisation form)
    {
        var graph = Fixtures.Read(name);
        var isFast = name is "graphs/exported_norse" or "unchecked/scalar_parameters";
        var options = new NirOptions { Discretisation = form, Dt = isFast ? 1e-6 : 1e-4 };
        var (network, _) = graph.ToNetwork(options);
        var inputs = Inputs(network, graph);

        var outputs = network.PredictOutputs(inputs);

        for (var sample = 0; sample < Batch; sample++)
        {
            var naive = new NaiveNir(graph, options);
            for (var step = 0; step < Steps; step++)
            {
                var expected = naive.Step(inputs.ToDictionary(
                    input => graph.Nodes.Keys.Single(key => Sane(key) == input.Key), input => Row(input.Value, step, sample)));
                Assert.Equal(expected.Count, outputs.Count);
                foreach (var (output, values) in expected) AssertClose(values, Row(outputs[Sane(output)], step, sample), $"{output} at {step}");
            }
        }
    }

    [Theory]
    [InlineData("graphs/mlp_lif", 1e-3)]
    [InlineData("graphs/paper_braille_rnn", 1e-4)]
    [InlineData("graphs/convnet", 1e-2)]
    [InlineData("graphs/recurrent", 1e-4)]
    [InlineData("graphs/self_loop", 1e-4)]
    public void Neurons_of_the_graphs_fire(string name, double dt)
    {
        var graph = Fixtures.Read(name);
        var (network, _) = graph.ToNetwork(new() { Dt = dt });

        Assert.Contains(1f, network.PredictOutputs(Inputs(network, graph)).Values.First());
    }

    private static string Sane(string name) => name.Replace('.', '/');

    private static Dictionary<string, Tensor<float>> Inputs(Graph network, NirGraph graph)
    {
        var random = new Random(3);
        return network.Nodes.Where(node => node.Layer is Input).ToDictionary(node => node.Name, node =>
        {
            nint[] shape = [Steps, Batch, .. node.Layer.InputShape!.Select(length => (nint)length)];
            var values = new float[shape.Aggregate((nint)1, (product, length) => product * length)];
            // currents that make neurons of every graph fire, each of them for ten steps
            var width = values.Length / Steps;
            for (var i = 0; i < values.Length; i++) values[i] = i / width % 10 == 0 || i < width ? random.Next(-20, 60) : values[i - width];
            return Tensor.Create(values, shape);
        });
    }

    private static double[] Row(Tensor<float> sequence, int step, int sample)
    {
        var width = (int)sequence.FlattenedLength / Steps / Batch;
        return [.. sequence.Skip(((step * Batch) + sample) * width).Take(width).Select(value => (double)value)];
    }

    private static void AssertClose(double[] expected, double[] actual, string where)
    {
        Assert.True(expected.Length == actual.Length, where);
        for (var i = 0; i < expected.Length; i++)
            Assert.True(
                Math.Abs(expected[i] - actual[i]) <= 1e-4 * Math.Max(1, Math.Abs(expected[i])), $"{where}, {i}: {expected[i]:r} and {actual[i]:r}");
    }
}
