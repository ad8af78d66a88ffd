using System.Globalization;
using System.Xml.Linq;
using Neurons.Cli.Training;

namespace Neurons.Cli.Report;

/// <summary>The sections of the page that show one run.</summary>
/// <param name="page">The page.</param>
/// <param name="run">The run.</param>
/// <param name="id">What the pickers of the run begin with.</param>
/// <param name="runs">How many runs the page is of, which share its room: with all of them it stays below 2 MB.</param>
internal sealed class RunSections(Page page, RunResult run, string id, int runs)
{
    private const int MostNumbers = 360_000, MostCharts = 1200, MostEpochs = 1000, MostCells = 4096, MostConfusions = 40;
    private const int MostBars = 512, MostSamples = 8, RateBins = 25;

    /// <summary>How many numbers the charts of samples have together.</summary>
    private readonly int _numbers = MostNumbers / runs;

    private readonly Network _network = run.Trainer.Network;
    private readonly LayerGraph _graph = LayerGraph.Of(run.Trainer.Network);

    private string TestName => run.Data.FinalTest is null ? "test" : "validation";

    /// <summary>Whether samples are right or wrong.</summary>
    private bool HasAccuracy => run.Metrics is [.., { TestAccuracy: not null }];

    public IEnumerable<XElement> All() =>
    [
        .. Results(), .. Confusion(), .. Samples(out var shapes), .. Activities(),
        .. Heading("Weights", Weights.Draw(page, _network, id, _numbers / 8)), .. Layers(shapes), .. Settings(),
    ];

    /// <summary>What is known while the training goes on, without computing anything.</summary>
    public IEnumerable<XElement> Live() =>
    [
        .. run.Metrics.Count > 0 ? Results() : [], .. run.Test is null ? [] : Confusion(),
        .. Layers([.. _network.OutputShapes.Select(shape => Shape(Array.ConvertAll(shape, length => (nint)length)))]), .. Settings(),
    ];

    private IEnumerable<XElement> Results()
    {
        var cards = new List<(string, string)>();
        if (run.Test is { } test)
        {
            if (!double.IsNaN(test.Accuracy)) cards.Add(($"{TestName} accuracy", RunPage.Percent(test.Accuracy)));
            cards.Add(($"{TestName} loss", RunPage.Loss(test.Loss)));
        }
        if (run.Metrics is [.., var last])
        {
            if (HasAccuracy) cards.Add(("train accuracy", RunPage.Percent(last.TrainAccuracy)));
            cards.AddRange(
            [
                ("train loss", RunPage.Loss(last.TrainLoss)),
                ("epochs", $"{last.Epoch}"), ("samples/s", RunPage.Whole(last.SamplesPerSecond)),
                ("seconds", last.Seconds.ToString("0.0", CultureInfo.InvariantCulture)),
                ("memory", $"{RunPage.Whole(last.PeakMemoryBytes / (1024.0 * 1024))} MiB"),
            ]);
        }

        yield return new("dl", new XAttribute("class", "cards"),
            cards.Select(card => new XElement("div", new XElement("dt", card.Item1), new XElement("dd", card.Item2))));
        if (run.Warnings.Count > 0)
        {
            yield return new("h3", "Warnings");
            yield return new("ul", run.Warnings.Select(warning => new XElement("li", warning)));
        }

        if (run.Metrics.Count == 0) yield break;
        yield return new("h3", "Training");
        yield return new("div", new XAttribute("class", "charts"),
            page.Chart("Loss", RunPage.Curves([run], "loss", line => line.TrainLoss, line => line.TestLoss)),
            HasAccuracy ? page.Chart("Accuracy", RunPage.Accuracy([run])) : null);
        var shown = Math.Min(run.Metrics.Count, MostEpochs / runs);
        yield return new("details",
            new XElement("summary", shown < run.Metrics.Count ? $"The last {shown} epochs" : "Every epoch"),
            Page.Table(["epoch", "train loss", .. Accuracies("train accuracy"), "test loss", .. Accuracies("test accuracy"), "samples/s"],
            run.Metrics.TakeLast(shown).Select(line => (object[])[
                line.Epoch, RunPage.Loss(line.TrainLoss), .. Accuracies(RunPage.Percent(line.TrainAccuracy)), RunPage.Loss(line.TestLoss),
                .. Accuracies(RunPage.Percent(line.TestAccuracy)), RunPage.Whole(line.SamplesPerSecond)])));

        string[] Accuracies(string cell) => HasAccuracy ? [cell] : [];
    }

