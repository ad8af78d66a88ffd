using Neurons;
using Neurons.Networks;
using Neurons.Plots;

namespace Tutorials.CSharp;

/// <summary>A convolutional network on images in the format of MNIST. Follows SpikingJelly's tutorial on Fashion-MNIST.</summary>
public static class FashionMnist
{
    /// <summary>What the tutorial finds.</summary>
    /// <param name="Accuracy">The share of test images that are named right.</param>
    public sealed record Result(double Accuracy);

    /// <summary>Runs it, if the folder has the data: Debian's package dataset-fashion-mnist brings it.</summary>
    public static Result? Run(
        string figures, string folder = "/usr/share/datasets/fashion-mnist", ulong seed = 1, int samples = 10_000, int epochs = 2)
    {
        if (!Mnist.IsIn(folder))
        {
            Console.WriteLine($"there is no data in {folder}: apt-get install dataset-fashion-mnist, or any other folder in MNIST's format");
            return null;
        }

        // A part of the training images, so that it takes seconds.
        var images = Mnist.Load(folder, ImageShape.Channel);                          // [1, 28, 28]
        var training = images.Training.Take([.. Enumerable.Range(0, Math.Min(samples, images.Training.Count))]);

        // The first convolution and its neurons turn grey levels into spikes: there is no other encoding.
        var options = IafOptions.SpikingjellyIf;
        var network = new Sequential(
            seed,
            new Input(1, 28, 28),
            new Conv2d(1, 16, kernel: 3, padding: 1, bias: false), new BatchNorm(16), new Iaf(options), new MaxPool2d(2),
            new Conv2d(16, 32, kernel: 3, padding: 1, bias: false), new BatchNorm(32), new Iaf(options), new MaxPool2d(2),
            new Flatten(),
            new Linear(32 * 7 * 7, 128, bias: false), new Iaf(options),
            new Linear(128, 10, bias: false), new Iaf(options));

        var trainer = new Trainer(network, Loss.CountSquaredError(), new Adam(2e-3)) { TimeSteps = 4, BatchSize = 64 };
        var done = new List<Epoch>();
        foreach (var epoch in trainer.TrainAsync(training, epochs, images.Test).ToBlockingEnumerable())
        {
            done.Add(epoch);
            Console.WriteLine($"epoch {epoch.Number}: test accuracy {epoch.Test!.Accuracy:P1}, {epoch.SamplesPerSecond:0} images a second");
        }

        Plot.Training(done).Save($"{figures}/fashion-mnist.svg");
        return new(done[^1].Test!.Accuracy);
    }
}
