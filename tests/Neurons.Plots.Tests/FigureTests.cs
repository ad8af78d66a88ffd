using System.Globalization;
using System.Xml.Linq;

namespace Neurons.Plots.Tests;

public sealed class FigureTests
{
    [Fact]
    public void A_figure_is_well_formed_and_has_size_and_view_box()
    {
        var svg = XDocument.Parse(Everything().ToSvg()).Root!;

        Assert.Equal(SvgPicture.Svg + "svg", svg.Name);
        Assert.Equal("0 0 720 900", svg.Attribute("viewBox")!.Value);
        Assert.Equal("720", svg.Attribute("width")!.Value);
        Assert.Equal("900", svg.Attribute("height")!.Value);
        Assert.DoesNotMatch("\"[^\"<>]*(NaN|Infinity|∞)", svg.ToString());
    }

    [Fact]
    public void Text_is_escaped_and_what_XML_cannot_hold_is_replaced()
    {
        var figure = new Figure(
            "a < b & \"c\" \u0001 \ud800", new Panel("<script>", "]]>", "&amp;").Line("<i>", A(0, 1), A(0, 1)).Line("b", A(0, 1), A(1, 0)));

        var texts = SvgPicture.Of(figure).Texts;

        Assert.Contains("a < b & \"c\" \ufffd \ufffd", texts);
        Assert.Contains("<script>", texts);
        Assert.Contains("]]>", texts);
        Assert.Contains("&amp;", texts);
        Assert.Contains("<i>", texts);
    }

    [Fact]
    public void What_cannot_be_drawn_is_said()
    {
        double[] none = [], some = [1, 2, 3], notNumbers = [double.NaN, double.PositiveInfinity, double.NaN];
        (Panel Panel, string Says)[] cases =
        [
            (new Panel(), "no data"),
            (new Panel().Line("a", none, none).Points("b", none, none).Band("c", none, none, none), "no data"),
            (new Panel().Line("a", some, notNumbers).Threshold("t", double.NaN).Span("s", double.NaN, 1),
                "nothing to draw: all 3 values are NaN or infinite"),
            (new Panel().Raster([]), "no spikes of 0 neurons"),
            (new Panel().Raster([[]]), "no spikes of 1 neuron"),
            (new Panel().HeatMap(new double[0, 0], label: "w"), "no data"),
            (new Panel().Image(new[,] { { double.NaN } }), "nothing to draw: the only value is NaN or infinite"),
            (new Panel(y: Axis.Log("y")).Line("a", some, A(0, -1, -2)), "nothing to draw: none of 3 values is above 0, as a logarithmic axis needs"),
        ];
        foreach (var (panel, says) in cases)
        {
            var figure = new Figure("", panel);
            var picture = SvgPicture.Of(figure);

            Assert.Equal([says], figure.Notices);
            Assert.Contains(says, picture.Texts);
            Assert.DoesNotMatch("\"[^\"<>]*(NaN|Infinity|∞)", figure.ToSvg());
            // An axis of nothing has no numbers.
            Assert.Equal(panel.Series.Any(series => !series.X(false).IsEmpty) && !panel.IsImage, picture.Panels[0].XTicks.Count > 0);
        }

        Assert.NotNull(XDocument.Parse(new Figure("").ToSvg()).Root);
    }

    [Fact]
    public void A_figure_without_panels_says_so()
    {
        var figure = new Figure("empty");
        Assert.Equal(["no panels"], figure.Notices);
        Assert.Contains(">no panels</text>", figure.ToSvg());
    }

    [Fact]
    public void Lines_and_spans_that_have_no_place_are_said()
    {
        var panel = new Panel(x: Axis.Log("n")).Line("V", A(1, 10), A(1, 2));
        Assert.Empty(new Figure("", panel.Threshold("level", -3).Marks("spikes", A(1, 2)).Span("stimulus", 1, 5)).Notices);
        Assert.Equal(
            [
                "level: 1 of 1 lines is NaN or infinite, and left out", "spikes: 2 of 4 lines are NaN or infinite, and left out",
                "spikes: 1 of 4 lines is not above 0, and left out, as the axis is logarithmic",
                "stimulus: 1 of 1 spans is NaN or infinite, and left out",
                "rest: 1 of 1 spans is not above 0, and left out, as the axis is logarithmic",
            ],
            new Figure("", panel.Threshold("level", double.NaN).Marks("spikes", A(1, double.NaN, 0, double.PositiveInfinity))
                .Span("stimulus", 1, double.NaN).Span("rest", 0, 5)).Notices);
        Assert.Equal(
            ["1 of 1 lines is NaN or infinite, and left out"], new Figure("", new Panel().Threshold(null, double.NaN)).Notices);
    }

    [Fact]
    public void Counts_are_drawn_as_they_are() => Assert.Equal(
        Plot.HeatMap(new[,] { { 1.0, 2 }, { 3, 4 } }).ToSvg(), Plot.HeatMap(new[,] { { 1, 2 }, { 3, 4 } }).ToSvg());

