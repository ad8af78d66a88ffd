using System.Numerics.Tensors;
using Neurons.Networks;
using Neurons.Plots;

namespace Simulations.CSharp;

/// <summary>
/// Images that a network learns without labels: Diehl and Cook 2015, ever slower, in stages. What an answer means is found out afterwards, in two
/// ways: theirs, where a neuron stands for a class (<see cref="NeuronLabels"/>), and a <see cref="SpikeReadout"/>.
/// </summary>
public static class UnsupervisedDigits
{
    private const int Chunk = 200, Stages = 5;

    /// <summary>What comes of it.</summary>
    /// <param name="Accuracy">The share of test images that are named right, where a neuron stands for the class that it answers the most.</param>
    /// <param name="Likeliest">The share of those that are named right by the likelihood of all spikes.</param>
    /// <param name="SpikesAnImage">Excitatory spikes for a training image.</param>
    /// <param name="Silent">Neurons that answer no image.</param>
    /// <param name="Fields">The weights of neurons as images.</param>
    public sealed record Result(double Accuracy, double Likeliest, double SpikesAnImage, int Silent, Figure Fields);

    /// <summary>The library's digits of 8 × 8 pixels, four fifths of them to learn.</summary>
    public static Result Digits(ulong seed)
    {
        var (training, test) = Neurons.Networks.Digits.Load().Split(0.8, seed);
        return Run(new(training, test), new DigitSettings(), passes: 2, seed);
    }

    /// <summary>Images in the format of MNIST; all of its test images are named.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="count">How many of the training images are learned.</param>
    /// <param name="seed">What all is drawn from.</param>
    public static Result Mnist(string folder, int count, ulong seed)
    {
        var data = Neurons.Networks.Mnist.Load(folder);
        var training = data.Training.Take([.. Enumerable.Range(0, Math.Min(count, data.Training.Count))]);
        return Run(data with { Training = training }, new DigitSettings(Rate: 32, WeightSum: 78, ThetaPlus: 0.3), passes: 1, seed);
    }

    /// <summary>Learns images, then names others.</summary>
    /// <param name="data">Images; the labels of those to train with tell what spikes mean, when all has been learned.</param>
    /// <param name="settings">What the network is like.</param>
    /// <param name="passes">How often the training images are shown.</param>
    /// <param name="seed">What all is drawn from.</param>
    /// <param name="labelled">How many training images are shown again, with their labels, to find out what spikes mean.</param>
    public static Result Run(DataSplit data, DigitSettings settings, int passes = 1, ulong seed = 1, int labelled = 10_000)
    {
        var pixels = (int)data.Training.Shape[0];
        var network = new DigitNetwork(pixels, settings, seed);
        var (spikes, all) = (0L, (long)passes * data.Training.Count);
        for (var stage = 0; stage < Stages; stage++)
        {
            using var before = stage > 0 ? network : null;
            if (before is not null) network = before.At(Math.Pow(settings.LastPace, stage / (Stages - 1.0)), seed + 2_000_000 + (ulong)stage);
            for (var shown = all * stage / Stages; shown < all * (stage + 1) / Stages; shown++)
                spikes += network.Show(data.Training.Sample((int)(shown % data.Training.Count))).Sum();
        }

        using var learned = network;
        var known = data.Training.Take([.. Enumerable.Range(0, Math.Min(labelled, data.Training.Count))]);
        var (seen, asked) = (Answers(network, known, seed + 1), Answers(network, data.Test, seed + 1_000_000));
        var (labels, readout) = (new NeuronLabels(Counts(seen), known.Labels), new SpikeReadout(seen, known.Labels, known.Classes));
        return new(
            Share(labels.Of(Counts(asked)), data.Test), Share(Array.ConvertAll(asked, readout.ClassOf), data.Test), (double)spikes / all,
            readout.Silent, Fields(network.Weights, pixels, settings.Neurons));
    }

    private static Tensor<float> Counts(int[][] answers) =>
        Tensor.Create([.. answers.SelectMany(counts => counts).Select(count => (float)count)], [answers.Length, answers[0].Length]);

    private static double Share(int[] named, Dataset images) =>
        named.Index().Count(image => image.Item == images.Labels[image.Index]) / (double)named.Length;

    /// <summary>How often each neuron fires at each image, when nothing is learned any more.</summary>
    private static int[][] Answers(DigitNetwork network, Dataset images, ulong seed)
    {
        var answers = new int[images.Count][];
        // a network for each chunk, so that the answers do not depend on the number of threads
        Parallel.For(0, (images.Count + Chunk - 1) / Chunk, chunk =>
        {
            using var own = network.At(pace: 0, seed + (ulong)chunk);
            for (var i = chunk * Chunk; i < Math.Min(images.Count, (chunk + 1) * Chunk); i++) answers[i] = own.Show(images.Sample(i));
        });
        return answers;
    }

    /// <summary>The weights of the first neurons as images, in rows of ten.</summary>
    private static Figure Fields(ReadOnlySpan<float> weights, int pixels, int neurons)
    {
        var (side, many) = ((int)Math.Sqrt(pixels), Math.Min(10, (int)Math.Sqrt(neurons)));
        var grid = new double[many * (side + 1) - 1, many * (side + 1) - 1];
        for (var y = 0; y < grid.GetLength(0); y++)
        {
            for (var x = 0; x < grid.GetLength(1); x++)
            {
                var (row, column) = (y % (side + 1), x % (side + 1));
                var neuron = y / (side + 1) * many + x / (side + 1);
                grid[y, x] = row == side || column == side ? 0 : weights[(row * side + column) * neurons + neuron];
            }
        }
        return Plot.Image(grid);
    }
}
