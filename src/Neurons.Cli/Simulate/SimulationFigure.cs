using Neurons.Plots;

namespace Neurons.Cli.Simulate;

/// <summary>Draws a run: input, membrane potential with threshold, the other states, and the spikes of all neurons.</summary>
internal static class SimulationFigure
{
    private const int MostStatePanels = 4;
    private const int MostRasterRows = 200;

    /// <summary>More spikes than this would hide the potential behind their marks; the raster shows them all.</summary>
    private const int MostMarks = 40;

    public static Figure Draw(NeuronRun run)
    {
        var (model, times) = (run.Model, run.Time.Shown);
        var spikes = model.Spikes ? run.SpikeTimes() : [];
        var potential = Potential(model);
        var thresholdState = Threshold(model.StateNames, model.StateInfo, potential);
        int[] others = [.. Enumerable.Range(0, model.StateNames.Length)
            .Where(s => s != potential && s != thresholdState && !run.States[s].AsSpan().SequenceEqual(run.Output))
            .Take(MostStatePanels)];
        var raster = Math.Clamp(0.3 + 0.05 * run.Neurons, 0.4, 1.6);
        var weight = 0.6 * model.InputNames.Length + 1.6 + 0.6 * others.Length + (model.Spikes ? raster : 0);
        var panels = new List<Panel>();
        var rows = model.InputNames.Length + 1 + others.Length + (model.Spikes ? 1 : 0);

        // The time is written under the lowest panel.
        string TimeLabel() => panels.Count == rows - 1 ? $"time ({run.Time.ShownUnit})" : "";
        var of = run.Neurons > 1 ? " of neuron 0" : "";

        for (var i = 0; i < model.InputNames.Length; i++)
        {
            panels.Add(new Panel("input" + of, model.InputNames[i], TimeLabel(), 0.6)
                .Line(null, times, run.Neuron(run.Inputs[i], 0), step: true, color: Palette.Frame));
        }

        var panel = new Panel(model.StateInfo[potential].Meaning + of, Label(model, potential), TimeLabel(), 1.6);
        if (spikes.Length > 0 && spikes[0].Length is > 0 and <= MostMarks)
        {
            panel = panel.Marks("spike", spikes[0]);
        }

        panel = panel.Line(model.StateNames[potential], times, run.Neuron(run.States[potential], 0), color: Palette.Blue);
        panels.Add(WithThreshold(panel, run, potential, thresholdState, times));

        foreach (var s in others)
        {
            double[] values = [.. run.Neuron(run.States[s], 0).Select(value => value < Refractory.LongAgo ? value : double.NaN)];
            panels.Add(new Panel(model.StateInfo[s].Meaning + of, Label(model, s), TimeLabel(), 0.6)
                .Line(null, times, values, color: Palette.Green, gaps: "before the first spike"));
        }

        if (model.Spikes)
        {
            var rowsShown = Math.Min(run.Neurons, MostRasterRows);
            panels.Add(new Panel(run.Neurons > rowsShown ? $"spikes of the first {rowsShown} neurons" : "spikes", "neuron", TimeLabel(), raster)
                .Raster(spikes[..rowsShown]));
        }

        return new Figure(Title(run), panels.Select(each => each.XRange(0, times[^1]))) { Height = 90 + 118 * weight };
    }

    private static string Title(NeuronRun run) => run.Neurons == 1 ? run.Model.Name : $"{run.Model.Name}, {run.Neurons} neurons";

    /// <summary>The state that is called a membrane potential, else the first.</summary>
    public static int Potential(Definition model) =>
        Math.Max(0, Array.FindIndex(model.StateInfo, info => info.Meaning.Contains("membrane potential", StringComparison.Ordinal)));

    /// <summary>What is called a threshold, −1 if nothing is.</summary>
    private static int Threshold(string[] names, Quantity[] infos, int except = -1) => Array.FindIndex(
        infos,
        info => info.Meaning.StartsWith("threshold", StringComparison.Ordinal) && !ReferenceEquals(info, except < 0 ? null : infos[except]));

    private static Panel WithThreshold(Panel panel, NeuronRun run, int potential, int thresholdState, double[] times)
    {
        if (thresholdState >= 0)
        {
            return panel.Line("threshold", times, run.Neuron(run.States[thresholdState], 0), color: Palette.Vermillion);
        }

        return run.Model.Spikes && Threshold(run.Model.ParameterNames, run.Model.ParameterInfo) is >= 0 and var p
            ? panel.Threshold("threshold", run.Parameters[p].ToArray()[0], Palette.Vermillion)
            : panel;
    }

    /// <summary>A state with its unit.</summary>
    public static string Label(Definition model, int state) =>
        model.StateInfo[state].Unit is { Length: > 0 } unit ? $"{model.StateNames[state]} ({unit})" : model.StateNames[state];
}
