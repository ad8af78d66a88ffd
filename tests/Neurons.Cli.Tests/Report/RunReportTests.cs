using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Neurons.Networks;

namespace Neurons.Cli.Tests.Report;

/// <summary>Pages of two small runs.</summary>
public sealed class TwoRuns : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public TwoRuns()
    {
        First = Train("first", "--hidden", "20", "--epochs", "3");
        Second = Train("second", "--hidden", "12", "--epochs", "2", "--encoding", "rate");
    }

    public string First { get; }

    public string Second { get; }

    public string Path(string name) => _folder[name];

    public void Dispose() => _folder.Dispose();

    private string Train(string name, params string[] options)
    {
        var folder = _folder[name];
        var (code, _, error) = Cli.Run(["train", "--out", folder, "--steps", "12", .. options]);
        Assert.Equal((0, ""), (code, error));
        return folder;
    }
}

public sealed class RunReportTests(TwoRuns runs) : IClassFixture<TwoRuns>
{
    private const int MostBytes = 2_000_000;

    private static ReportFile PageOf(string folder) => new(System.IO.Path.Combine(folder, "report.html"));

    [Fact]
    public void A_training_writes_a_page_that_is_well_formed_small_and_asks_for_nothing()
    {
        foreach (var folder in new[] { runs.First, runs.Second })
        {
            var page = PageOf(folder);
            Assert.InRange(Encoding.UTF8.GetByteCount(page.Text), 10_000, MostBytes);
            Assert.DoesNotContain("://", page.Text);
            Assert.DoesNotContain("url(", page.Text);
            Assert.DoesNotContain("import", page.Scripts[1]);
            Assert.DoesNotContain(page.Body.Descendants().Attributes(), attribute => attribute.Name.LocalName is "src" or "href");
        }
    }

    [Fact]
    public void The_page_of_a_run_made_again_from_its_folder_is_the_same()
    {
        Assert.Equal(0, Cli.Run("report", runs.First, "--out", runs.Path("again.html")).Code);
        Assert.Equal(PageOf(runs.First).Text, File.ReadAllText(runs.Path("again.html")));
    }

    [Fact]
    public void Without_a_report_no_page_is_written()
    {
        var folder = runs.Path("silent");
        var (code, output, _) = Cli.Run("train", "--hidden", "4", "--steps", "3", "--epochs", "1", "--out", folder, "--no-report");
        Assert.Equal(0, code);
        Assert.DoesNotContain("report", output);
        Assert.False(File.Exists(System.IO.Path.Combine(folder, "report.html")));
    }

    [Fact]
    public void The_curves_are_the_metrics_and_the_results_are_those_of_evaluate()
    {
        foreach (var folder in new[] { runs.First, runs.Second })
        {
            var page = PageOf(folder);
            var lines = File.ReadLines(System.IO.Path.Combine(folder, "metrics.jsonl"))
                .Select(line => JsonDocument.Parse(line).RootElement).ToArray();
            double[] Of(string name) => [.. lines.Select(line => line.GetProperty(name).GetDouble())];
            Assert.Equal(Of("train_loss"), page.Series("Loss", "training"));
            Assert.Equal(Of("test_loss"), page.Series("Loss", "test"));
            Assert.Equal(Of("train_accuracy").Select(share => 100 * share), page.Series("Accuracy", "training"));
            Assert.Equal(Of("test_accuracy").Select(share => 100 * share), page.Series("Accuracy", "test"));

            var evaluated = JsonDocument.Parse(Cli.Run("evaluate", folder, "--json").Output).RootElement.GetProperty("test_accuracy").GetDouble();
            Assert.Equal((100 * evaluated).ToString("0.00", CultureInfo.InvariantCulture) + " %", Card(page, "test accuracy"));
        }
    }

    [Fact]
    public void The_confusion_matrix_has_every_test_sample_and_the_accuracy_on_its_diagonal()
    {
        var page = PageOf(runs.First);
        var rows = page.Body.Descendants("table").Single(table => (string?)table.Attribute("class") == "confusion").Elements("tr").Skip(1)
            .Select(row => row.Elements("td").Select(cell => cell.Value == "·" ? 0 : int.Parse(cell.Value, CultureInfo.InvariantCulture)).ToArray())
            .ToArray();
        Assert.Equal(359, rows.Sum(row => row.Sum()));
        var right = rows.Select((row, actual) => row[actual]).Sum();
        Assert.Equal((100.0 * right / 359).ToString("0.00", CultureInfo.InvariantCulture) + " %", Card(page, "test accuracy"));
    }

