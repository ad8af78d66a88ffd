using System.Numerics.Tensors;
using Neurons.Cli.Simulate;
using Neurons.Plots;

namespace Neurons.Cli.Training;

/// <summary>The pictures of a run folder.</summary>
internal static class TrainingFigures
{
    // one for each digit: the palette, and three more that are far from it
    private static readonly string[] _colours = [.. Enumerable.Range(0, Palette.Count).Select(Palette.Of), "#8c564b", "#999999", "#a8b400"];

    /// <summary>Loss and, where there is one, accuracy over the epochs.</summary>
    public static Figure Curves(IReadOnlyList<EpochMetrics> metrics, string data)
    {
        var epochs = metrics.Select(line => (double)line.Epoch).ToArray();
        Figure Of(string y, Func<EpochMetrics, double> training, Func<EpochMetrics, double> test) => Plot.Curves(
            Axis.Whole("epoch"), y,
            new Curve("training", epochs, metrics.Select(training).ToArray()), new Curve("test", epochs, metrics.Select(test).ToArray()));
        var title = data == RunData.Digits ? "Training on the digits" : $"Training on {data}";
        var loss = Of("loss", line => line.TrainLoss, line => line.TestLoss);
        return metrics.Any(line => line.TrainAccuracy is null || line.TestAccuracy is null)
            ? Plot.Stack(title, loss)
            : Plot.Stack(title, loss, Of("correct (%)", line => 100 * line.TrainAccuracy!.Value, line => 100 * line.TestAccuracy!.Value));
    }

    /// <summary>
    /// One sample on its way through the network: the image, the spikes of the first neurons, the outputs. Null for samples that are no
    /// square image, or networks without spikes.
    /// </summary>
    public static Figure? Sample(Trainer trainer, RunData data)
    {
        var one = data.Test.Take([0]);
        var side = (int)Math.Sqrt(one.Sample(0).Length);
        var layers = trainer.Network.Layers;
        var neurons = layers.ToList().FindIndex(layer => layer is NeuronLayer { Model.Spikes: true });
        if (!data.IsImage || !one.HasClasses || one.InputNames.Count > 0 || trainer.Losses[0].Output != trainer.Network.OutputNames[0]
            || trainer.Loss is TargetLoss || side * side != one.Sample(0).Length || neurons < 0 || neurons == layers.Count - 1) return null;

        nint[] shape = [1, .. one.Shape];
        var outputs = trainer.Network.Trace(Tensor.Create(one.Sample(0).ToArray(), shape), trainer.TimeSteps);
        if (outputs[^1].Lengths[0] != trainer.TimeSteps || outputs[^1].Rank != 3) return null;
        var (label, answer) = (one.Labels[0], trainer.Loss.Classes(outputs[^1])[0]);
        var model = ((NeuronLayer)layers[neurons]).Model;
        var timeline = new Timeline(trainer.TimeSteps, model.Dt, model.TimeUnit);
        var times = timeline.Shown;
        var hidden = Rows(outputs[neurons]);
        var spikes =
            hidden.SelectMany((row, neuron) => times.Where((_, t) => row[t] > 0).Select(time => (Time: time, Neuron: (double)neuron))).ToArray();

        var image = new Panel("input current", height: 0.8).Image(Image(one.Sample(0), side));
        var raster = new Panel($"hidden layer: {spikes.Length} spikes of {hidden.Length} neurons", y: Axis.Whole("neuron"), height: 1.2)
            .Points(null, spikes.Select(spike => spike.Time).ToArray(), spikes.Select(spike => spike.Neuron).ToArray(),
                diameter: hidden.Length > 300 ? 1.2 : 3, Palette.Ink)
            .XRange(0, times[^1] + timeline.ShownDt).YRange(-1, hidden.Length);
        var readout = new Panel("readout", y: layers[^1] is NeuronLayer { Model.Spikes: true, Output: "Output" } ? "spikes" : "membrane potential",
            x: $"time ({timeline.ShownUnit})", height: 1.2)
            .XRange(0, times[^1] + timeline.ShownDt);
        var potentials = Rows(outputs[^1]);
        for (var c = 0; c < potentials.Length; c++) readout = readout.Line($"{c}", times, potentials[c], color: _colours[c % _colours.Length]);
        return new Figure($"A {label} on its way through the network, which takes it for a {answer}", image, raster, readout) { Height = 760 };
    }

    /// <summary>Of [T, 1, features…]: the course of each feature.</summary>
    private static double[][] Rows(Tensor<float> output)
    {
        var steps = (int)output.Lengths[0];
        var features = (int)output.FlattenedLength / steps;
        var flat = new float[output.FlattenedLength];
        output.FlattenTo(flat);
        return [.. Enumerable.Range(0, features).Select(n => Enumerable.Range(0, steps).Select(t => (double)flat[t * features + n]).ToArray())];
    }

    private static double[,] Image(ReadOnlySpan<float> pixels, int side)
    {
        var image = new double[side, side];
        for (var i = 0; i < pixels.Length; i++) image[i / side, i % side] = pixels[i];
        return image;
    }
}
