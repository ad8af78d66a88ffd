using System.Globalization;
using System.Net;
using System.Numerics.Tensors;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.DotNet.Interactive.Formatting;

namespace Neurons.Interactive.Tests;

public sealed class FormattersTests
{
    public FormattersTests() => NeuronsFormatters.Register();

    public static TheoryData<string> Names => [.. Samples.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_value_is_one_element_of_valid_HTML_and_some_plain_text(string name)
    {
        var (html, text) = (Html(Samples.All[name]()), Text(Samples.All[name]()));

        // A style sheet, and the element.
        Assert.Equal(["style", "div"], Parsed(html).Elements().Select(element => element.Name.LocalName));
        Assert.NotEqual("", text);
        Assert.DoesNotContain("</", text, StringComparison.Ordinal);
        Assert.All(text.Split('\n'), line => Assert.Equal(line.TrimEnd(), line));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_value_is_shown_alike_in_every_culture(string name)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            string[][] shown = [.. new[] { "", "commas", "signs" }.Select(culture =>
            {
                CultureInfo.CurrentCulture = Culture(culture);
                return new[] { Html(Samples.All[name]()), Text(Samples.All[name]()) };
            })];
            Assert.Equal(shown[0], shown[1]);
            Assert.Equal(shown[0], shown[2]);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void HTML_is_what_a_notebook_is_given(string name) =>
        Assert.Equal("text/html", Formatter.GetPreferredMimeTypesFor(Samples.All[name]().GetType()).First());

    [Theory]
    [InlineData("figure", 1)]
    [InlineData("vector", 1)]
    [InlineData("matrix", 1)]
    [InlineData("spikes", 1)]
    [InlineData("bits", 1)]
    [InlineData("graph", 1)]
    [InlineData("pullback", 1)]
    [InlineData("record", 1)]
    [InlineData("epochs", 1)]
    [InlineData("evaluation", 1)]
    [InlineData("dataset", 1)]
    [InlineData("dataset over time", 1)]
    [InlineData("batch", 1)]
    [InlineData("batch of spikes", 1)]
    [InlineData("F# pullback", 1)]
    [InlineData("empty dataset", 0)]
    [InlineData("epoch", 0)]
    [InlineData("empty", 0)]
    [InlineData("scalar", 0)]
    public void What_can_be_seen_has_a_picture(string name, int pictures) =>
        Assert.Equal(pictures, Parsed(Html(Samples.All[name]())).Element("div")!.Elements().Count(element => element.Name.LocalName == "svg"));

    [Fact]
    public void Texts_of_others_are_not_taken_for_HTML()
    {
        var text = "<script>alert('&')</script>";
        string[] shown =
        [
            Html(Tensor.Create(new[] { text })),
            Html(new Dictionary<string, Tensor<float>> { [text] = Samples.Numbers(2) }),
            Html(Plot.Histogram(new[] { 1.0, 2 }).WithTitle(text)),
        ];
        Assert.All(shown, html => Assert.DoesNotContain("<script", html, StringComparison.Ordinal));
        Assert.All(shown, html => Assert.Contains(text, WebUtility.HtmlDecode(html), StringComparison.Ordinal));
    }

    [Fact]
    public void A_tensor_says_its_shape_its_type_and_what_its_numbers_are_like()
    {
        var text = Text(Tensor.Create(new float[] { 1, -2, 0, 5 }, [2, 2]));
        // The mean of 1, −2, 0, 5 is 1, their variance (0 + 9 + 1 + 16) / 4.
        Assert.StartsWith("Tensor<float> [2, 2]\n-2 to 5, mean 1 ± 2.55, 25 % are 0\n", text, StringComparison.Ordinal);
        Assert.Matches(@"0 +1 +-2\n1 +0 +5", text);
    }

    [Fact]
    public void Numbers_that_are_not_finite_are_counted_apart() =>
        Assert.Contains("1 to 2, mean 1.5 ± 0.5; 2 not finite", Text(Samples.All["not finite"]()), StringComparison.Ordinal);

    [Fact]
    public void A_large_tensor_is_cut_and_says_so()
    {
        var large = Tensor.CreateFromShape<float>([3000, 2000]);
        large[2999, 1999] = 1.5f;
        var (html, text) = (Html(large), Text(large));
        Assert.Contains("shown: the first 6 of 3,000 rows, 10 of 2,000 columns", text, StringComparison.Ordinal);
        Assert.Contains("not drawn: 6,000,000 numbers are more than 4,194,304", text, StringComparison.Ordinal);
        Assert.Contains("0 to 1.5", text, StringComparison.Ordinal);
        Assert.InRange(html.Length, 1, 10_000);
        Assert.Equal(6, Parsed(html).Descendants("tbody").Single().Elements("tr").Count());
    }

    [Fact]
    public void Statistics_of_a_tensor_that_is_too_large_are_of_its_first_numbers()
    {
        var huge = Tensor.CreateFromShape<byte>([(1 << 24) + 1]);
        huge[1 << 24] = 9;
        Assert.Contains("all 0; of the first 16,777,216 of 16,777,217 numbers", Text(huge), StringComparison.Ordinal);
    }

    [Fact]
    public void A_raster_has_a_stroke_for_each_spike_of_the_first_sample()
    {
        var spikes = Tensor.CreateFromShape<float>([20, 2, 3]);
        (spikes[3, 0, 1], spikes[7, 0, 2], spikes[9, 1, 0]) = (1, 1, 1);
        var html = Html(spikes);
        Assert.Contains("sample 0 of 2", html, StringComparison.Ordinal);
        Assert.Equal(Plot.Raster(spikes).ToSvg().Trim(), Regex.Match(html, "(?s)<svg.*</svg>").Value);
    }

    [Fact]
    public void A_network_has_a_row_for_each_layer_with_its_output_and_parameters()
    {
        string[][] rows = Rows(Html(Samples.Chain()));
        Assert.Equal(["0", "1", "2", "3"], rows.Select(row => row[0]));
        Assert.Equal(["[4]", "[4]", "[2]", "[2]"], rows.Select(row => row[2]));
        Assert.Equal(["16", "0", "10", "0"], rows.Select(row => row[3]));
    }

    [Fact]
    public void A_graph_says_what_feeds_each_node_and_draws_it()
    {
        var graph = Samples.Circle();
        var html = Html(graph);
        Assert.Equal(["", "in", "sum + back", "lif", "lif"], Rows(html).Select(row => row[2]));
        var svg = Parsed(html).Element("div")!.Elements().Single(element => element.Name.LocalName == "svg");
        Assert.Equal(graph.Nodes.Select(node => $"{node.Name}: {node.Layer}"),
            svg.Elements().Where(element => element.Name.LocalName == "text").Select(element => element.Value));
        // Of five edges, one goes back.
        XElement[] edges = [.. svg.Elements().Where(element => element.Name.LocalName == "path")];
        Assert.Equal(5, edges.Length);
        Assert.Single(edges, edge => edge.Attribute("stroke-dasharray") is not null);
    }

    [Fact]
    public void Gradients_have_a_row_for_each_learnable_parameter_with_its_norm()
    {
        var gradients = (ParameterGradients)Samples.All["gradients"]();
        string[][] rows = Rows(Html(gradients));
        Assert.Equal(["0.weight", "0.bias", "2.weight", "2.bias"], rows.Select(row => row[0]));
        Assert.Equal(["[4, 3]", "[4]", "[2, 4]", "[2]"], rows.Select(row => row[1]));
        var norm = Math.Sqrt(gradients["2.weight"].Sum(number => (double)number * number));
        Assert.Equal(norm, double.Parse(rows[2][2], CultureInfo.InvariantCulture), norm / 1000);
    }

    [Fact]
    public void Gradients_of_neurons_name_inputs_and_parameters() => Assert.Equal(
        ["input x", "parameter VTh"], Rows(Html(Samples.All["neurons' gradients"]())).Select(row => row[0]));

    [Fact]
    public void Neurons_have_their_parameters_states_and_equations()
    {
        var layer = (CubaLif)Samples.All["neurons"]();
        var html = Html(layer);
        Assert.Equal([.. layer.Parameters.Select(parameter => parameter.Name), .. layer.Model.StateNames], Rows(html).Select(row => row[0]));
        Assert.Equal("yes", Rows(html).Single(row => row[0] == "VTh")[5]);
        Assert.Contains("all 1.5", html, StringComparison.Ordinal);
        Assert.Contains(layer.Explain().TrimEnd().ReplaceLineEndings("\n"), Parsed(html).Descendants("pre").Single().Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_many_epochs_the_last_are_listed_and_all_are_drawn()
    {
        Epoch[] epochs = [.. Enumerable.Range(1, 12).Select(Samples.Epoch)];
        var html = Html(epochs);
        Assert.Equal(Enumerable.Range(3, 10).Select(number => $"{number}"), Rows(html).Select(row => row[0]));
        Assert.Contains("the last 10 of 12 epochs", html, StringComparison.Ordinal);
        Assert.Contains(Plot.Training(epochs).ToSvg(), html, StringComparison.Ordinal);
    }

    [Fact]
    public void An_evaluation_says_which_classes_were_taken_for_which()
    {
        var html = Html(new Evaluation(0.5, 0.7, new[,] { { 3, 1 }, { 2, 4 } }));
        Assert.Equal([["0", "3", "1"], ["1", "2", "4"]], Rows(html));
        Assert.Contains("Evaluation of 10 samples", html, StringComparison.Ordinal);
        Assert.Contains("70 % correct", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_data_set_says_its_size_and_how_many_samples_each_class_has()
    {
        var text = Text(Samples.Data());
        Assert.StartsWith("Dataset of 6 samples [9], 3 classes\nvalues that stay the same over time\n", text, StringComparison.Ordinal);
        Assert.Equal([["0", "3", "50 %"], ["1", "2", "33.3 %"], ["2", "1", "16.7 %"]], Rows(Html(Samples.Data())));
        Assert.StartsWith(
            "Dataset of 4 samples [2, 3], 3 classes\nvalues at each of 3 steps\n",
            Text(Samples.All["dataset over time"]()),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Samples_are_drawn_upright_with_their_steps_added_up()
    {
        // One sample of two steps: 1 and 2 in the upper left pixel, 5 in the lower right one.
        var data = Dataset.OverTime(Tensor.Create(new float[] { 1, 0, 0, 0, 2, 0, 0, 5 }, [1, 2, 2, 2]), [7]);
        var figure = new Figure("", new Panel("7").Image(new double[,] { { 3, 0 }, { 0, 5 } })) { Width = 110, Height = 130 };
        Assert.Contains(figure.ToSvg(), Html(data), StringComparison.Ordinal);
        Assert.Contains("the first 1 sample with their classes, summed over time", Text(data), StringComparison.Ordinal);
    }

    [Fact]
    public void A_batch_says_how_it_is_encoded_and_what_its_labels_are()
    {
        Assert.Matches(@"^Batch of 3 samples \[9\], 5 steps\nthe same at each step; labels \d, \d, \d\n", Text(Samples.All["batch"]()));
        Assert.Matches(
            @"^Batch of 3 samples \[9\], 5 steps\nspikes as bits; labels \d, \d, \d\n\d+ spikes", Text(Samples.All["batch of spikes"]()));
    }

    [Fact]
    public void Records_of_FSharp_are_shown_by_their_fields_with_what_the_model_says_of_them()
    {
        var parameters = Rows(Html(CubaLifModule.parameters));
        var model = Models.find("CubaLif").Definition;
        Assert.Equal(model.ParameterNames, parameters.Select(row => row[0]));
        Assert.Equal(model.ParameterInfo.Select(info => info.Meaning), parameters.Select(row => row[5]));
        Assert.Equal(["TauSynInv", "", "200", "1/s", "> 0", "inverse time constant of the synaptic current"], parameters[0]);

        var layer = new CubaLif(3).Integral(Samples.Numbers(6, 2, 3)).Item2;
        Assert.Equal(Rows(Html(layer)), Rows(Html(Samples.All["F# snapshot"]())));
        Assert.Equal(Rows(Html(layer)), Rows(Html(Samples.All["F# state"]())));
        Assert.StartsWith("CubaLif state after 6 steps\n", Text(Samples.All["F# snapshot"]()), StringComparison.Ordinal);
        Assert.Equal(["spikes", "V", "I"], Rows(Html(Samples.All["F# recurrent snapshot"]())).Select(row => row[0]));
        Assert.Equal(["spikes", "V", "I"], Rows(Html(Samples.All["recurrent state"]())).Select(row => row[0]));
        Assert.Equal([["Charge", "[2]", "2.236", "1 to 2, mean 1.5 ± 0.5"]], Rows(Html(Samples.All["own snapshot"]())));
    }

    [Fact]
    public void The_records_of_every_model_have_a_formatter()
    {
        foreach (var entry in Models.all)
        {
            var module = typeof(Definition).Assembly.GetType($"Neurons.{entry.Name}Module")!;
            var parameters = module.GetProperty("parameters")!.GetValue(null)!;
            Assert.Equal(entry.Definition.ParameterNames, Rows(Html(parameters)).Select(row => row[0]));
            // compartments have the records of the neurons that they are
            var model = parameters.GetType().DeclaringType!.Name[..^"Module".Length];
            Assert.StartsWith($"{model} parameters\n", Text(parameters), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_figure_is_its_SVG_and_in_text_its_title_and_axes()
    {
        var figure = Plot.Curves("epoch", "loss", new Curve("training", [3, 2, 1])).WithTitle("Learning");
        Assert.Contains(figure.ToSvg(), Html(figure), StringComparison.Ordinal);
        Assert.Equal("Figure Learning\n  loss over epoch", Text(figure));
    }

    private static string Html(object value) => value.ToDisplayString("text/html");

    private static string Text(object value) => value.ToDisplayString("text/plain");

    private static XElement Parsed(string html) => XElement.Parse($"<html>{html}</html>", LoadOptions.PreserveWhitespace);

    /// <summary>The cells of all rows of all tables.</summary>
    private static string[][] Rows(string html) => [.. Parsed(html).Descendants("tbody").Elements("tr")
        .Select(row => row.Elements("td").Select(cell => cell.Value).ToArray())];

    /// <summary>The invariant culture, one with commas, or one with another minus, too.</summary>
    private static CultureInfo Culture(string name)
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        if (name.Length > 0)
        {
            (culture.NumberFormat.NumberDecimalSeparator, culture.NumberFormat.NumberGroupSeparator) = (",", ".");
            culture.NumberFormat.NegativeSign = name == "signs" ? "؜-" : "-";
        }

        return culture;
    }
}
