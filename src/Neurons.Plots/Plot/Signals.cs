using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons.Plots;

/// <content>Courses and spikes over time.</content>
public static partial class Plot
{
    /// <summary>The course of each neuron, the first ten of them.</summary>
    /// <param name="values">[T], [T, N] or [T, batch, N…].</param>
    /// <param name="label">The quantity and its unit, such as "V (mV)".</param>
    /// <param name="time">How long a step is; steps are counted if nothing is said.</param>
    /// <param name="sample">Which sample of the batch.</param>
    /// <param name="apart">Whether each neuron has a panel of its own.</param>
    public static Figure Trace(Values values, Axis? label = null, TimeStep time = default, int sample = 0, bool apart = false)
    {
        var course = new Sequence("Plot.Trace", values, sample);
        var (y, count) = (label ?? new Axis("value"), Math.Min(course.Neurons, MostLines));
        var shown = count < course.Neurons ? $"the first {count} of {course.Neurons} neurons" : "";
        if (!apart) return new Figure(shown, Lines(new Panel("", y, time.Axis), course, time));
        // The last neuron is on top, as in a raster.
        var panels = Enumerable.Range(0, count).Reverse().Select(n =>
            new Panel(n == count - 1 ? $"{y.Label} of neurons {count - 1} to 0" : "", y with { Label = $"{n}" }, time.Axis, 0.3)
                .Line(null, time.Times(course.Steps), course.Neuron(n), color: Palette.Blue));
        return new Figure(shown, panels);
    }

    /// <summary>What a layer recorded, a panel for each name: spikes as a raster, all else as courses of the first neurons.</summary>
    /// <param name="record">Tensors by name, as <c>layer.Record</c> returns them: [T, N] or [T, batch, N…].</param>
    /// <param name="time">How long a step is; steps are counted if nothing is said.</param>
    /// <param name="sample">Which sample of the batch.</param>
    public static Figure Trace<T>(IReadOnlyDictionary<string, Tensor<T>> record, TimeStep time = default, int sample = 0)
        where T : INumberBase<T>
    {
        ArgumentNullException.ThrowIfNull(record);
        return new Figure("", record.Select(entry => Recorded(entry.Key, Values.Of(entry.Value), time, sample)));
    }