    private IEnumerable<XElement> Confusion()
    {
        var counts = run.Tested.Confusion;
        var classes = counts.GetLength(0);
        if (classes == 0) return [];
        var most = Enumerable.Range(0, classes).Max(actual => Enumerable.Range(0, classes).Max(answer => counts[actual, answer]));
        var rows = Enumerable.Range(0, classes).Select(actual => new XElement("tr", new XElement("th", Text(actual)),
            Enumerable.Range(0, classes).Select(answer => counts[actual, answer] == 0 ? new XElement("td", "·") : new XElement("td",
                new XAttribute("class", actual == answer ? "right" : "wrong"),
                new XAttribute("style", $"--share:{Math.Sqrt((double)counts[actual, answer] / most)
                    .ToString("0.###", CultureInfo.InvariantCulture)}"),
                new XAttribute("title", $"{counts[actual, answer]} of class {actual} taken for {answer}"),
                Text(counts[actual, answer])))));
        return Heading("Which class is taken for which", classes * classes > MostCells / runs ? Confusions(counts) :
        [
            new("p", $"Rows are classes, columns answers: {run.Tested.Answers.Count} {TestName} samples of {run.Data.Name}."),
            new("div", new XAttribute("class", "scroll"), new XElement("table", new XAttribute("class", "confusion"),
                new XElement("tr", new XElement("th", ""), Enumerable.Range(0, classes).Select(answer => new XElement("th", Text(answer)))), rows)),
        ]);
    }

    /// <summary>Of many classes, what is taken for something else most often.</summary>
    private IEnumerable<XElement> Confusions(int[,] counts)
    {
        var classes = counts.GetLength(0);
        var wrong = Enumerable.Range(0, classes)
            .SelectMany(actual => Enumerable.Range(0, classes).Select(answer => (actual, answer, count: counts[actual, answer])))
            .Where(cell => cell.actual != cell.answer && cell.count > 0).OrderByDescending(cell => cell.count).Take(MostConfusions).ToArray();
        yield return new("p", $"There are {classes} classes and {run.Tested.Answers.Count} {TestName} samples of {run.Data.Name}; "
            + "these are the most frequent mistakes.");
        yield return Page.Table(["class", "answer", "samples"], wrong.Select(cell => (object[])[cell.actual, cell.answer, cell.count]));
    }

    private IEnumerable<XElement> Samples(out string[] shapes)
    {
        var labels = run.Data.Test.Labels.ToArray();
        var all = Enumerable.Range(0, labels.Length).ToArray();
        var samples = Math.Clamp(MostCharts / (2 * _network.Layers.Count * runs), 1, MostSamples);
        var answers = run.Tested.Answers;
        int[] wrong = answers.Count == 0 ? [] : [.. all.Where(i => answers[i] != labels[i]).Take((samples + 1) / 2)];
        int[] right = answers.Count == 0 ? [] : [.. all.Where(i => answers[i] == labels[i]).DistinctBy(i => labels[i]).Take(samples - wrong.Length)];
        // where nothing is right or wrong, the first
        int[] chosen = answers.Count == 0 ? all[..Math.Min(samples, all.Length)] : [.. wrong, .. right];
        var (trainer, steps) = (run.Trainer, run.Data.Test.TimeSteps ?? run.Trainer.TimeSteps);
        // One sample at a time, with the spikes that it has where all are tested.
        var batches = new Batches(run.Data.Test, 1, trainer.Seed, trainer.Encoding, steps) { Shuffle = false };
        var each = _numbers / (chosen.Length * (2 * _network.Layers.Count + 1));
        var body = new XElement("div", new XAttribute("class", "charts"));
        shapes = [];
        for (var s = 0; s < chosen.Length; s++)
        {
            var input = SampleInputs.Of(_network, batches.Epoch(0, chosen[s]).First());
            body.Add(new XElement("div", Page.When(($"{id}-sample", $"{s}"), ($"{id}-layer", "input")),
                Input(chosen[s], Course.Of(input[_network.InputNames[0]]), each)));
            var traces = LayerTraces.Of(_network, _graph, input);
            if (s == 0) shapes = [.. _network.Trace(input).Select(output => Shape(output.Lengths[2..]))];
            for (var i = 0; i < traces.Length; i++)
            {
                body.Add(new XElement("div", new XAttribute("class", "layer"), Page.When(($"{id}-sample", $"{s}"), ($"{id}-layer", $"{i}")),
                    Layer(i, traces[i], each)));
            }
        }

        var names = chosen.Select((i, s) => ($"{s}", answers.Count == 0 ? $"{TestName} sample {i}"
            : answers[i] == labels[i] ? $"{TestName} sample {i}: {labels[i]}, recognised"
            : $"{TestName} sample {i}: {labels[i]}, taken for {answers[i]}"));
        var layers = Enumerable.Range(0, _network.Layers.Count).Select(i => ($"{i}", Name(i)));
        return Heading("Samples on their way through the network",
        [
            new("p", new XAttribute("class", "pickers"), Page.Picker($"{id}-sample", "Sample", names), " ",
                Page.Picker($"{id}-layer", "Layer", [("*", "all"), ("input", "input"), .. layers])),
            body,
        ]);
    }

