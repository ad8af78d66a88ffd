using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Neurons.Cli.Training;

namespace Neurons.Cli.Report;

/// <summary>The page of one or several runs.</summary>
internal static class RunPage
{
    /// <summary>More would not leave enough of the page to each.</summary>
    public const int MostRuns = 16;

    public static string Write(IReadOnlyList<RunResult> runs)
    {
        var page = new Page(runs.Count == 1 ? $"{runs[0].Name}: training on {runs[0].Data.Name}" : $"{runs.Count} runs side by side");
        if (runs.Count > 1) Compare(page, runs);
        for (var r = 0; r < runs.Count; r++)
        {
            var section = new XElement("section", runs.Count > 1 ? Page.When(("run", $"{r}")) : null);
            if (runs.Count > 1) section.Add(new XElement("h2", runs[r].Name));
            section.Add(new RunSections(page, runs[r], $"r{r}", runs.Count).All());
            page.Add(section);
        }

        return page.ToString();
    }

    /// <summary>What the runs came to, their curves, and the settings in which they differ.</summary>
    private static void Compare(Page page, IReadOnlyList<RunResult> runs)
    {
        var answering = runs.Where(run => !double.IsNaN(run.Tested.Accuracy)).ToArray();
        string[] Accuracies(params string[] cells) => answering.Length == 0 ? [] : cells;
        page.Add(Page.Table(
            ["run", "epochs", .. Accuracies("train accuracy"), "train loss", .. Accuracies("test accuracy"), "test loss", "samples/s", "seconds"],
            runs.Select(run => run.Metrics is [.., var last]
                ? (object[])[run.Name, last.Epoch, .. Accuracies(Percent(last.TrainAccuracy)), Loss(last.TrainLoss),
                    .. Accuracies(Percent(EpochMetrics.Accuracy(run.Tested.Accuracy))), Loss(run.Tested.Loss), Whole(last.SamplesPerSecond),
                    last.Seconds.ToString("0.0", CultureInfo.InvariantCulture)]
                : [run.Name, 0, .. Accuracies(""), "", .. Accuracies(Percent(EpochMetrics.Accuracy(run.Tested.Accuracy))), Loss(run.Tested.Loss),
                    "", ""])));
        page.Add(new("div", new XAttribute("class", "charts"),
            page.Chart("Loss: test, and training dashed", Curves(runs, "loss", line => line.TrainLoss, line => line.TestLoss)),
            answering.Length == 0 ? null : page.Chart("Accuracy: test, and training dashed", Accuracy(answering))));

        var settings = runs.Select(run => Reproduction.Settings(run.Settings).ToDictionary()).ToArray();
        string[] names = [.. settings.SelectMany(each => each.Keys).Distinct()
            .Where(name => settings.Select(each => each.GetValueOrDefault(name)).Distinct().Count() > 1)];
        page.Add(new("h2", "Settings that differ"));
        page.Add(names.Length == 0
            ? new XElement("p", "None: the runs were asked for the same.")
            : Page.Table(["setting", .. runs.Select(run => run.Name)],
                names.Select(name => (object[])[name, .. settings.Select(each => each.GetValueOrDefault(name, "not given"))])));
        page.Add(new("p", Page.Picker("run", "Run", runs.Select((run, r) => ($"{r}", run.Name)))));
    }

    /// <summary>The accuracies of runs whose samples are right or wrong.</summary>
    public static JsonObject Accuracy(IReadOnlyList<RunResult> runs) =>
        Curves(runs, "correct (%)", line => 100 * (line.TrainAccuracy ?? double.NaN), line => 100 * (line.TestAccuracy ?? double.NaN));

    public static JsonObject Curves(
        IReadOnlyList<RunResult> runs, string y, Func<EpochMetrics, double> training, Func<EpochMetrics, double> test)
    {
        var series = new List<(string, IReadOnlyList<double>, int, bool)>();
        for (var r = 0; r < runs.Count; r++)
        {
            var metrics = runs[r].Metrics;
            var name = runs.Count == 1 ? "" : $"{runs[r].Name}, ";
            series.Add(($"{name}training", [.. metrics.Select(training)], r, runs.Count > 1));
            series.Add(($"{name}test", [.. metrics.Select(test)], runs.Count == 1 ? 1 : r, false));
        }

        return Chart.Lines("epoch", y, series);
    }

    public static string Percent(double? share) =>
        share is { } known ? (100 * known).ToString("0.00", CultureInfo.InvariantCulture) + " %" : "";

    public static string Loss(double loss) => loss.ToString("0.0000", CultureInfo.InvariantCulture);

    public static string Whole(double number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
