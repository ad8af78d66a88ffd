using System.Numerics.Tensors;
using Neurons.Cli.Plots;

namespace Neurons.Cli.Training;

/// <summary>The pictures of a run folder.</summary>
internal static class TrainingFigures
{
    // one for each digit: the palette, and three more that are far from it
    private static readonly string[] _colours = [.. Enumerable.Range(0, Palette.Count).Select(Palette.Of), "#8c564b", "#999999", "#a8b400"];

    /// <summary>Loss and accuracy over the epochs.</summary>
    public static Figure Curves(IReadOnlyList<EpochMetrics> metrics)
    {
        var epochs = metrics.Select(line => (double)line.Epoch).ToArray();
        var figure = new Figure("Training on the digits");
        figure.Panel("loss", y: "cross-entropy")
            .Line("training", epochs, [.. metrics.Select(line => line.TrainLoss)])
            .Line("test", epochs, [.. metrics.Select(line => line.TestLoss)]);
        figure.Panel("accuracy", y: "correct (%)", x: "epoch")
            .Line("training", epochs, [.. metrics.Select(line => 100 * line.TrainAccuracy)])
            .Line("test", epochs, [.. metrics.Select(line => 100 * line.TestAccuracy)]);
        return figure;
    }

    /// <summary>One digit on its way through the network: the image, the hidden spikes, the potentials of the readout.</summary>
    public static Figure Digit(Trainer trainer, Dataset data, int sample)
    {
        var one = data.Take([sample]);
        var outputs = trainer.Network.Trace(Tensor.Create(one.Sample(0).ToArray(), [1, one.Sample(0).Length]), trainer.TimeSteps);
        var (label, answer) = (one.Labels[0], trainer.Loss.Classes(outputs[^1])[0]);
        var milliseconds = 1000 * ((NeuronLayer)trainer.Network.Layers[^1]).Model.Dt;
        var times = Enumerable.Range(1, trainer.TimeSteps).Select(step => step * milliseconds).ToArray();
        var hidden = Rows(outputs[1]);
        var spikes = hidden.SelectMany((row, neuron) => times.Where((_, t) => row[t] > 0).Select(time => (Time: time, Neuron: (double)neuron))).ToArray();

        var figure = new Figure($"A {label} on its way through the network, which takes it for a {answer}", height: 760);
        figure.Panel("input current", height: 0.8).Image(Image(one.Sample(0)), colours: ColourMap.Grey);
        figure.Panel($"hidden layer: {spikes.Length} spikes of {hidden.Length} neurons", y: "neuron", height: 1.2)
            .Points(null, [.. spikes.Select(spike => spike.Time)], [.. spikes.Select(spike => spike.Neuron)], diameter: 3, Palette.Ink)
            .XRange(0, times[^1] + milliseconds).YRange(-1, hidden.Length);
        var readout = figure.Panel("readout", y: "membrane potential", x: "time (ms)", height: 1.2).XRange(0, times[^1] + milliseconds);
        var potentials = Rows(outputs[^1]);
        for (var digit = 0; digit < potentials.Length; digit++) readout.Line($"{digit}", times, potentials[digit], colour: _colours[digit]);
        return figure;
    }

    /// <summary>Of [T, 1, features]: the course of each feature.</summary>
    private static double[][] Rows(Tensor<float> output)
    {
        var (steps, features) = ((int)output.Lengths[0], (int)output.Lengths[2]);
        var flat = new float[output.FlattenedLength];
        output.FlattenTo(flat);
        return [.. Enumerable.Range(0, features).Select(n => Enumerable.Range(0, steps).Select(t => (double)flat[t * features + n]).ToArray())];
    }

    private static double[,] Image(ReadOnlySpan<float> pixels)
    {
        var image = new double[Digits.Side, Digits.Side];
        for (var i = 0; i < pixels.Length; i++) image[i / Digits.Side, i % Digits.Side] = pixels[i];
        return image;
    }
}