    private XElement Input(int sample, Course input, int most)
    {
        var values = run.Data.Test.Sample(sample);
        if (run.Data.IsImage && Images.Of(_network.InputShape, values.Length) is var (height, _))
            return page.Chart("input: the image", Chart.Heat("", "", "value", values, height, "grey", isImage: true));
        var part = input.Within(most);
        return page.Chart($"input{input.Shown(part)}", part.Draw("input", part.IsSpikes));
    }

    private IEnumerable<XElement> Layer(int i, LayerTrace trace, int most)
    {
        // A spike is a bit, a sixteenth of a number.
        var output = trace.Output.Within(trace.IsSpikes ? 4 * most : most);
        var what = trace.IsSpikes
            ? $"{Count(trace.Output.Values.Count(value => value != 0), "spike")} of {Count(trace.Output.Rows, "neuron")}" : "output";
        yield return page.Chart($"{Name(i)}: {what}{trace.Output.Shown(output)}", output.Draw("output", trace.IsSpikes));
        if (trace.Potential is not { } potential) yield break;
        var part = potential.Within(most);
        yield return page.Chart(
            $"{Name(i)}: membrane potential{potential.Shown(part)}", part.Draw(trace.PotentialLabel, isRaster: false));
    }

    private IEnumerable<XElement> Activities()
    {
        var activities = Activity.Of(run.Trainer, run.Data.Test, out var samples);
        if (activities.Length == 0) return [];
        var charts = new XElement("div", new XAttribute("class", "charts"));
        foreach (var activity in activities)
        {
            var name = Name(activity.Layer);
            var shown = activity.Rates[..Math.Min(Math.Min(MostBars, _numbers / (8 * activities.Length)), activity.Rates.Length)];
            var part = shown.Length < activity.Rates.Length ? $" (the first {shown.Length} of {activity.Rates.Length})" : "";
            charts.Add(new XElement("div", Page.When(($"{id}-rates", $"{activity.Layer}")),
                page.Chart($"{name}: firing rates", Chart.Histogram(
                    "spikes a step", "neurons", activity.Rates, RateBins, (0, Math.Max(activity.Rates.Max(), 1e-3)))),
                page.Chart($"{name}: the rate of each neuron{part}",
                    Chart.Bars("neuron", "spikes a step", 0, shown.Length, shown.Select(rate => Math.Round(rate, 5))))));
        }

        return Heading("Activity",
        [
            new("p", $"Over the first {samples} {TestName} samples. A neuron is silent if it never fires, and saturated if it fires at "
                + $"{(100 * Activity.Saturation).ToString(CultureInfo.InvariantCulture)} % of the steps or more."),
            Page.Table(["layer", "neurons", "spikes a step and neuron", "silent", "saturated"], activities.Select(one => (object[])[
                Name(one.Layer), one.Rates.Length, one.Mean.ToString("0.0000", CultureInfo.InvariantCulture), one.Silent, one.Saturated])),
            new("p", Page.Picker($"{id}-rates", "Layer", activities.Select(one => ($"{one.Layer}", Name(one.Layer))))),
            charts,
        ]);
    }

    private IEnumerable<XElement> Layers(string[] shapes) => Heading("Network",
    [
        new("div", new XAttribute("class", "scroll"), Diagram.Draw(_network, _graph, shapes)),
        Page.Table(["place", "layer", "fed by", "output", "parameters"], _network.Layers.Select((layer, i) => (object[])[
            _graph.Names[i], layer.ToString(),
            string.Join(", ", _graph.Sources[i].Select(source => source < 0 ? "input" : _graph.Names[source])), shapes[i],
            RunPage.Whole(layer.AllParameters.Sum(parameter => (double)parameter.Value.FlattenedLength))])),
    ]);

    private IEnumerable<XElement> Settings() => Heading("To do it again",
    [
        new("pre", Reproduction.Command(run.Settings)),
        Page.Table(["setting", "value"], Reproduction.Settings(run.Settings).Select(pair => (object[])[pair.Name, pair.Value])),
        new("p", "This page was made with:"),
        Page.Table(["part", "version"], Reproduction.Versions().Select(pair => (object[])[pair.Name, pair.Value])),
    ]);

    private string Name(int layer) => $"{_graph.Names[layer]} {_network.Layers[layer]}";

    private static IEnumerable<XElement> Heading(string title, IEnumerable<XElement> content)
    {
        XElement[] all = [.. content];
        return all.Length == 0 ? [] : [new XElement("h3", title), .. all];
    }

    private static string Count(int number, string what) => $"{Text(number)} {what}{(number == 1 ? "" : "s")}";

    private static string Shape(ReadOnlySpan<nint> lengths) => string.Join(" × ", lengths.ToArray().Select(length => Text((int)length)));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
