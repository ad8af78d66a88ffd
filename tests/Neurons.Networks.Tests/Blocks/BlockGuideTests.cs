using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Neurons.Networks.Tests;

/// <summary>The code of docs/blocks.md, compiled and run. Every snippet of that page stands here as well, word for word.</summary>
public class BlockGuideTests
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
    public void The_networks_of_the_page_are_built_and_its_file_is_read()
    {
        var network = new Sequential(
            seed: 1,
            new Input(2, 32, 32),
            new Conv2d(2, 32, kernel: 3, padding: 1, bias: false),
            new BatchNorm(32),
            new LifBox(LifBoxOptions.SpikingjellyLif),
            new SewBlock(32),                                          // y + x
            new SewBlock(64, stride: 2, merge: SewMerge.Iand),         // x · (1 − y), of half the height and width
            new SpikformerBlock(heads: 4),                             // over 16 · 16 tokens of 64 channels
            new GlobalPool(),
            new Linear(64, 10));

        var options = new SewBlockOptions(16, Neurons: new Leaky(new LeakyOptions { Beta = Learnable.PerChannel(0.8) }));
        var own = new Sequential(1, new Input(16, 8, 8), new SewBlock(options));
        Console.WriteLine(own.Parameters[2].Name);                     // 1.norm1.bias

        Assert.Equal([10], network.OutputShape.ToArray());
        Assert.Equal("1.norm1.bias", own.Parameters[2].Name);
        Assert.Contains(own.Parameters, one => one.Name == "1.lif1.Beta" && one.Value.FlattenedLength == 16);

        var path = Samples.TemporaryFile("network.yaml");
        File.WriteAllText(path, Regex.Match(Page(), "```yaml\n(.*?)```", RegexOptions.Singleline).Groups[1].Value);
        var read = NetworkFile.Read(path);
        Assert.Equal([10], read.OutputShape.ToArray());
        Assert.Equal([2, 3, 10], read.Predict(Samples.Uniform(1, 0, 1, 3, 1, 28, 28), 2).Lengths.ToArray());
    }

    [Fact]
    public void Whole_networks()
    {
        var vgg = SpikingNetworks.Vgg(seed: 1, [1, 28, 28], classes: 10, stages: [[32], [64, 64]]);
        var resnet = SpikingNetworks.SewResNet(seed: 1, [2, 32, 32], classes: 10, channels: [32, 64], blocks: [1, 1]);    // by default ResNet-18
        var membrane = SpikingNetworks.MsResNet(seed: 1, [2, 32, 32], classes: 10, channels: [32, 64], blocks: [1, 1]);
        var spikformer = SpikingNetworks.Spikformer(seed: 1, [1, 28, 28], classes: 10, channels: 64, heads: 4, blocks: 2);

        Assert.All(new[] { vgg, resnet, membrane, spikformer }, network => Assert.Equal([10], network.OutputShape.ToArray()));
    }

    [Fact]
    public void Few_bits()
    {
        var small = new Sequential(
            1,
            new QuantizedWeights(new Linear(64, 128)),                                   // int8, a scale for each output
            new QuantizedStates(new Leaky(128), bits: 6, low: -1, high: 2),              // potentials of 64 levels
            new QuantizedWeights(new Linear(128, 10), WeightLevels.Ternary),             // −a, 0, a
            new LeakyIntegrator(10));
        var deployed = ((QuantizedWeights)small.Layers[0]).UsedWeight();                 // what a device is given

        Assert.Equal([128, 64], deployed.Lengths.ToArray());
        Assert.Equal([3, 2, 10], small.Predict(Samples.Uniform(1, 0, 1, 3, 2, 64)).Lengths.ToArray());
    }

    private static string Flush(string code) => string.Join('\n', code.Split('\n').Select(line => line.Trim()));

    private static string Page() =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "..", "..", "docs", "blocks.md")).ReplaceLineEndings("\n");

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
