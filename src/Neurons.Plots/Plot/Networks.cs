using System.Numerics.Tensors;
using Neurons.Networks;

namespace Neurons.Plots;

/// <content>Networks and their training.</content>
public static partial class Plot
{
    /// <summary>
    /// Loss and, where samples are right or wrong, accuracy over the epochs of a training, of the training data and, where there are some, of the
    /// test data.
    /// </summary>
    public static Figure Training(IEnumerable<Epoch> epochs)
    {
        ArgumentNullException.ThrowIfNull(epochs);
        Epoch[] all = [.. epochs];
        double[] numbers = [.. all.Select(epoch => (double)epoch.Number)];
        Panel Of(string y, Func<Epoch, double> training, Func<Evaluation, double> test)
        {
            var panel = new Panel("", y, Axis.Whole("epoch")).Line("training", numbers, all.Select(training).ToArray(), dots: all.Length <= MostDots);
            double[] tests = [.. all.Select(epoch => epoch.Test is { } evaluation ? test(evaluation) : double.NaN)];
            return Array.TrueForAll(all, epoch => epoch.Test is null)
                ? panel
                : panel.Line("test", numbers, tests, dots: all.Length <= MostDots, gaps: Array.Exists(all, epoch => epoch.Test is null)
                    ? "epochs without a test" : null);
        }

        var loss = Of("loss", epoch => epoch.Loss, test => test.Loss);
        return all.Length > 0 && Array.TrueForAll(all, epoch => double.IsNaN(epoch.Accuracy))
            ? new Figure("", loss)
            : new Figure("", loss, Of("correct (%)", epoch => 100 * epoch.Accuracy, test => 100 * test.Accuracy));
    }

    /// <summary>
    /// One sample on its way through a network: a panel for each layer whose output changes with time, spikes as a raster, a few courses as
    /// lines, many as a heat map.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="input">[batch, features…], the same at every step.</param>
    /// <param name="timeSteps">How many steps.</param>
    /// <param name="sample">Which sample of the batch.</param>
    public static Figure Network(Network network, Tensor<float> input, int timeSteps, int sample = 0)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(input);
        if (timeSteps < 2) throw new ArgumentOutOfRangeException(nameof(timeSteps), $"Plot.Network: timeSteps is {timeSteps}; it must be ≥ 2.");
        if (input.Rank == 0 || sample < 0 || sample >= input.Lengths[0])
        {
            throw new ArgumentOutOfRangeException(
                nameof(sample), $"Plot.Network: sample is {sample}; the input is [{string.Join(", ", input.Lengths.ToArray())}], "
                + "and it must be one of its batch.");
        }

        var each = input.FlattenedLength / input.Lengths[0];
        var numbers = new float[input.FlattenedLength];
        input.FlattenTo(numbers);
        // Of a batch of one, what stays the same begins with 1, and a course with the number of steps.
        var outputs = network.Trace(Tensor.Create(numbers[(int)(sample * each)..(int)((sample + 1) * each)], [1, .. input.Lengths[1..]]), timeSteps);
        var panels = new List<Panel>();
        for (var i = 0; i < network.Layers.Count; i++)
        {
            if (outputs[i].Rank < 3 || outputs[i].Lengths[0] != timeSteps) continue;
            var sequence = new Sequence("Plot.Network", outputs[i], 0);
            panels.Add(OfLayer($"{i}: {network.Layers[i]}", network.Layers[i], sequence));
        }

        return new Figure("", panels);
    }

    private static Panel OfLayer(string title, Layer layer, Sequence output)
    {
        if (layer is NeuronLayer { Model.Spikes: true } && output.IsSpikes())
        {
            var spikes = Enumerable.Range(0, output.Steps).Sum(t => output.Row(t).ToArray().Count(value => value != 0));
            return RasterPanel($"{title}: {Count(spikes, "spike")}", output, TimeStep.Steps);
        }

        if (output.Neurons <= MostLines) return Lines(new Panel(title, "output", TimeStep.Steps.Axis), output, TimeStep.Steps);
        var courses = new double[output.Neurons, output.Steps];
        for (var t = 0; t < output.Steps; t++)
        {
            for (var n = 0; n < output.Neurons; n++) courses[n, t] = output[t, n];
        }

        return new Panel(title, "feature", TimeStep.Steps.Axis).HeatMap(courses, label: "output");
    }
}
