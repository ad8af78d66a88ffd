using System.Numerics.Tensors;
using Neurons;
using Neurons.Networks;
using Neurons.Plots;
using Neurons.Primitives;

namespace Tutorials.CSharp;

/// <summary>A membrane potential follows a curve. Follows the first of snnTorch's tutorials on regression.</summary>
public static class Regression
{
    private const int Samples = 200, Steps = 50;

    /// <summary>What the tutorial finds.</summary>
    /// <param name="Before">The mean distance of the potential from curves that it has not seen, before training.</param>
    /// <param name="After">The same after it.</param>
    public sealed record Result(double Before, double After);

    /// <summary>Runs it.</summary>
    public static Result Run(string figures, ulong seed = 1, int epochs = 120)
    {
        // What goes in rises along a line, to an end of its own; what shall come out is its root.
        var random = new RandomStream(seed, 0);
        var (ramps, roots) = (Tensor.CreateFromShape<float>([Samples, Steps, 1]), Tensor.CreateFromShape<float>([Samples, Steps, 1]));
        for (var i = 0; i < Samples; i++)
        {
            var end = random.NextDouble();
            for (var t = 0; t < Steps; t++) (ramps[i, t, 0], roots[i, t, 0]) = ((float)(end * t / Steps), (float)Math.Sqrt(end * t / Steps));
        }
        var (training, test) = SequenceData.Of(ramps, roots).Split(0.8, seed);

        // The neurons learn how they leak; the last one never fires, and its potential is the answer.
        var network = new Sequential(
            seed,
            new Linear(1, 128),
            new Leaky(128, new() { Beta = Learnable.Shared(0.9) }),
            new Linear(128, 1),
            new Leaky(1, new() { Beta = Learnable.Shared(0.9), Reset = MembraneReset.None }) { Output = "Mem" });
        var trainer = new Trainer(network, Loss.MeanSquaredError(), new Adam(5e-3)) { BatchSize = 20 };
        var before = Distance(network, test);
        foreach (var epoch in trainer.TrainAsync(training, epochs, test).ToBlockingEnumerable())
        {
            if (epoch.Number % 20 == 0) Console.WriteLine($"epoch {epoch.Number}: loss {epoch.Loss:0.0000}, test loss {epoch.Test!.Loss:0.0000}");
        }

        var after = Distance(network, test);
        Plot.Curves(
            Axis.Whole("step"), "potential", new Curve("what it shall be", Root(test, 0)), new Curve("what it is", Answer(network, test, 0)),
            new Curve("another", Root(test, 1)), new Curve("what that is", Answer(network, test, 1)))
            .WithTitle("Two curves that it has not seen").Save($"{figures}/regression.svg");
        Console.WriteLine($"mean distance {before:0.000} before, {after:0.000} after");
        return new(before, after);
    }

    /// <summary>The mean distance of the potential from the curves.</summary>
    private static double Distance(Network network, Dataset data) => Enumerable.Range(0, data.Count)
        .Average(i => Root(data, i).Zip(Answer(network, data, i)).Average(pair => Math.Abs(pair.First - pair.Second)));

    private static double[] Root(Dataset data, int sample) => [.. data.Sample(sample).ToArray().Select(x => Math.Sqrt(x))];

    private static double[] Answer(Network network, Dataset data, int sample) =>
        [.. network.Predict(Tensor.Create(data.Sample(sample).ToArray(), [Steps, 1, 1])).Select(v => (double)v)];
}
