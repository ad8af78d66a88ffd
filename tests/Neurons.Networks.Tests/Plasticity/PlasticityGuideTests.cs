using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Neurons.Primitives;

namespace Neurons.Networks.Tests;

/// <summary>The code of docs/plasticity.md, compiled and run. Every snippet of that page stands here as well, word for word.</summary>
public class PlasticityGuideTests
{
    [Fact]
    public void Every_snippet_of_the_page_is_in_this_file() => Guide.Check("plasticity.md", ThisFile());

    [Fact]
    public void Neurons_learn_digits_without_labels_by_the_rules_of_the_page()
    {
        var (train, rest) = Digits.Load(current: 0.5f).Split(0.5, 1);
        var (test, _) = rest.Split(0.3, 1);

        var network = new Graph(
            seed: 1,
            new Node("pixels", new Input(64)),
            new Node("in", new Linear(64, 100, bias: false, weights: Initializer.Uniform(0, 0.3)), "pixels"),
            new Node("rest", new Linear(100, 100, bias: false, weights: Initializer.Constant(-10)), "lif"), // who fires silences all
            new Node("lif", new Lsnn(100, new() { TauMemInv = 100, TauSynInv = 200, Beta = 0.2, TauAdaptInv = 0.03 }), "in", "rest"));

        var bounds = StdpDependence.MultiplicativeRelu;
        var rule = new PairStdp { EtaPlus = 0.01, EtaMinus = 0.001, TauPlus = 0.01, TauMinus = 0.01, Dependence = bounds };
        var learning = new LocalLearning(network).Bind("in", rule, new(WeightSum: 6));
        NetworkState? state = null;                                        // thresholds rise with spikes, and stay
        for (var i = 0; i < train.Count; i++)
        {
            state = learning.Learn(Spikes(train.Sample(i), i), state);     // a step at a time; the weights change in place
            learning.Normalize();                                          // what each neuron takes in sums to 6
            learning.Reset();                                              // no pairs of spikes of two samples
        }

        var labels = new NeuronLabels(Responses(train, 500), train.Labels[..500]);
        int[] answers = labels.Of(Responses(test, test.Count));            // spike counts, [samples, 100]

        Assert.Equal(100, labels.Classes.Count);
        var right = answers.Zip(test.Labels.ToArray()).Count(pair => pair.First == pair.Second);
        Assert.InRange(right / (double)test.Count, 0.4, 1);

        var mine = PlasticityRule.From(
            preTraces: [new SpikeTrace(Tau: 0.02, IsNearest: true)],
            postTraces: [],
            preEvent: null,
            postEvent: (weight, pre, post) => 0.05f * (pre[0] - weight));  // towards what has just arrived

        new LocalLearning(network).Bind("in", mine).Learn(Spikes(train.Sample(0), 0), state);
        var spikes = Spikes(train.Sample(0), 0, steps: 5);

        var rewarded = new LocalLearning(network).Bind("in", new RewardModulated(rule) { TauEligibility = 0.5, TauReward = 0.1 }, new(WeightSum: 6));
        rewarded.Learn(spikes, state, reward: [0, 0, 0, 1, 0]);

        Tensor<float> Responses(Dataset data, int count)
        {
            var counts = Tensor.CreateFromShape<float>([count, 100]);
            for (var i = 0; i < count; i++)
            {
                var (output, _) = network.Predict(Spikes(data.Sample(i), i), state);
                for (var k = 0; k < output.FlattenedLength; k++) counts[i, k % 100] += output[k / 100, 0, k % 100];
            }
            return counts;
        }

        static Tensor<float> Spikes(ReadOnlySpan<float> image, int stream, int steps = 40) =>
            Encode.Rate(Tensor.Create(image.ToArray(), [1, 64]), steps, seed: 7, (uint)stream);
    }

    [Fact]
    public void Rules_of_a_file_learn()
    {
        var page = File.ReadAllText(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../../docs/plasticity.md"));
        var spikes = Samples.Uniform(3, 0, 2, 5, 1, 64);
        var path = Samples.TemporaryFile("stdp.yaml");
        File.WriteAllText(path, Regex.Match(page, "```yaml\n(.*?)```", RegexOptions.Singleline).Groups[1].Value);

        var read = NetworkFile.ReadLearning(path);
        read.Learn(spikes);

        Assert.Equal(6, read.Layers.Single().Options.WeightSum);
    }

    [Fact]
    public void A_layer_learns_by_itself()
    {
        var (pre, post) = (new SpikeBits(1, 784), new SpikeBits(1, 100));

        var layer = new Linear(784, 100, bias: false, weights: Initializer.Uniform(0, 1));
        var alone = new Sequential(1, layer);
        var plasticity = new LayerPlasticity(layer, new TripletStdp());
        plasticity.Step(pre, post, step: 0);                               // SpikeBits

        Assert.Equal(1, plasticity.Steps);
        Assert.Single(alone.Parameters);
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}

/// <summary>A page of the documentation, whose code stands in a test.</summary>
internal static class Guide
{
    /// <summary>Every snippet of a page is in a file, but for indentation.</summary>
    public static void Check(string page, string file)
    {
        var guide = File.ReadAllText(Path.Combine(Path.GetDirectoryName(file)!, "../../../docs", page));
        var code = Flush(File.ReadAllText(file));
        var snippets = Regex.Matches(guide, "```csharp\n(.*?)```", RegexOptions.Singleline);
        Assert.NotEmpty(snippets);
        Assert.All(snippets, snippet => Assert.Contains(Flush(snippet.Groups[1].Value), code));
    }

    private static string Flush(string code) => string.Join('\n', code.Split('\n').Select(line => line.Trim()));
}
