using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Neurons.Networks.Tests;

/// <summary>The code of docs/learning.md, compiled and run. Every snippet of that page stands here as well, word for word.</summary>
public class LearningGuideTests
{
    [Fact]
    public void Every_snippet_of_the_page_is_in_this_file()
    {
        var guide = File.ReadAllText(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../../docs/learning.md"));
        var code = Flush(File.ReadAllText(ThisFile()));
        var snippets = Regex.Matches(guide, "```csharp\n(.*?)```", RegexOptions.Singleline);

        Assert.NotEmpty(snippets);
        Assert.All(snippets, snippet => Assert.Contains(Flush(snippet.Groups[1].Value), code));
    }

    [Fact]
    public void A_loss_is_evaluated_and_its_gradient_makes_the_loss_smaller()
    {
        var network = Network();
        var (images, labels) = Batch(12);
        var epoch = 7;

        var loss = Loss.CountCrossEntropy(labelSmoothing: 0.1);
        var run = network.Forward(images, timeSteps: 25);
        var (value, gradient) = loss.Evaluate(run.Output, labels);      // the output is [T, batch, classes]
        var gradients = run.Pullback(gradient);

        double accuracy = Metric.RateAccuracy().Evaluate(run.Output, labels);
        int[] first = Metric.TemporalAccuracy().Classes(run.Output);    // by the first spike

        Assert.InRange(accuracy, 0, 1);
        Assert.Equal(12, first.Length);

        var optimizer = new AdamW(learningRate: 2e-3, weightDecay: 0.01);
        var schedule = Schedule.LinearWarmup(5).Then(5, Schedule.Cosine(45, least: 1e-5));
        var clipping = GradientClipping.ByNorm(1.0);

        optimizer.LearningRate = schedule.At(start: 2e-3, done: epoch);
        clipping.Apply(gradients);
        optimizer.Step(network, gradients);

        Assert.InRange(optimizer.LearningRate, 1.9e-3, 2e-3);
        for (var more = 0; more < 30; more++)
        {
            var next = network.Forward(images, 25);
            optimizer.Step(network, next.Pullback(loss.Evaluate(next.Output, labels).Gradient));
        }
        Assert.True(loss.Evaluate(network.Predict(images, 25), labels).Value < 0.9 * value);
    }

    [Fact]
    public void Gradients_are_accumulated()
    {
        var network = Network();
        var loss = Loss.CountCrossEntropy();
        var optimizer = new Sgd(0.1);
        (Tensor<float> Images, int[] Labels)[] parts = [Batch(6), Batch(6)];
        var before = Samples.Weights(network);

        var sum = new GradientAccumulator();
        foreach (var (part, answers) in parts)
        {
            var output = network.Forward(part, timeSteps: 25);
            sum.Add(output.Pullback(loss.Evaluate(output.Output, answers).Gradient), weight: 1.0 / parts.Length);
        }
        optimizer.Step(network, sum.Sum);

        Assert.NotEqual(before, Samples.Weights(network));
    }

    private static Sequential Network() => new(1, new Linear(6, 32), new Leaky(32), new Linear(32, 3), new Leaky(3));

    /// <summary>Three classes that differ in which features are large.</summary>
    private static (Tensor<float> Images, int[] Labels) Batch(int count)
    {
        var values = Samples.Flat(Samples.Uniform(5, 0, 0.6f, count, 6));
        int[] labels = [.. Enumerable.Range(0, count).Select(i => i % 3)];
        for (var i = 0; i < count; i++) values[(i * 6) + (2 * labels[i])] += 2;
        return (Tensor.Create(values, [count, 6]), labels);
    }

    /// <summary>Without the indentation.</summary>
    private static string Flush(string text) => string.Join('\n', text.Split('\n').Select(line => line.Trim())).Trim();

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
