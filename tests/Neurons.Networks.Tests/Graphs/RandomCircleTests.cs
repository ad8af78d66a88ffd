using System.Numerics.Tensors;

namespace Neurons.Networks.Tests;

/// <summary>Random circles, whose nodes share memory in any way that there is, against the same computed node by node in float64.</summary>
public sealed class RandomCircleTests
{
    private const int Steps = 5, Batch = 2, Width = 3;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_circle_gives_what_its_nodes_give_one_after_the_other(int seed)
    {
        var x = Samples.Uniform((ulong)seed, -1, 1, Steps, Batch, Width);
        var graph = Graph(seed);
        var outputs = graph.PredictOutputs(new Dictionary<string, Tensor<float>> { ["x"] = x });
        var expected = Naive(graph, Samples.Doubles(x));
        foreach (var name in graph.OutputNames)
        {
            var actual = Samples.Flat(outputs[name]);
            for (var i = 0; i < actual.Length; i++) Assert.Equal(expected[name][i], actual[i], 1e-5);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Gradients_of_a_circle_are_those_of_finite_differences(int seed)
    {
        var x = Samples.Uniform((ulong)seed, -1, 1, Steps, Batch, Width);
        Differences.Check(() => Graph(seed), network => network.Forward(x));
        // the input's, by a weight that each of its numbers goes through
        Differences.Check(() => Graph(seed, scaled: true), network => network.Forward(x));
    }

    /// <summary>Each node is fed by the one before, and by others at random, itself and later ones among them.</summary>
    private static Graph Graph(int seed, bool scaled = false)
    {
        var random = new Random(seed);
        var count = random.Next(1, 6);
        string[] names = [scaled ? "scaled" : "x", .. Enumerable.Range(0, count).Select(i => $"n{i}")];
        List<Node> nodes = [new("x", new Input(Width))];
        if (scaled) nodes.Add(new("scaled", new Linear(Width, Width), "x"));
        for (var i = 0; i < count; i++)
        {
            Layer layer = random.Next(5) switch
            {
                0 or 1 => new Linear(Width, Width, bias: random.Next(2) == 0),
                2 => new Activation(ActivationFunction.Tanh),
                3 => new Delay(random.Next(1, 3)),
                _ => new LeakyIntegrator(Width),
            };
            var others = names.Where((_, n) => n != i && random.Next(3) == 0);
            // the last closes the circle
            nodes.Add(new(names[i + 1], layer, [names[i], .. i == 0 ? others.Append(names[^1]).Distinct() : others]));
        }
        string[] outputs = [names[^1], .. names[1..^1].Where(_ => random.Next(3) == 0)];
        return new((ulong)seed, outputs, [.. nodes]);
    }

    /// <summary>The outputs of all nodes, [T, batch, width].</summary>
    private static Dictionary<string, double[]> Naive(Graph graph, double[] x)
    {
        const int Row = Batch * Width;
        var outputs = graph.Nodes.ToDictionary(node => node.Name, _ => new double[Steps * Row]);
        var states = graph.Nodes.ToDictionary(node => node.Name, _ => (V: new double[Row], I: new double[Row], Inputs: new List<double[]>()));
        outputs["x"] = x;
        for (var t = 0; t < Steps; t++)
        {
            for (var n = 0; n < graph.Nodes.Count; n++)
            {
                var node = graph.Nodes[n];
                if (node.Layer is Input) continue;
                var input = new double[Row];
                foreach (var source in node.From)
                {
                    var isLater = graph.Nodes.Select(other => other.Name).ToList().IndexOf(source) >= n;
                    for (var i = 0; i < Row && (!isLater || t > 0); i++) input[i] += outputs[source][(isLater ? t - 1 : t) * Row + i];
                }
                var state = states[node.Name];
                state.Inputs.Add(input);
                var output = outputs[node.Name].AsSpan(t * Row, Row);
                switch (node.Layer)
                {
                    case Linear linear:
                        var weight = Samples.Flat(linear.Weight.Value);
                        for (var i = 0; i < Row; i++)
                        {
                            output[i] = linear.Bias is { } bias ? Samples.Flat(bias.Value)[i % Width] : 0;
                            for (var k = 0; k < Width; k++) output[i] += weight[i % Width * Width + k] * input[i / Width * Width + k];
                        }
                        break;
                    case Activation:
                        for (var i = 0; i < Row; i++) output[i] = Math.Tanh(input[i]);
                        break;
                    case Delay delay:
                        if (t >= delay.Steps) state.Inputs[t - delay.Steps].CopyTo(output);
                        break;
                    default:
                        // dt is 1 ms, the inverse time constants are 200/s and 100/s
                        for (var i = 0; i < Row; i++)
                        {
                            state.I[i] += input[i];
                            output[i] = state.V[i] += 0.1 * (state.I[i] - state.V[i]);
                            state.I[i] *= 0.8;
                        }
                        break;
                }
            }
        }
        return outputs;
    }
}
