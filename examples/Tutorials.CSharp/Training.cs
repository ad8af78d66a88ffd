using System.Numerics.Tensors;
using Neurons;
using Neurons.Networks;
using Neurons.Plots;

namespace Tutorials.CSharp;

/// <summary>Training a fully connected network. Follows snnTorch's tutorial 5.</summary>
public static class Training
{
    /// <summary>What the tutorial finds.</summary>
    /// <param name="Before">The share of test digits that are named right before training.</param>
    /// <param name="After">The same after it.</param>
    public sealed record Result(double Before, double After);

    /// <summary>Runs it.</summary>
    public static Result Run(string figures, ulong seed = 1, int epochs = 20)
    {
        var (training, test) = Digits.Load().Split(0.8, seed);

        // Grey levels are currents, the same in each of 25 steps; the potential of the outputs says which digit it is.
        var network = new Sequential(
            seed,
            new Linear(64, 100),
            new Leaky(100, new() { Beta = 0.95 }),
            new Linear(100, 10),
            new Leaky(10, new() { Beta = 0.95 }) { Output = "Mem" });

        // Cross-entropy of the potentials in every step, summed over time.
        var trainer = new Trainer(network, Loss.StepCrossEntropy(), new Adam(2e-3)) { TimeSteps = 25, BatchSize = 64 };
        var before = trainer.Evaluate(test).Accuracy;
        var epochsDone = new List<Epoch>();
        foreach (var epoch in trainer.TrainAsync(training, epochs, test).ToBlockingEnumerable())
        {
            epochsDone.Add(epoch);
            if (epoch.Number % 5 == 0) Console.WriteLine($"epoch {epoch.Number}: loss {epoch.Loss:0.00}, test accuracy {epoch.Test!.Accuracy:P1}");
        }

        // Which digits are taken for which: the right one's row, the answer's column.
        var evaluation = trainer.Evaluate(test);
        Plot.Training(epochsDone).Save($"{figures}/training.svg");
        Plot.HeatMap(evaluation.Confusion, "test digits", "answer", "digit")
            .WithTitle("Which is taken for which").Save($"{figures}/training-confusion.svg");
        Plot.Network(network, Tensor.Create(test.Sample(0).ToArray(), [1, 64]), timeSteps: 25).Save($"{figures}/training-network.svg");
        Console.WriteLine($"test accuracy {before:P1} before, {evaluation.Accuracy:P1} after");
        return new(before, evaluation.Accuracy);
    }
}
