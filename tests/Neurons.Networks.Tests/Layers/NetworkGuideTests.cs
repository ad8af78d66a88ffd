using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Neurons.Networks.Tests;

/// <summary>The code of docs/networks.md, compiled and run. Every snippet of that page stands here as well, word for word.</summary>
public class NetworkGuideTests
{
    [Fact]
    public void Every_snippet_of_the_page_is_in_this_file()
    {
        var code = Flush(File.ReadAllText(ThisFile()));
        var snippets = Regex.Matches(Page(), "```csharp\n(.*?)```", RegexOptions.Singleline);
        Assert.NotEmpty(snippets);
        Assert.All(snippets, snippet => Assert.Contains(Flush(snippet.Groups[1].Value), code));
    }

    [Fact]
    public void Delays_of_the_page_are_layers_of_a_network()
    {
        var delayed = new Sequential(
            1, new Input(64),
            new ChannelDelay(64, max: 10),                             // learnable, at first uniform in [0, 10]
            new DelayedLinear(64, 32, max: 5), new Leaky(),
            new ChannelDelay([.. Enumerable.Range(0, 32)]),            // whole steps, fixed
            new Linear(32, 10), new LeakyIntegrator());

        Assert.Equal([40, 2, 10], delayed.Predict(Samples.Uniform(1, 0, 1, 40, 2, 64)).Lengths.ToArray());
    }

    [Fact]
    public void Layers_of_the_page_map_whole_sequences()
    {
        var parallel = new Sequential(
            1, new Linear(700, 128),
            new Psn(100),                                              // h = W x + b over all 100 steps, z = [h ≥ 0]
            new Linear(128, 128), new SlidingPsn(window: 8),           // a learnt sum over the last 8, for any number of steps
            new Linear(128, 20), new LeakySum(0.95, learnable: true),  // y[t] = 0.95 y[t − 1] + x[t]
            new OverTime(Reduction.Mean));

        Assert.Equal([1, 2, 20], parallel.Predict(Samples.Uniform(1, 0, 1, 100, 2, 700)).Lengths.ToArray());
    }

    [Fact]
    public void The_network_of_the_page_is_built_and_its_file_is_read()
    {
        var network = new Sequential(
            seed: 1,
            new Input(1, 28, 28),
            new Conv2d(1, 16, kernel: 5, padding: 2),
            new BatchNorm(16),
            new Leaky(options: new() { Beta = Learnable.PerChannel(0.9) }),
            new MaxPool2d(2),
            new Flatten(),
            new Dropout(0.2),
            new Linear(16 * 14 * 14, 10),
            new LeakyIntegrator());
        Console.WriteLine(network.Summary());

        Assert.Equal([2, 3, 10], network.Forward(Samples.Uniform(1, 0, 1, 3, 1, 28, 28), 2).Output.Lengths.ToArray());

        var path = Samples.TemporaryFile("network.yaml");
        File.WriteAllText(path, Regex.Match(Page(), "```yaml\n(.*?)```", RegexOptions.Singleline).Groups[1].Value);
        Assert.Equal([10], NetworkFile.Read(path).OutputShape.ToArray());
    }

    [Fact]
    public void Layers_as_functions()
    {
        var layer = new Linear(5, 3);
        var weight = Tensor.CreateFromShape<double>([3, 5]);
        var x = Tensor.CreateFromShape<double>([20, 8, 5]);
        var y = Tensor.CreateFromShape<double>([20, 8, 3]);
        layer.Forward(weight, null, x, y);

        var weightGradient = Tensor.CreateFromShape<double>([3, 5]);
        layer.Backward(weight, x, outputGradient: y, inputGradient: null, weightGradient, biasGradient: null);

        Assert.All(Samples.Flat(weightGradient), number => Assert.Equal(0, number));
    }

    [Fact]
    public void Normalisation_and_parameters()
    {
        var normalised = new Sequential(1, new Input(2, 8, 8), new Conv2d(2, 4, 3), BatchNorm.ThresholdDependent(4, threshold: 1), new Leaky());

        var neurons = new Leaky([16, 14, 14], new()
        {
            Beta = Learnable.PerChannel(0.9),       // 16 numbers; the gradient is the sum over a channel
            Threshold = Learnable.Shared(1.0),      // one number
        });

        Assert.Equal([4, 6, 6], normalised.OutputShape.ToArray());
        Assert.Equal([16, 1], new Sequential(1, neurons).Parameters.Select(parameter => (int)parameter.Value.FlattenedLength));
    }

    [Fact]
    public void Branches_and_feedback()
    {
        var branches = new Sequential(
            2,
            new Input(2, 8, 8),
            new Residual(new Conv2d(2, 2, 3, padding: 1), new Leaky(), new Conv2d(2, 2, 1)),
            new Branches(
                Merge.Concatenate,
                new Block(new Conv2d(2, 4, 3, padding: 1), new Leaky()),
                new Block(new Delay(2), new Conv2d(2, 4, 1)),
                new Block()),                                          // passes its input on
            new Flatten(),
            new Linear(640, 32),
            new Feedback(new Leaky()),                                 // all to all: x[t] + W z[t − 1] + b
            new Linear(32, 10),
            Feedback.OneToOne(new Leaky(), initial: 0.5),              // each to itself: x[t] + v · z[t − 1]
            new OverTime(Reduction.Sum));                              // spike counts
        var counts = branches.Predict(Tensor.CreateFromShape<float>([12, 4, 2, 8, 8])); // [1, 4, 10]

        Assert.Equal([1, 4, 10], counts.Lengths.ToArray());
    }