    [Fact]
    public void What_is_left_out_is_counted_and_said()
    {
        var figure = new Figure(
            "", new Panel(x: Axis.Log("n")).Line("V", A(-1, 1, 10, 100), A(1, 1, double.NaN, 2)), new Panel()
                .Line("w", A(1, 2, 3), A(1, double.NaN, 2), gaps: "steps that were not recorded"));

        string[] says =
        [
            "V: 1 of 4 values is NaN or infinite, and left out", "V: 1 of 4 values is not above 0, and left out, as the axis is logarithmic",
            "w: gaps are steps that were not recorded",
        ];
        Assert.Equal(says, figure.Notices);
        Assert.All(says, text => Assert.Contains(text, SvgPicture.Of(figure).Texts));
        Assert.Empty(new Figure("", new Panel().Line("w", A(1, 2), A(1, double.NaN), gaps: "")).Notices);
    }

    [Fact]
    public void A_gap_begins_the_line_anew_and_a_lone_point_is_a_dot()
    {
        var path = OnlyPath(new Panel().Line(null, A(0, 1, 2, 3, 4), A(0, 1, double.NaN, 1, double.NaN), color: "#123456"));

        Assert.Equal(2, path.Count(c => c == 'M'));
        Assert.EndsWith("h0", path);
    }

    [Fact]
    public void A_step_line_goes_level_then_upright() => Assert.Matches(
        @"^M[\d.]+ [\d.]+H[\d.]+V[\d.]+H[\d.]+V[\d.]+$", OnlyPath(new Panel().Line(null, A(0, 1, 2), A(0, 1, 0), step: true, color: "#123456")));

    [Fact]
    public void A_legend_lists_names_where_there_are_several()
    {
        var texts = SvgPicture.Of(new Figure(
            "", new Panel().Line("alone", A(0, 1), A(0, 1)), new Panel().Line("V", A(0, 1), A(0, 1)).Threshold("threshold", 0.5))).Texts;

        Assert.DoesNotContain("alone", texts);
        Assert.Contains("V", texts);
        Assert.Contains("threshold", texts);
    }

    [Fact]
    public void A_color_given_by_hand_is_not_met_again()
    {
        var panel = new Panel().Line("a", A(), A(), color: Palette.Blue).Line("b", A(), A()).Line("c", A(), A());

        Assert.Equal([Palette.Blue, Palette.Vermillion, Palette.Green], panel.Named.Select(series => series.Color));
    }

