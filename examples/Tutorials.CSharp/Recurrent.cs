using System.Numerics.Tensors;
using Neurons;
using Neurons.Networks;
using Neurons.Plots;

namespace Tutorials.CSharp;

/// <summary>Recurrent neurons classify by the potentials that classes shall have. Follows the second of snnTorch's tutorials on regression.</summary>
public static class Recurrent
{
    /// <summary>What the tutorial finds.</summary>
    /// <param name="Accuracy">The share of test digits that are named right.</param>
    /// <param name="Potentials">The mean potentials of the ten outputs for the first test digit.</param>
    /// <param name="Digit">Which digit that is.</param>
    public sealed record Result(double Accuracy, double[] Potentials, int Digit);

    /// <summary>Runs it.</summary>
    public static Result Run(string figures, ulong seed = 1, int epochs = 20)
    {
        var (training, test) = Digits.Load().Split(0.8, seed);

        // Each hidden neuron hears all of them one step later; the outputs never fire.
        var network = new Sequential(
            seed,
            new Linear(64, 100),
            new Feedback(new Leaky(100)),
            new Linear(100, 10),
            new Leaky(10, new() { Reset = MembraneReset.None }) { Output = "Mem" });

        // In every step, the potential of the right class shall be 1.05 and that of the others 0.2.
        var loss = Loss.MembraneSquaredError(onTarget: 1.05, offTarget: 0.2);
        var trainer = new Trainer(network, loss, new Adam(2e-3)) { TimeSteps = 25, BatchSize = 64 };
        foreach (var epoch in trainer.TrainAsync(training, epochs, test).ToBlockingEnumerable())
        {
            if (epoch.Number % 5 == 0) Console.WriteLine($"epoch {epoch.Number}: loss {epoch.Loss:0.000}, test accuracy {epoch.Test!.Accuracy:P1}");
        }

        var potentials = network.Predict(Tensor.Create(test.Sample(0).ToArray(), [1, 64]), timeSteps: 25);
        Plot.Trace(potentials).WithTitle($"The potentials of the ten outputs, shown a {test.Labels[0]}").Save($"{figures}/recurrent.svg");
        double[] means = [.. Enumerable.Range(0, 10).Select(k => potentials.ToArray().Where((_, i) => i % 10 == k).Average())];
        var accuracy = trainer.Evaluate(test).Accuracy;
        Console.WriteLine($"a {test.Labels[0]} has the potential {means[test.Labels[0]]:0.00}; test accuracy {accuracy:P1}");
        return new(accuracy, means, test.Labels[0]);
    }
}
