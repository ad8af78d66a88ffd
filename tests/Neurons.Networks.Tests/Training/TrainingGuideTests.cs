using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Neurons.Networks.Tests;

/// <summary>The code of docs/training.md, compiled and run, but for the data; and its files.</summary>
[Collection(nameof(WorkingFolder))]
public class TrainingGuideTests
{
    [Fact]
    public void The_snippet_of_the_page_is_in_this_file()
    {
        var snippet = Regex.Match(Page(), "```csharp\n(.*?)```", RegexOptions.Singleline);
        Assert.True(snippet.Success);
        Assert.Contains(Flush(snippet.Groups[1].Value), Flush(File.ReadAllText(ThisFile())));
    }

    [Fact]
    public void The_network_file_of_the_page_can_be_read()
    {
        var file = Samples.TemporaryFile("net.yaml");
        File.WriteAllText(file, Regex.Match(Page(), "```yaml\n(.*?)```", RegexOptions.Singleline).Groups[1].Value);
        var trainer = NetworkFile.ReadTrainer(file);
        Assert.Equal((128, 25), (trainer.BatchSize, trainer.TimeSteps));
        Assert.IsType<AdamW>(trainer.Optimizer);
        Assert.Equal(["1.Threshold"], trainer.Network.Parameters.Where(p => p.Name.StartsWith("1.", StringComparison.Ordinal)).Select(p => p.Name));
    }

    [Fact]
    public void The_examples_can_be_read()
    {
        var examples = Directory.GetFiles(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../../examples"), "*.yaml");
        Assert.NotEmpty(examples);
        Assert.All(examples, example => Assert.Contains(NetworkFile.ReadTrainer(example).Network.OutputShape[0], new[] { 3, 10, 20 }));
    }

    [Fact]
    public async Task The_snippet_of_the_page_runs()
    {
        using var folder = new WorkingFolder();
        File.WriteAllText("net.yaml", "layers: [{type: Input, shape: [1, 4, 4]}, {type: Conv2d, inputs: 1, outputs: 2, kernel: 3}, "
            + "{type: Leaky}, {type: Flatten}, {type: Linear, inputs: 8, outputs: 3}]");
        var described = NetworkFile.Read("net.yaml");
        IO.SafetensorsFile.Write("model.safetensors", new Dictionary<string, string>(), described.Parameters.Select(parameter =>
            IO.SafetensorsEntry.From(parameter.Name.Replace("1.", "conv1.", StringComparison.Ordinal)
                .Replace("4.", "fc.", StringComparison.Ordinal), parameter.Value)));
        await Run(Samples.Network(), Samples.Classes(40), Samples.Classes(20));
    }

    private static async Task Run(Network network, Dataset training, Dataset test)
    {
        var trainer = new Trainer(network, Loss.MeanMembraneCrossEntropy(), new AdamW(1e-3))
        {
            TimeSteps = 25,
            BatchSize = 128,
            Encoding = InputEncoding.Rate(),              // spikes, drawn anew in each epoch, that travel as bits
            Schedule = Schedule.Cosine(10),
            Clipping = GradientClipping.ByNorm(1),
            TruncateAfter = 10,                           // an update every ten steps; the state goes on
            AccumulateBatches = 4,                        // an update for four batches
            Patience = 3,                                 // early stopping
            Account = new StepAccount(),                  // where the time goes
        };
        await foreach (var epoch in trainer.TrainAsync(training, epochs: 10, test))
        {
            Console.WriteLine($"{epoch.Number}: {epoch.Loss:0.000} {epoch.Test!.Accuracy:P1}");
            trainer.Save("last.safetensors");
            if (epoch.IsBest) trainer.Save("best.safetensors");
        }
        Console.WriteLine(trainer.Account);
        trainer = Trainer.Resume("last.safetensors");     // goes on as if nothing had happened
        trainer = NetworkFile.ReadTrainer("net.yaml");    // the network and the training of a file
        network = trainer.Network;
        network.ImportPyTorch("model.safetensors", "conv1", "fc");
    }

    private static string Flush(string text) =>
        Regex.Replace(text.Replace("network = trainer.Network;\n", "", StringComparison.Ordinal), @"\s+", " ");

    private static string Page() => File.ReadAllText(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../../docs/training.md"));

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