    [Fact]
    public void First_weights_and_a_price_of_spikes()
    {
        var initialised = new Sequential(3, new Linear(64, 128, weights: Initializer.KaimingNormal()), new Leaky(),
            new Linear(128, 10, weights: Initializer.Orthogonal(gain: 0.5)));

        var sparse = new Sequential(
            4, new Linear(64, 128), new Leaky(),
            new ActivityPenalty { L1 = 0.1, LowerRate = 0.01, LowerStrength = 10 },
            new Linear(128, 10), new LeakyIntegrator());

        Assert.Equal([10], initialised.OutputShape.ToArray());
        Assert.True(sparse.Forward(Samples.Uniform(1, 0, 1, 8, 2, 64)).Penalty > 0);
    }

    [Fact]
    public void Graphs()
    {
        var graph = new Graph(
            seed: 5,
            new Node("image", new Input(64)),
            new Node("in", new Linear(64, 100), "image"),
            new Node("back", new Linear(100, 100), "lif"),             // a circle with "lif": one step later
            new Node("lif", new CubaLif(100), "in", "back"),           // the sum of both
            new Node("out", new Linear(100, 10), "lif"),
            new Node("readout", new LeakyIntegrator(10), "out"));
        var forward = graph.Forward(Tensor.CreateFromShape<float>([20, 8, 64]));
        NetworkGradients all = forward.PullbackWithInputs(Tensor.CreateFromShape<float>([20, 8, 10])); // all.Parameters["back.weight"], all.Input

        var modulated = new Graph(
            6,
            new Node("current", new Input(10)),
            new Node("reward", new Input(10)),
            new Node("lif", new ExtendedLif(10, new() { Modulation = Transform.Sigmoid }), "current") { ["m"] = ["reward"] });
        var spikes = modulated.Predict(new Dictionary<string, Tensor<float>>
        {
            ["current"] = Tensor.CreateFromShape<float>([20, 8, 10]),
            ["reward"] = Tensor.CreateFromShape<float>([20, 8, 10]),
        });

        var several = new Graph(
            7,
            ["readout", "lif.V"],                                      // the first is the one that one loss is of
            new Node("image", new Input(64)),
            new Node("in", new Linear(64, 100), "image"),
            new Node("lif", new CubaLif(100), "in"),
            new Node("readout", new Linear(100, 10), "lif", "lif.I"));     // the sum of spikes and currents
        var run = several.Forward(Tensor.CreateFromShape<float>([20, 8, 64]));
        var potentials = run.Outputs["lif.V"];                         // [20, 8, 100]
        var gradients = run.PullbackOfOutputs(new Dictionary<string, Tensor<float>>
        {
            ["readout"] = Tensor.CreateFromShape<float>([20, 8, 10]),
            ["lif.V"] = Tensor.CreateFromShape<float>([20, 8, 100]),
        });

        Assert.Equal([20, 8, 100], potentials.Lengths.ToArray());
        Assert.Equal([20, 8, 64], gradients.Input.Lengths.ToArray());
        Assert.Equal([20, 8, 64], all.Input.Lengths.ToArray());
        Assert.Equal([20, 8, 10], spikes.Lengths.ToArray());
    }

    [Fact]
    public void The_description_of_the_page_that_names_its_weights_is_what_is_written()
    {
        var yaml = Page().Split("```yaml\n").Single(part => part.StartsWith("weights:", StringComparison.Ordinal)).Split("```")[0];
        var network = new Sequential(1, new Linear(64, 10), new LeakyIntegrator(10));
        var folder = Directory.CreateTempSubdirectory();
        var file = Path.Combine(folder.FullName, "net.yaml");

        NetworkFile.Write(file, network);
        File.WriteAllText(file, yaml);

        Assert.Equal(Samples.Weights(network), Samples.Weights(NetworkFile.Read(file)));
        folder.Delete(recursive: true);
    }

    [Fact]
    public void The_graph_of_the_page_can_be_read()
    {
        var yaml = Page().Split("```yaml").Single(part => part.Contains("nodes:", StringComparison.Ordinal)).Split("```")[0];
        var file = Samples.TemporaryFile("graph.yaml");
        File.WriteAllText(file, yaml);
        Assert.Equal([10], NetworkFile.Read(file).OutputShape.ToArray());
    }

    /// <summary>Lines without the indentation that the page does not have.</summary>
    private static string Flush(string code) => string.Join('\n', code.Split('\n').Select(line => line.Trim()));

    private static string Page() => File.ReadAllText(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../../docs/networks.md"));

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
