using Neurons;
using Neurons.Networks;
using Neurons.Plots;

namespace Tutorials.CSharp;

/// <summary>Surrogate gradients, and what they do in a convolutional network. Follows snnTorch's tutorial 6.</summary>
public static class Convolution
{
    /// <summary>What the tutorial finds.</summary>
    /// <param name="Accuracies">The share of test digits that are named right, by surrogate.</param>
    public sealed record Result(double[] Accuracies);

    /// <summary>Runs it.</summary>
    public static Result Run(string figures, ulong seed = 1, int epochs = 12)
    {
        var (training, test) = Digits.Load().Reshape(1, 8, 8).Split(0.8, seed);       // a channel of 8 × 8 pixels

        // A spike is a step, whose derivative is 0; each of these stands in for it. The last is what there is without one.
        Surrogate[] surrogates = [Surrogate.FastSigmoid(25), Surrogate.Atan(2), Surrogate.None()];
        Plot.Surrogate(surrogates).Save($"{figures}/convolution-surrogates.svg");

        Sequential Network(Surrogate surrogate)
        {
            var options = new LeakyOptions { Beta = 0.5, Surrogate = surrogate };
            return new(
                seed,
                new Input(1, 8, 8),
                new Conv2d(1, 8, kernel: 3, padding: 1), new Leaky(options), new MaxPool2d(2),
                new Conv2d(8, 16, kernel: 3, padding: 1), new Leaky(options), new MaxPool2d(2),
                new Flatten(), new Linear(16 * 2 * 2, 10), new Leaky(options));
        }

        var (accuracies, curves) = (new List<double>(), new List<Curve>());
        foreach (var surrogate in surrogates)
        {
            // Cross-entropy of the outputs' spikes in each step; the class that fires most often is the answer.
            var trainer = new Trainer(Network(surrogate), Loss.RateCrossEntropy(), new Adam(1e-2)) { TimeSteps = 10, BatchSize = 64 };
            var tests = trainer.TrainAsync(training, epochs, test).ToBlockingEnumerable().Select(epoch => epoch.Test!.Accuracy).ToArray();
            Console.WriteLine($"{surrogate.Name}: test accuracy {tests[^1]:P1} after {epochs} epochs");
            accuracies.Add(tests[^1]);
            curves.Add(new(surrogate.Name, tests));
        }

        Plot.Curves("epoch", "test accuracy", [.. curves]).WithTitle("With and without a surrogate").Save($"{figures}/convolution.svg");
        return new([.. accuracies]);
    }
}
