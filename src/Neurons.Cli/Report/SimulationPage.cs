using System.Globalization;
using System.Xml.Linq;
using Neurons.Cli.Simulate;

namespace Neurons.Cli.Report;

/// <summary>The page of a simulation: input, states and output of each neuron, and the spikes of all.</summary>
internal static class SimulationPage
{
    /// <summary>The numbers of all charts together: with all else, the page stays below 2 MB.</summary>
    private const int MostNumbers = 480_000;

    private const int MostNeurons = 10;

    /// <param name="run">The run.</param>
    /// <param name="input">What went in, in words.</param>
    /// <param name="seed">Its seed.</param>
    /// <param name="command">The words of the command line after <c>neurons</c>.</param>
    public static string Write(Simulate.Simulation run, string input, ulong seed, IEnumerable<string> command)
    {
        var (model, time) = (run.Model, run.Time);
        var page = new Page($"{model.Name}: {run.Neurons} {(run.Neurons == 1 ? "neuron" : "neurons")}, {time.Steps} steps");
        page.Add(new("dl", new XAttribute("class", "cards"), Cards(run).Select(card =>
            new XElement("div", new XElement("dt", card.Name), new XElement("dd", card.Value)))));
        page.Add(new("h3", "Over time"));
        var neurons = Math.Min(run.Neurons, MostNeurons);
        if (run.Neurons > 1)
        {
            page.Add(new("p", Page.Picker("neuron", "Neuron", Enumerable.Range(0, neurons).Select(n => ($"{n}", $"{n}")))));
            if (neurons < run.Neurons) page.Add(new("p", $"The first {neurons} of {run.Neurons} neurons can be looked at; a .csv or .npy has all."));
        }

        (string Name, string Label, double[] Values)[] courses =
        [
            .. model.InputNames.Zip(run.Inputs, (name, values) => ($"input {name}", name, values)),
            .. model.StateNames.Select((name, s) => (model.StateInfo[s].Meaning, SimulationFigure.Label(model, s), run.States[s])),
            .. model.Spikes ? [] : new[] { ("output", model.OutputName, run.Output) },
        ];
        var axis = $"time ({time.ShownUnit})";
        var steps = Math.Min(time.Steps, MostNumbers / (2 * neurons * courses.Length));
        var charts = new XElement("div", new XAttribute("class", "charts"));
        if (model.Spikes)
        {
            var spikes = new Course(ByNeuron(run), run.Neurons);
            // A spike is a bit, a sixteenth of a number.
            var shown = spikes.Within(4 * MostNumbers);
            charts.Add(page.Chart($"spikes{spikes.Shown(shown)}", Chart.Raster(axis, "neuron", shown.Values, shown.Rows, time.ShownDt)));
        }

        var shownSteps = steps < time.Steps ? $" (the first {steps} of {time.Steps} steps)" : "";
        for (var n = 0; n < neurons; n++)
        {
            foreach (var (name, label, values) in courses)
            {
                var course = run.Neuron(values, n)[..steps];
                charts.Add(new XElement("div", run.Neurons > 1 ? Page.When(("neuron", $"{n}")) : null,
                    page.Chart($"{name}{(run.Neurons > 1 ? $" of neuron {n}" : "")}{shownSteps}",
                        Chart.Lines(axis, label, [(label, course, 0, false)], time.ShownDt))));
            }
        }

        page.Add(charts);
        page.Add(new("h3", "To do it again"));
        page.Add(new("pre", Reproduction.Line(command.Prepend("neurons"))));
        page.Add(Page.Table(["setting", "value"],
        [
            ["input", input], ["seed", seed.ToString(CultureInfo.InvariantCulture)], ["time step", $"{Short(time.Dt)} {time.Unit}".TrimEnd()],
            .. model.ParameterNames.Select((name, p) => (object[])[name, Values(run.Parameters[p].ToArray(), model.ParameterInfo[p].Unit)]),
        ]));
        page.Add(new("p", "This page was made with:"));
        page.Add(Page.Table(["part", "version"], Reproduction.Versions().Select(pair => (object[])[pair.Name, pair.Value])));
        return page.ToString();
    }

    private static IEnumerable<(string Name, string Value)> Cards(Simulate.Simulation run)
    {
        yield return ("neurons", Whole(run.Neurons));
        yield return ("steps", Whole(run.Time.Steps));
        if (!run.Model.Spikes) yield break;
        var spikes = SpikeStatistics.Of(run);
        yield return ("spikes", Whole(spikes.Count));
        yield return ("rate", $"{Short(spikes.Rate)} {run.Time.RateUnit}");
        if (spikes.MeanInterval is { } interval) yield return ("mean interval", $"{Short(interval)} {run.Time.ShownUnit}");
        if (spikes.IntervalVariation is { } variation) yield return ("variation of intervals", Short(variation));
    }

    /// <summary>The output, [N, T].</summary>
    private static float[] ByNeuron(Simulate.Simulation run) =>
        [.. Enumerable.Range(0, run.Neurons).SelectMany(n => run.Neuron(run.Output, n)).Select(value => (float)value)];

    private static string Values(double[] values, string unit)
    {
        var shown = string.Join(", ", values.Take(MostNeurons).Select(value => value.ToString("R", CultureInfo.InvariantCulture)));
        return $"{shown}{(values.Length > MostNeurons ? ", …" : "")} {unit}".TrimEnd();
    }

    private static string Short(double value) => value.ToString("G4", CultureInfo.InvariantCulture);

    private static string Whole(int number) => number.ToString(CultureInfo.InvariantCulture);
}
