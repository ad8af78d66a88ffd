using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Neurons.Networks.Tests;

/// <summary>The first code of docs/conversion.md, compiled and run.</summary>
[Collection(nameof(WorkingFolder))]
public class ConversionGuideTests
{
    [Fact]
    public void The_snippet_of_the_page_is_in_this_file()
    {
        var page = File.ReadAllText(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../../docs/conversion.md"));
        var snippet = Regex.Match(page, "```csharp\n(.*?)```", RegexOptions.Singleline);
        Assert.True(snippet.Success);
        Assert.Contains(Flush(snippet.Groups[1].Value), Flush(File.ReadAllText(ThisFile())));
        foreach (var option in typeof(ConversionOptions).GetProperties().Where(option => option.CanWrite)) Assert.Contains($"`{option.Name}`", page);
    }

    [Fact]
    public async Task The_snippet_of_the_page_runs_and_the_spiking_network_is_as_good()
    {
        using var folder = new WorkingFolder();
        var (report, test) = await Run();
        Assert.InRange(report.AnalogueAccuracy(test), 0.93, 1);
        Assert.InRange(report.AccuracyOverTime(test, [32])[0].Accuracy, report.AnalogueAccuracy(test) - 0.01, 1);
        Assert.IsType<Sequential>(Network.Load("spiking.safetensors"));
    }

    private static async Task<(ConversionReport, Dataset)> Run()
    {
        var relu = ActivationFunction.Relu;
        var network = new Sequential(
            seed: 1, new Linear(64, 100, bias: false), new BatchNorm(100), new Activation(relu),
            new Linear(100, 50), new Activation(relu), new Linear(50, 10));
        var (training, test) = Digits.Load().Split(0.8, seed: 1);
        var trainer = new Trainer(network, Loss.MeanMembraneCrossEntropy(), new Adam(0.005)) { TimeSteps = 1 };
        await foreach (var epoch in trainer.TrainAsync(training, epochs: 10)) Console.WriteLine($"{epoch.Number}: {epoch.Accuracy:P1}");

        var (spiking, report) = AnnToSnn.Convert(network, training);
        Console.WriteLine(report);                                             // scales, saturated and silent units, layer by layer
        Console.WriteLine($"analogue: {report.AnalogueAccuracy(test):P1}");
        foreach (var (steps, accuracy) in report.AccuracyOverTime(test, [4, 8, 16, 32])) Console.WriteLine($"T = {steps}: {accuracy:P1}");
        spiking.Save("spiking.safetensors");
        return (report, test);
    }

    private static string Flush(string text) => Regex.Replace(text, @"\s+", " ");

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
