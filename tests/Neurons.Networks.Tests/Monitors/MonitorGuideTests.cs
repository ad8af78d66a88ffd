using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Neurons.Networks.Tests;

/// <summary>The code of docs/monitors.md, compiled and run.</summary>
[Collection(nameof(WorkingFolder))]
public sealed class MonitorGuideTests
{
    [Fact]
    public void The_snippets_of_the_page_are_in_this_file()
    {
        var snippets = Regex.Matches(Page(), "```csharp\n(.*?)```", RegexOptions.Singleline);
        Assert.Equal(4, snippets.Count);
        var file = Flush(File.ReadAllText(ThisFile()));
        Assert.All(snippets, snippet => Assert.Contains(Flush(snippet.Groups[1].Value), file, StringComparison.Ordinal));
    }

    [Fact]
    public void The_table_of_the_page_can_be_read()
    {
        var file = Samples.TemporaryFile("mine.yaml");
        File.WriteAllText(file, Regex.Match(Page(), "```yaml\n(.*?)```", RegexOptions.Singleline).Groups[1].Value);
        Assert.Equal(new CostTable("mine", "measured", Accumulate: 0.5, NeuronUpdate: 12), CostTable.Read(file));
    }

    [Fact]
    public void Recording_a_network()
    {
        var network = new Graph(
            1, new Node("x", new Input(6)), new Node("fc", new Linear(6, 9), "x"), new Node("lif", new CubaLif(), "fc"),
            new Node("y", new Linear(9, 3), "lif"));
        var x = Samples.Uniform(3, 0, 30, 20, 4, 6);
        var gradient = Samples.Uniform(7, -1, 1, 20, 4, 3);
        using var folder = new WorkingFolder();
        using var monitor = network.Monitor("lif.V", Reduce.Mean);
        network.Predict(x);
        Console.WriteLine(monitor["lif.V"].Values[0]);          // one number for each pass

        using var all = network.Monitor("*", Reduce.Rate, Reduce.Silent).Add("*.gradient", Reduce.Norm).Add("lif.V", Reduce.Histogram(50, -1, 1));
        all.Passes = MonitoredPasses.Training;                  // default: all; Every and Keep thin them out
        var run = network.Forward(x);
        run.Pullback(gradient);
        float[] norms = all["lif.gradient"].Values;
        all.Save("run.npz");                                    // an array for each recording

        Assert.True(norms[0] > 0 && File.Exists("run.npz"));
    }

    [Fact]
    public void Warnings_and_operations()
    {
        var (trainer, test) = (Samples.Trainer(), Samples.Classes(20));

        trainer.OnWarning = warning => Console.WriteLine(warning.Message);

        var evaluation = trainer.Evaluate(test, [CostTable.Cmos45Float32, LemaireEnergy.Cmos45, CostTable.Loihi]);
        Console.WriteLine(evaluation.Operations);               // a table of the means of a sample, layer by layer
        long synaptic = evaluation.Operations!.Total.SynapticOperations;

        Assert.True(synaptic > 0);
    }

    private static string Page() => File.ReadAllText(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../../docs/monitors.md"));

    private static string Flush(string code) => string.Join('\n', code.Split('\n').Select(line => line.Trim()));

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
