using System.Globalization;
using System.Xml.Linq;
using Neurons.Cli.Report;

namespace Neurons.Cli.Watch;

/// <summary>The page of a training that goes on: of its report, what is known without computing anything, and how far it is.</summary>
internal static class WatchPage
{
    public static string Write(RunResult run)
    {
        var page = new Page($"{run.Name}: training on {run.Data.Name}", "watch.js");
        var epochs = run.Settings.Epochs.ToString(CultureInfo.InvariantCulture);
        page.Add(new("div", new XAttribute("class", "now"), new XAttribute("data-epochs", epochs),
            new XElement("progress", new XAttribute("max", epochs), new XAttribute("value", run.Metrics.Count)),
            new XElement("p", new XAttribute("role", "status"), "…")));
        var report = run.Metrics.Count == 0
            ? new XElement("p", "The whole report comes with the first epoch's end.")
            : new XElement("p", new XElement("a", new XAttribute("href", "/report"), "The whole report so far"),
                ", with spikes, rates and weights, is made when you ask for it.");
        page.Add(report);
        page.Add(new("section", new RunSections(page, run, "r0", 1).Live()));
        return page.ToString();
    }
}
