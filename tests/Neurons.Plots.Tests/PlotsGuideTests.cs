using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Neurons.Plots.Tests;

/// <summary>The code of docs/plots.md, compiled and run, and its pictures. With <c>NEURONS_APPROVE=1</c> the pictures are written.</summary>
[Collection(nameof(WorkingFolder))]
public sealed class PlotsGuideTests : IDisposable
{
    private readonly WorkingFolder _folder = new();

    [Fact]
    public void Every_snippet_of_the_guide_is_in_this_file()
    {
        var code = Flush(File.ReadAllText(ThisFile()));
        var snippets = Regex.Matches(Guide(), "```csharp\n(.*?)```", RegexOptions.Singleline).Select(match => match.Groups[1].Value).ToArray();

        Assert.NotEmpty(snippets);
        Assert.All(snippets.Where(snippet => !snippet.StartsWith("using", StringComparison.Ordinal)), snippet =>
            Assert.Contains(Flush(snippet), code));
    }

    [Fact]
    public void Every_line_of_Plot_is_in_the_guide() => Assert.All(
        typeof(Plot).GetMethods().Where(method => method.DeclaringType == typeof(Plot)).Select(method => method.Name).Distinct(),
        name => Assert.Contains($"`Plot.{name}(", Guide()));

    [Fact]
    public async Task The_snippets_run_and_the_pictures_are_theirs()
    {
        Layers();
        Spikes();
        Axes();
        await Networks();
        Motion();

        var pictures = Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../docs/pictures");
        foreach (var name in Regex.Matches(Guide(), @"\(pictures/([a-z]+\.svg)\)").Select(match => match.Groups[1].Value))
        {
            var (drawn, shown) = (Path.Combine(_folder.Path, name), Path.Combine(pictures, name));
            if (Environment.GetEnvironmentVariable("NEURONS_APPROVE") == "1") File.Copy(drawn, shown, overwrite: true);
            // Text, frames and sizes; the last digits of a line are the processor's.
            var (a, b) = (XDocument.Load(drawn).Root!, XDocument.Load(shown).Root!);
            Assert.Equal(a.Attribute("viewBox")!.Value, b.Attribute("viewBox")!.Value);
            Assert.Equal(a.Elements(SvgPicture.Svg + "svg").Count(), b.Elements(SvgPicture.Svg + "svg").Count());
            Assert.Equal(Texts(a), Texts(b));
            Assert.InRange(new FileInfo(shown).Length, 1000, 150_000);
        }
    }

    private static void Layers()
    {
        var currents = Tensor.Create(new[] { 30f, 40f, 50f }, [1, 3]);

        var lif = new AdExIf(3);
        var (record, _) = lif.Record(NeuronInput.Constant(currents, steps: 600), "V", "W", "Output");   // currents: [1, 3]
        Plot.Trace(record, lif).Save("trace.svg");

        Plot.PhasePlane(record, "V", "W", lif).Save("phase.svg");
        Plot.Surrogate(Surrogate.Atan(2), Surrogate.Custom("bump", u => Expr.Exp(-u * u))).Save("surrogates.svg");
    }

    private static void Spikes()
    {
        var random = new Random(1);
        var spikes = new float[1000, 100];
        for (var t = 0; t < 1000; t++)
        {
            for (var n = 0; n < 100; n++) spikes[t, n] = random.NextDouble() < 0.02 * (1 + Math.Sin(t / 80.0 + n / 30.0)) ? 1 : 0;
        }

        var time = TimeStep.Milliseconds(1);
        var figure = Plot.Stack("A hundred neurons", Plot.Raster(spikes, time), Plot.Rates(spikes, time, window: 10));
        figure.Save("raster.svg");

        var small = figure with { Title = "The same", Width = 480, Height = 300 };
        var svg = small.ToSvg();                            // text: the same every time, on every machine
        small.Save("small.html");                           // the ending chooses: .svg or .html, a page that needs nothing else

        figure.SavePng("raster.png", scale: 2);              // 2 pixels for each of the figure

        Assert.Contains(svg, File.ReadAllText("small.html"));
        Assert.InRange(new FileInfo("raster.png").Length, 1000, 1_000_000);
    }

    private static void Axes()
    {
        double[] neurons = [1, 100, 10_000], forward = [1e-6, 2e-6, 1e-5], gradient = [2e-6, 5e-6, 5e-5];
        double[] times = [.. Enumerable.Range(0, 101).Select(t => (double)t)];
        double[] potentials = [.. times.Select(t => t is > 20 and < 60 ? -65 + 18 * (1 - Math.Exp((20 - t) / 15)) : t < 30 ? -65 : -65
            + 16.7 * Math.Exp((60 - t) / 15))];

        var measured = Plot.Curves(
            Axis.Log("neurons"), Axis.Log("time (s)"),
            new Curve("forward", neurons, forward), new Curve("forward and gradient", neurons, gradient));
        measured.Save("time.svg");

        var custom = new Figure(
            "A spike",
            new Panel("membrane potential", y: "V (mV)", x: "time (ms)")
                .Line("V", times, potentials)
                .Threshold("threshold", -50)
                .Span("stimulus", 20, 60)
                .XRange(0, 100));
        custom.Save("panel.svg");
    }

    private static async Task Networks()
    {
        var digits = Digits.Load();
        var sample = Tensor.Create(digits.Sample(0).ToArray(), [1, 64]);
        var network = new Sequential(1, new Linear(64, 100), new CubaLif(100), new Linear(100, 10), new LeakyIntegrator(10));
        var trainer = new Trainer(network, Loss.MaxMembraneCrossEntropy(), new Adam(2e-3)) { TimeSteps = 25 };

        var epochs = new List<Epoch>();
        await foreach (var epoch in trainer.TrainAsync(digits, epochs: 5)) epochs.Add(epoch);
        Plot.Training(epochs).Save("training.svg");
        Plot.Network(network, sample, timeSteps: 25).Save("network.svg");                      // sample: [1, 64]
        Plot.HeatMap(network.Parameters[0].Value, "weight").Save("weights.svg");               // what the first layer has learnt
    }

    private static void Motion()
    {
        var (random, digit) = (new Random(1), Digits.Load().Sample(0).ToArray());
        var (pixels, image) = (new double[50, 8, 8], new double[8, 8]);
        for (var i = 0; i < 64; i++)
        {
            image[i / 8, i % 8] = digit[i];
            for (var t = 0; t < 50; t++) pixels[t, i / 8, i % 8] = random.NextDouble() < 0.3 * digit[i] ? 1 : 0;
        }

        Plot.Animation(pixels, image, seconds: 5).Save("animation.svg");                         // pixels: [T, height, width]
    }

    private static IEnumerable<string> Texts(XElement svg) => svg.Descendants(SvgPicture.Svg + "text").Select(text => text.Value);

    private static string Guide() => File.ReadAllText(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../docs/plots.md"));

    private static string ThisFile([CallerFilePath] string path = "") => path;

    private static string Flush(string code) => string.Join('\n', code.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));

    public void Dispose() => _folder.Dispose();
}