    [Fact]
    public void Every_layer_is_in_the_samples_in_the_graph_and_in_the_table()
    {
        var page = PageOf(runs.First);
        var diagram = page.Body.Descendants("svg").Single();
        foreach (var layer in new[] { "0 Linear(64 → 20)", "1 CubaLif(20)", "2 Linear(20 → 10)", "3 LeakyIntegrator(10)" })
        {
            Assert.Contains(page.Captions, caption => caption.StartsWith(layer, StringComparison.Ordinal));
            Assert.Contains(diagram.Descendants("text"), text => text.Value.Replace("  ", " ", StringComparison.Ordinal) == layer);
        }

        Assert.Equal(["64", "20", "20", "10"], diagram.Elements("text").Select(text => text.Value));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_spikes_of_a_sample_are_those_that_the_network_gives_for_it(bool isRandom)
    {
        var folder = isRandom ? runs.Second : runs.First;
        var page = PageOf(folder);
        var trainer = Trainer.Resume(System.IO.Path.Combine(folder, "checkpoint.safetensors"));
        var (_, test) = Digits.Load().Split(0.8, 1);
        var option = page.Body.Descendants("select").First(select => (string?)select.Attribute("data-pick") == "r0-sample").Elements("option")
            .First();
        // "test sample 17: 3, taken for 5"
        var words = option.Value.Split(' ', ':', ',');
        var (sample, label, answer) = (int.Parse(words[2], CultureInfo.InvariantCulture), int.Parse(words[4], CultureInfo.InvariantCulture),
            int.Parse(words[^1], CultureInfo.InvariantCulture));
        Assert.Equal(test.Labels[sample], label);

        // All samples at once, as they are tested; of these the one that is shown.
        var batch = new Batches(test, test.Count, trainer.Seed, trainer.Encoding, trainer.TimeSteps) { Shuffle = false }.Epoch(0).First();
        var layers = trainer.Network.Trace(batch.ToTensor());
        Assert.Equal(answer, trainer.Loss.Classes(layers[^1])[sample]);
        var (neurons, steps) = ((int)layers[1].Lengths[2], (int)layers[1].Lengths[0]);
        var raster = page.Chart("1 CubaLif");
        var bits = raster.GetProperty("bits").GetBytesFromBase64();
        for (var n = 0; n < neurons; n++)
        {
            for (var t = 0; t < steps; t++)
                Assert.Equal(layers[1][[t, sample, n]] != 0, (bits[(n * steps + t) / 8] >> (n * steps + t) % 8 & 1) != 0);
        }
    }

    [Fact]
    public void The_command_line_that_is_shown_trains_the_same_weights()
    {
        foreach (var folder in new[] { runs.First, runs.Second })
        {
            var words = PageOf(folder).Body.Descendants("pre").Single().Value.Split(' ');
            var again = runs.Path(System.IO.Path.GetFileName(folder) + "-again");
            Assert.Equal(0, Cli.Run([.. words.Skip(1), "--out", again, "--no-report"]).Code);
            Assert.Equal(
                File.ReadAllBytes(System.IO.Path.Combine(folder, "checkpoint.safetensors")),
                File.ReadAllBytes(System.IO.Path.Combine(again, "checkpoint.safetensors")));
        }
    }

    [Fact]
    public void Several_runs_stand_side_by_side_with_the_settings_in_which_they_differ()
    {
        var file = runs.Path("both.html");
        var (code, output, error) = Cli.Run("report", runs.First, runs.Second, "--out", file);
        Assert.Equal((0, $"wrote {file}{Environment.NewLine}", ""), (code, output, error));
        var page = new ReportFile(file);
        foreach (var (name, folder) in new[] { ("first", runs.First), ("second", runs.Second) })
            Assert.Equal(PageOf(folder).Series("Loss", "test"), page.Series("Loss: test", $"{name}, test"));
        var differ = page.Body.Descendants("h2").Single(heading => heading.Value == "Settings that differ").ElementsAfterSelf().First();
        Assert.Equal(["hidden neurons", "epochs", "encoding"], differ.Descendants("tbody").Descendants("th").Select(cell => cell.Value));
        Assert.Equal(["20", "12", "3", "2", "not given", "rate"], differ.Descendants("td").Select(cell => cell.Value));
        Assert.True(Encoding.UTF8.GetByteCount(page.Text) < MostBytes);
    }

    [Fact]
    public void Names_that_look_like_markup_are_text()
    {
        const string name = "<script>alert('&\"')<!--";
        var folder = runs.Path(name);
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.GetFiles(runs.First)) File.Copy(file, System.IO.Path.Combine(folder, System.IO.Path.GetFileName(file)));
        var settings = File.ReadAllText(System.IO.Path.Combine(folder, "run.json"));
        File.WriteAllText(System.IO.Path.Combine(folder, "run.json"), settings.Replace("\"Network\":null", "\"Network\":\"</script><b>\\u0000\""));
        Assert.Equal(0, Cli.Run("report", folder, runs.First, "--out", runs.Path("hostile.html")).Code);

        var page = new ReportFile(runs.Path("hostile.html"));
        Assert.Equal(2, page.Scripts.Count);
        Assert.Equal(2, page.Text.Split("</script>").Length - 1);
        Assert.Contains(page.Body.Descendants("h2"), heading => heading.Value == name);
        Assert.Contains(page.Body.Descendants("td"), cell => cell.Value == "</script><b>\ufffd");
        Assert.Equal($"{name}, training", page.Chart("Loss: test").GetProperty("series")[0].GetProperty("name").GetString());
    }

    [Theory]
    [InlineData("there is no such folder", "report", "/nowhere")]
    [InlineData("is not the folder of a run", "report", "/")]
    [InlineData("its name must end in .html", "report", "/", "--out", "page.svg")]
    [InlineData("The folder is empty", "report", "")]
    public void What_is_no_run_or_no_page_is_refused(string expected, params string[] arguments) =>
        Assert.Contains(expected, Cli.Refused(arguments));

    [Fact]
    public void More_runs_than_a_page_has_room_for_are_refused() =>
        Assert.Contains("There are 17 runs; at most 16", Cli.Refused(["report", .. Enumerable.Repeat(runs.First, 17)]));

    private static string Card(ReportFile page, string name) =>
        page.Body.Descendants("dt").First(term => term.Value == name).ElementsAfterSelf().First().Value;
}