    [Fact]
    public void Neither_figures_nor_panels_change_nor_does_what_they_drew_from()
    {
        double[] ys = [1, 2];
        var panel = new Panel("first").Line("a", A(0, 1), ys);
        var figure = new Figure("one", panel);
        var before = figure.ToSvg();

        ys[0] = 100;
        _ = panel.Line("b", A(0, 1), ys).XRange(0, 50);
        var other = figure with { Title = "two", Width = 300 };

        Assert.Equal(before, figure.ToSvg());
        Assert.NotEqual(before, other.ToSvg());
        Assert.Equal(other.ToSvg(), figure.WithTitle("two").WithSize(300, figure.Height).ToSvg());
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 20)]
    [InlineData(3, 7)]
    [InlineData(1, 12)]
    public void Panels_of_a_grid_neither_overlap_nor_leave_the_figure(int columns, int count)
    {
        var panels = Enumerable.Range(0, count).Select(i =>
            new Panel("A long title for a small panel", "membrane potential (mV)", "time since the stimulus (ms)")
                .Line("one long name", A(0, Math.Pow(10, i)), A(0, Math.Pow(10, -i)))
                .Line("another long name", A(0, 1), A(1e9, 1e9 + 1)));
        var figure = new Figure("A title that is much too long for the figure " + new string('x', 200), panels)
        {
            Width = 700,
            Height = 300,
            Columns = columns,
            SharedX = false,
        };

        var picture = SvgPicture.Of(figure);

        Assert.Equal(count, picture.Panels.Count);
        Assert.All(picture.Panels, frame =>
            Assert.True(frame.Left >= 0 && frame.Top >= 0 && frame.Right <= 700 && frame.Bottom <= picture.Height));
        for (var i = 0; i < count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var (a, b) = (picture.Panels[i], picture.Panels[j]);
                Assert.True(a.Left >= b.Right || b.Left >= a.Right || a.Top >= b.Bottom || b.Top >= a.Bottom);
            }
        }
    }

    [Fact]
    public void Series_of_unequal_length_are_refused()
    {
        Assert.Contains(
            "'V': there are 2 x values and 1 y values", Assert.Throws<ArgumentException>(() => new Panel().Line("V", A(1, 2), A(1))).Message);
        Assert.Throws<ArgumentException>(() => new Panel().Points("V", A(1, 2), A(1)));
        Assert.Throws<ArgumentException>(() => new Panel().Band("V", A(1, 2), A(1, 2), A(1)));
        Assert.Throws<ArgumentException>(() => new Panel().Bars("V", A(1, 2), A(1, 2)));
    }

    [Fact]
    public void Sizes_and_ranges_that_no_figure_can_have_are_refused_with_what_is_allowed()
    {
        Assert.Contains("Width is NaN; it must be from 50 to 20000",
            Assert.Throws<ArgumentOutOfRangeException>(() => new Figure("") { Width = double.NaN }).Message);
        Assert.Contains("Height is 0;", Assert.Throws<ArgumentOutOfRangeException>(() => new Figure("") { Height = 0 }).Message);
        Assert.Contains("Columns is 0; it must be ≥ 1", Assert.Throws<ArgumentOutOfRangeException>(() => new Figure("") { Columns = 0 }).Message);
        Assert.Contains("Height is -1;", Assert.Throws<ArgumentOutOfRangeException>(() => new Panel(height: -1)).Message);
        Assert.Contains("the range is 2 to 1;", Assert.Throws<ArgumentException>(() => new Panel().XRange(2, 1)).Message);
    }

    [Fact]
    public void Numbers_do_not_depend_on_the_culture()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (culture.NumberFormat.NumberDecimalSeparator, culture.NumberFormat.NegativeSign) = (",", "~");
        var (old, expected) = (CultureInfo.CurrentCulture, Everything().ToSvg());
        try
        {
            CultureInfo.CurrentCulture = culture;
            Assert.Equal(expected, Everything().ToSvg());
        }
        finally
        {
            CultureInfo.CurrentCulture = old;
        }
    }

    [Fact]
    public void The_ending_of_a_file_says_how_it_is_written()
    {
        var folder = Directory.CreateTempSubdirectory("neurons-plots-");
        try
        {
            string At(string name) => Path.Combine(folder.FullName, name);
            Everything().Save(At("a.svg"));
            Everything().Save(At("a.HTML"));

            Assert.Equal(Everything().ToSvg(), File.ReadAllText(At("a.svg")));
            var page = XDocument.Parse(File.ReadAllText(At("a.HTML")).Replace("<!DOCTYPE html>", ""));
            Assert.Equal("everything", page.Descendants("title").First().Value);
            Assert.Single(page.Descendants(SvgPicture.Svg + "svg"), svg => svg.Attribute("class")?.Value == "neurons-figure");
            // Nothing comes from elsewhere.
            Assert.DoesNotContain("http", page.ToString().Replace(SvgPicture.Svg.NamespaceName, ""));
            Assert.Contains("Neurons.Plots.Png", Assert.Throws<ArgumentException>(() => Everything().Save(At("a.png"))).Message);
            Assert.Contains(".svg and .html are", Assert.Throws<ArgumentException>(() => Everything().Save(At("a.jpg"))).Message);
            Assert.Equal(2, folder.GetFiles().Length);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void What_has_no_place_in_a_figure_is_refused_when_it_is_given()
    {
        var panel = new Panel("p");
        Assert.Contains("a panel is null", Refused<ArgumentException>(() => new Figure("", panel, null!)));
        Refused<ArgumentNullException>(() => new Figure(null!, panel));
        Refused<ArgumentNullException>(() => new Panel(null!));
        Assert.Contains("the times of neuron 1 are null", Refused<ArgumentException>(() => panel.Raster([[1], null!])));
        foreach (var diameter in new[] { 0, -1, double.NaN, double.PositiveInfinity })
            Assert.Contains("diameter is", Refused<ArgumentOutOfRangeException>(() => panel.Points("q", A(1), A(1), diameter)));
        Assert.Contains("must begin above 0", Refused<ArgumentException>(() => Axis.Log("y").From(0, 1)));
        Assert.Contains("must begin above 0", Refused<ArgumentException>(() => new Axis("y").From(-1, 1) with { IsLog = true }));
        Assert.Equal((1, 2), Axis.Log("y").From(1, 2).Range);

        static string Refused<T>(Func<object> make)
            where T : Exception => Assert.Throws<T>(make).Message;
    }

    internal static Figure Everything()
    {
        double[] xs = [0, 0.5, 1.5, 2.5];
        return new Figure(
            "everything",
            new Panel("lines", "V (mV)")
                .Line("V", xs, A(-65.5, -50.25, double.NaN, -70)).Threshold("threshold", -50).Marks("spikes", A(0.5, 1)).Span("stimulus", 0.2, 1),
            new Panel("points", "w").Points("p", xs, xs).Band("b", xs, xs, A(1, 2, 3, 4)).Line("s", xs, xs, step: true, dots: true),
            new Panel("raster", "neuron").Raster([[0.1, 0.7], [1.3]]),
            new Panel("weights", "synapse")
                .HeatMap(new[,] { { 0.5, double.NaN }, { -1, 2 } }, x: (0, 2), label: "w (nS)", colors: ColorMap.Diverging),
            new Panel("rate", "rate (Hz)", "time (s)").Line(null, xs, A(double.PositiveInfinity, 1e308, -1e308, 0)))
        { Height = 900 };
    }

    private static double[] A(params double[] values) => values;

    private static string OnlyPath(Panel panel) => SvgPicture.Of(new Figure("", panel)).Panels[0].Paths("#123456").Single();
}
