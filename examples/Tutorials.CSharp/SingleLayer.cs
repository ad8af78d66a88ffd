using System.Numerics.Tensors;
using Neurons;
using Neurons.Networks;
using Neurons.Plots;

namespace Tutorials.CSharp;

/// <summary>One layer of neurons classifies digits that come as spikes. Follows SpikingJelly's first training.</summary>
public static class SingleLayer
{
    /// <summary>What the tutorial finds.</summary>
    /// <param name="Accuracy">The share of test digits that are named right.</param>
    /// <param name="Rates">The rates of the ten outputs for the first test digit.</param>
    /// <param name="Digit">Which digit that is.</param>
    public sealed record Result(double Accuracy, double[] Rates, int Digit);

    /// <summary>Runs it.</summary>
    public static Result Run(string figures, ulong seed = 1, int epochs = 20)
    {
        var (training, test) = Digits.Load().Split(0.8, seed);

        // Ten neurons, τ = 2 steps, without a bias; the one that fires most often is the answer.
        var network = new Sequential(seed, new Linear(64, 10, bias: false), new LifBox(10, LifBoxOptions.SpikingjellyLif));

        // Pixels are spikes, drawn anew in each epoch. The right neuron shall fire in every step, and the others never.
        var trainer = new Trainer(network, Loss.CountSquaredError(correctRate: 1, incorrectRate: 0), new Adam(1e-2))
        {
            TimeSteps = 50,
            BatchSize = 64,
            Encoding = InputEncoding.Rate(),
        };
        foreach (var epoch in trainer.TrainAsync(training, epochs, test).ToBlockingEnumerable())
        {
            if (epoch.Number % 5 == 0) Console.WriteLine($"epoch {epoch.Number}: loss {epoch.Loss:0.000}, test accuracy {epoch.Test!.Accuracy:P1}");
        }

        // The rates of the ten neurons for one digit.
        var spikes = network.Predict(Encode.Rate(Tensor.Create(test.Sample(0).ToArray(), [1, 64]), steps: 50, seed));
        double[] rates = [.. Enumerable.Range(0, 10).Select(k => spikes.ToArray().Where((_, i) => i % 10 == k).Average())];
        Console.WriteLine($"a {test.Labels[0]} makes neuron {Array.IndexOf(rates, rates.Max())} fire in {rates.Max():P0} of the steps");

        // What each of them has learnt to look for.
        var weights = network.Parameters[0].Value.ToArray().Chunk(64);
        var pictures = weights.Select((w, k) => new Panel($"{k}").Image(Tensor.Create(w, [8, 8]), (-1.2, 1.2), ColorMap.Diverging));
        var figure = new Figure("The weights of the ten neurons, from −1.2 to 1.2", pictures) { Columns = 5 };
        figure.Save($"{figures}/single-layer.svg");
        Plot.Raster(spikes).WithTitle($"The ten neurons, shown a {test.Labels[0]}").Save($"{figures}/single-layer-spikes.svg");
        var accuracy = trainer.Evaluate(test).Accuracy;
        Console.WriteLine($"test accuracy {accuracy:P1}");
        return new(accuracy, rates, test.Labels[0]);
    }
}