    /// <summary>What a layer recorded, with the layer's units, its time step, and its threshold where it has one for all neurons.</summary>
    /// <param name="record">Tensors by name, as <c>layer.Record</c> returns them.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="sample">Which sample of the batch.</param>
    public static Figure Trace<T>(IReadOnlyDictionary<string, Tensor<T>> record, NeuronLayer layer, int sample = 0)
        where T : INumberBase<T>
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(layer);
        var (model, time) = (layer.Model, TimeStep.Of(layer));
        return new Figure(model.Name, record.Select(entry =>
        {
            var panel = Recorded(entry.Key, Values.Of(entry.Value), time, sample);
            if (Array.IndexOf(model.StateNames, entry.Key) is not (>= 0 and var state)) return panel;
            var info = model.StateInfo[state];
            panel = panel with { Title = info.Meaning, Y = panel.Y with { Label = info.Unit.Length > 0 ? $"{entry.Key} ({info.Unit})" : entry.Key } };
            var threshold = layer.Parameters.FirstOrDefault(parameter => parameter.Meaning.StartsWith("threshold", StringComparison.Ordinal));
            return info.Meaning.Contains("membrane potential", StringComparison.Ordinal) && model.Spikes && threshold is { Count: 1 }
                ? panel.Threshold("threshold", threshold.ToArray()[0]) : panel;
        }));
    }

    /// <summary>Spikes: a row a neuron, the first lowest. Many are drawn as their density.</summary>
    /// <param name="spikes">0 where there is none: [T], [T, N] or [T, batch, N…].</param>
    /// <param name="time">How long a step is; steps are counted if nothing is said.</param>
    /// <param name="sample">Which sample of the batch.</param>
    public static Figure Raster(Values spikes, TimeStep time = default, int sample = 0)
    {
        var sequence = new Sequence("Plot.Raster", spikes, sample);
        return new Figure("", RasterPanel("", sequence, time));
    }

    /// <summary>The rate of spikes over time: the mean over neurons in windows, with the standard error of that mean.</summary>
    /// <param name="spikes">0 where there is none: [T], [T, N] or [T, batch, N…].</param>
    /// <param name="time">How long a step is; without it the rate is in spikes per step.</param>
    /// <param name="sample">Which sample of the batch.</param>
    /// <param name="window">Over how many steps a rate is taken; 0 for a hundredth of them, or one.</param>
    public static Figure Rates(Values spikes, TimeStep time = default, int sample = 0, int window = 0)
    {
        if (window < 0) throw new ArgumentOutOfRangeException(nameof(window), $"Plot.Rates: window is {window}; it must be ≥ 0.");
        var sequence = new Sequence("Plot.Rates", spikes, sample);
        window = window > 0 ? Math.Min(window, Math.Max(sequence.Steps, 1)) : Math.Max(sequence.Steps / 100, 1);
        var (factor, unit) = time.Rate;
        var bins = (sequence.Steps + window - 1) / window;
        var (middles, means, errors) = (new double[bins], new double[bins], new double[bins]);
        for (var bin = 0; bin < bins; bin++)
        {
            var (from, to) = (bin * window, Math.Min((bin + 1) * window, sequence.Steps));
            double[] rates = [.. Enumerable.Range(0, sequence.Neurons)
                .Select(n => factor * Enumerable.Range(from, to - from).Sum(t => sequence[t, n]) / (to - from))];
            middles[bin] = (time.At(from) + time.At(to - 1)) / 2;
            means[bin] = rates.Length == 0 ? double.NaN : rates.Average();
            errors[bin] = Math.Sqrt(rates.Sum(rate => (rate - means[bin]) * (rate - means[bin])) / (rates.Length - 1) / rates.Length);
        }

        var length = time.IsCounted ? Count(window, "step") : $"{window * time.Length:0.###} {time.Unit}";
        var title = $"mean over {Count(sequence.Neurons, "neuron")}, in windows of {length}";
        var panel = new Panel(title, $"rate ({unit})", time.Axis);
        if (sequence.Neurons > 1)
        {
            panel = panel.Band("± standard error", middles, means.Zip(errors, (m, e) => m - e).ToArray(),
                means.Zip(errors, (m, e) => m + e).ToArray(), Palette.Blue);
        }

        return new Figure("", panel.Line("mean", middles, means, color: Palette.Blue));
    }

    internal static Panel RasterPanel(string title, Sequence sequence, TimeStep time)
    {
        var times = sequence.SpikeTimes("Plot.Raster", time);
        var height = Math.Clamp(0.3 + 0.03 * sequence.Neurons, 0.4, 1.6);
        var panel = new Panel(title, Axis.Whole("neuron"), time.Axis, height).Raster(times);
        // A step in which nothing fires has its place, too; and the strokes of the last one are seen whole.
        var (low, half) = time.IsCounted ? (-0.5, 0.5) : (0, time.Length / 2);
        return sequence.Steps > 0 ? panel.XRange(low, time.At(sequence.Steps - 1) + half) : panel;
    }

    internal static Panel Lines(Panel panel, Sequence course, TimeStep time)
    {
        var (times, count) = (time.Times(course.Steps), Math.Min(course.Neurons, MostLines));
        for (var n = 0; n < count; n++)
        {
            panel = panel.Line(course.Neurons > 1 && count <= MostNamed ? $"neuron {n}" : null, times, course.Neuron(n));
        }

        return panel;
    }

    private static Panel Recorded(string name, Values values, TimeStep time, int sample)
    {
        var sequence = new Sequence($"Plot.Trace: {name}", values, sample);
        if (sequence.IsSpikes()) return RasterPanel("spikes", sequence, time);
        var shown = sequence.Neurons > MostLines ? $"{name} of the first {MostLines} of {sequence.Neurons} neurons" : name;
        return Lines(new Panel(shown, name, time.Axis), sequence, time);
    }
}
