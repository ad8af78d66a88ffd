using System.Globalization;
using System.Numerics.Tensors;
using System.Xml.Linq;
using Neurons.Cli.Gallery;
using Neurons.Plots;
using Recording = Neurons.Cli.Gallery.Recording;

namespace Neurons.Cli.Tests.Gallery;

public sealed class GalleryTests : IDisposable
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    /// <summary>Every figure, drawn once.</summary>
    private static readonly Dictionary<string, Figure> Drawn = GalleryFigure.All.ToDictionary(figure => figure.File, figure => figure.Draw());

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, int> Panels => new()
    {
        { "lif.svg", 3 },
        { "relu-lif.svg", 4 },
        { "receptive.svg", 8 },
        { "relu.svg", 2 },
        { "lif-ten.svg", 11 },
        { "bernoulli-ten.svg", 11 },
        { "lif-bernoulli.svg", 5 },
        { "extended-lif.svg", 7 },
        // the input of a single gate does not make LstmMembrane fire
        { "f-i.svg", Models.all.Count(model => model.Definition.Spikes && model.Name != nameof(LstmMembrane)) },
        { "izhikevich.svg", 20 },
        { "hodgkin-huxley.svg", 3 },
        { "phase-planes.svg", 4 },
        { "excitability.svg", 2 },
        { "hindmarsh-rose.svg", 5 },
        { "surrogates.svg", Surrogates.all.Length },
        { "stdp.svg", 2 },
        { "scale.svg", 2 },
        { "resets.svg", 6 },
    };

    [Theory]
    [MemberData(nameof(Panels))]
    public void Each_figure_is_well_formed_and_has_its_panels(string file, int panels)
    {
        var drawn = Drawn[file];
        var text = drawn.ToSvg();
        var svg = XDocument.Parse(text).Root!;

        Assert.Equal(panels, drawn.Panels.Count);
        // A panel clips what is drawn in it by an svg of its own.
        Assert.Equal(panels, svg.Elements(Svg + "svg").Count());
        Assert.All(svg.Elements(Svg + "svg"), panel => Assert.NotEmpty(panel.Elements()));
        Assert.DoesNotContain("NaN", text);
        Assert.DoesNotContain("∞", text);
    }

    [Fact]
    public void Every_panel_of_a_bottom_row_says_what_its_x_axis_is() =>
        Assert.All(Drawn.Values, drawn => Assert.All(drawn.Panels.TakeLast(drawn.Columns), panel => Assert.NotEmpty(panel.X.Label)));

    [Fact]
    public void The_command_writes_all_figures_as_they_are_drawn_every_time_as_PNG_too_and_a_page_that_shows_them_in_order()
    {
        var result = Cli.Run("gallery", _folder["new/folder"], "--png");

        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Contains($"{GalleryFigure.All.Count} figures", result.Output);
        var page = XDocument.Parse(File.ReadAllText(_folder["new/folder/index.html"]).Replace("<!DOCTYPE html>", ""));
        Assert.Equal(GalleryFigure.All.Select(figure => figure.File), page.Descendants("img").Select(image => image.Attribute("src")!.Value));
        Assert.Equal(GalleryFigure.All.Select(figure => figure.Caption), page.Descendants("figcaption").Select(caption => caption.Value));
        Assert.Equal(2 * GalleryFigure.All.Count + 1, Directory.GetFiles(_folder["new/folder"]).Length);
        Assert.All(Drawn, figure =>
        {
            var file = _folder["new/folder/" + figure.Key];
            Assert.Equal(figure.Value.ToSvg(), File.ReadAllText(file));
            var (width, height) = PngTests.Size(Path.ChangeExtension(file, ".png"));
            Assert.True(width > 300 && height > 300);
        });
    }

    [Fact]
    public void Every_figure_of_the_gallery_is_tested() =>
        Assert.Equal(GalleryFigure.All.Select(figure => figure.File).Order(), Panels.Select(row => (string)row[0]).Order());

    /// <summary>With <c>NEURONS_APPROVE=1</c> the page and its pictures are written.</summary>
    [Fact]
    public void The_gallery_of_the_documentation_shows_each_figure_as_it_is_drawn_with_its_caption()
    {
        var docs = Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../../docs");
        var page = "# Gallery\n\nThe figures of the field, as `neurons gallery DIR` draws them with [Neurons.Plots](plots.md).\n"
            + string.Concat(GalleryFigure.All.Select(figure =>
                $"\n## {Drawn[figure.File].Title}\n\n![{Drawn[figure.File].Title}](gallery/{figure.File})\n\n{figure.Caption}\n"));
        if (Environment.GetEnvironmentVariable("NEURONS_APPROVE") == "1")
        {
            File.WriteAllText(Path.Combine(docs, "gallery.md"), page);
            foreach (var (file, figure) in Drawn) figure.Save(Path.Combine(docs, "gallery", file));
        }

        Assert.Equal(page, File.ReadAllText(Path.Combine(docs, "gallery.md")).ReplaceLineEndings("\n"));
        foreach (var (file, figure) in Drawn)
        {
            // Text and frames; the last digits of a line are the processor's.
            var (drawn, shown) = (XDocument.Parse(figure.ToSvg()).Root!, XDocument.Load(Path.Combine(docs, "gallery", file)).Root!);
            Assert.Equal(drawn.Attribute("viewBox")!.Value, shown.Attribute("viewBox")!.Value);
            Assert.Equal(drawn.Descendants(Svg + "text").Select(text => text.Value), shown.Descendants(Svg + "text").Select(text => text.Value));
        }
    }

    [Fact]
    public void Time_and_memory_are_shown_to_sixteen_million_neurons_with_machine_and_date()
    {
        var svg = XDocument.Parse(ScaleFigure.Draw().ToSvg());
        var ends = svg.Descendants(Svg + "path").Select(path => path.Attribute("d")!.Value).Count(path => path.Count(c => c == 'L') == 12);

        // Two lines of 13 numbers of neurons in each panel, 1 to 4¹².
        Assert.Equal(4, ends);
        Assert.Contains("10⁷", svg.Descendants(Svg + "text").Select(text => text.Value));
        Assert.Matches(@"Measured on .+, \d+ cores, \.NET [\d.]+, \d{4}-\d\d-\d\d\.$", ScaleFigure.Caption);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_refused()
    {
        _folder.Write("file", "");
        Assert.Contains("file: cannot be written: it is a file", Cli.Refused("gallery", _folder["file"]));
        Assert.Contains("cannot be written", Cli.Refused("gallery", _folder["file/inside"]));
        // A figure's place is taken.
        Directory.CreateDirectory(_folder["taken/lif.svg"]);
        Assert.Contains("taken: cannot be written", Cli.Refused("gallery", _folder["taken"]));
    }

    [Fact]
    public void The_ten_neurons_of_a_deterministic_model_with_one_drive_fire_together_and_random_ones_do_not()
    {
        var drive = Recording.Course(100 * 10, _ => -0.5);
        var lif = Recording.Of("Lif", [drive], 10, changes: ["Tau=4", "VTh=-1", "VReset=-3", "VRest=0"], dt: "1", start: [-3]).SpikeTimes();
        var bernoulli = Recording.Of("Bernoulli", [drive], 10).SpikeTimes();

        Assert.NotEmpty(lif[0]);
        Assert.All(lif, train => Assert.Equal(lif[0], train));
        Assert.Equal(10, bernoulli.Select(train => string.Join(" ", train)).Distinct().Count());
    }

    [Theory]
    [InlineData(2, "rises from {0} spikes a step in the first 20 steps to {1} in the last 100 of 400")]
    [InlineData(60, "it falls from {0} to {1}")]
    public void The_rates_that_are_told_of_dynamic_probability_are_those_measured(double drive, string text)
    {
        var entry = Models.find("ExtendedLif");
        var (neuron, parameters) = (entry.Create("dynamic_probability", new Dictionary<string, string>()), entry.Parameters("dynamic_probability"));
        var state = neuron.Initial<double>(parameters, [10_000], 1, 0);
        double Rate(int steps)
        {
            var input = Tensor.Create(Recording.Course(10_000, _ => drive));
            (var counts, state) = neuron.SpikeCounts(parameters, state, [InputSequence<double>.NewUnchanged(steps, input)]);
            return counts.Sum() / 10_000 / steps;
        }

        var first = Rate(20);
        Rate(280);
        var last = Rate(100);

        Assert.Equal(drive < 10, first < last);
        var told = string.Format(CultureInfo.InvariantCulture, text, first.ToString("0.000", CultureInfo.InvariantCulture),
            last.ToString("0.000", CultureInfo.InvariantCulture));
        Assert.Contains(told, GalleryFigure.All.Single(figure => figure.File == "extended-lif.svg").Caption);
        Assert.Contains(told, string.Join(' ', MigrationTests.Page.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
    }

    private static string ThisFile([System.Runtime.CompilerServices.CallerFilePath] string path = "") => path;

    public void Dispose() => _folder.Dispose();
}
