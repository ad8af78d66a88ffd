using System.Globalization;
using System.Xml.Linq;
using Neurons.Cli.Plots;

namespace Neurons.Cli.Tests.Plots;

public sealed class FigureTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void A_figure_is_well_formed_and_has_size_and_view_box()
    {
        var svg = XDocument.Parse(Everything().ToSvg()).Root!;

        Assert.Equal(Svg + "svg", svg.Name);
        Assert.Equal("0 0 720 900", svg.Attribute("viewBox")!.Value);
        Assert.Equal("720", svg.Attribute("width")!.Value);
        Assert.Equal("900", svg.Attribute("height")!.Value);
        Assert.DoesNotContain("NaN", svg.ToString());
        Assert.DoesNotContain("Infinity", svg.ToString());
    }

    [Fact]
    public void Text_is_escaped_and_what_XML_cannot_hold_is_replaced()
    {
        var figure = new Figure("a < b & \"c\" \u0001 \ud800");
        figure.Panel("<script>", "]]>", "&amp;").Line("<i>", [0, 1], [0, 1]).Line("b", [0, 1], [1, 0]);

        var texts = Texts(figure);

        Assert.Contains("a < b & \"c\" \ufffd \ufffd", texts);
        Assert.Contains("<script>", texts);
        Assert.Contains("]]>", texts);
        Assert.Contains("&amp;", texts);
        Assert.Contains("<i>", texts);
    }

    [Fact]
    public void No_panels_no_series_and_series_without_points_draw_empty_axes()
    {
        Assert.NotNull(XDocument.Parse(new Figure("").ToSvg()).Root);
        var figure = new Figure("empty") { Columns = 3, SharedX = false };
        figure.Panel();
        figure.Panel().Line("a", [], []).Points("b", [], []).Band("c", [], [], []).Marks("d", []);
        figure.Panel().Line("a", [double.NaN, 1], [1, double.NaN]).Threshold("t", double.NaN).Span("s", double.NaN, 1);
        figure.Panel().Raster([]);
        figure.Panel().Raster([[], []]);
        figure.Panel().Heatmap(new double[0, 0], label: "w");
        figure.Panel().Image(new double[0, 0]);
        figure.Panel().Image(new double[,] { { double.NaN } });

        var svg = figure.ToSvg();

        Assert.NotNull(XDocument.Parse(svg).Root);
        Assert.DoesNotContain("NaN", svg);
        Assert.DoesNotContain("∞", svg);
    }

    [Fact]
    public void A_gap_begins_the_line_anew_and_a_lone_point_is_a_dot()
    {
        var figure = new Figure("gaps");
        figure.Panel().Line(null, [0, 1, 2, 3, 4], [0, 1, double.NaN, 1, double.NaN], colour: "#123456");

        var path = PathsOf(figure, "#123456").Single();

        Assert.Equal(2, path.Count(c => c == 'M'));
        Assert.EndsWith("h0", path);
    }

    [Fact]
    public void A_step_line_goes_level_then_upright()
    {
        var figure = new Figure("steps");
        figure.Panel().Line(null, [0, 1, 2], [0, 1, 0], step: true, colour: "#123456");

        Assert.Matches(@"^M[\d.]+ [\d.]+H[\d.]+V[\d.]+H[\d.]+V[\d.]+$", PathsOf(figure, "#123456").Single());
    }

    [Fact]
    public void A_raster_is_one_path_with_a_stroke_per_spike()
    {
        var figure = new Figure("raster");
        figure.Panel().Raster([[1, 5], [], [3, double.NaN]], colour: "#123456");

        Assert.Equal(3, PathsOf(figure, "#123456").Single().Count(c => c == 'v'));
    }

    [Fact]
    public void A_million_points_make_a_small_file_that_still_shows_the_one_spike()
    {
        var xs = Enumerable.Range(0, 1_000_000).Select(i => i * 0.1).ToArray();
        var ys = xs.Select(x => Math.Sin(x)).ToArray();
        ys[500_123] = 50;
        var figure = new Figure("long");
        figure.Panel().Line(null, xs, ys, colour: "#123456").YRange(-2, 50);

        var svg = figure.ToSvg();

        Assert.InRange(svg.Length, 1000, 80_000);
        Assert.Contains(PathsOf(figure, "#123456").Single().Split('M', 'L'), point => point.EndsWith(" 0", StringComparison.Ordinal));
    }

    [Fact]
    public void Stacked_panels_share_their_x_axis_and_number_it_once()
    {
        var shared = new Figure("") { SharedX = true };
        var own = new Figure("") { SharedX = false };
        foreach (var figure in new[] { shared, own })
        {
            figure.Panel(x: "time").Line("a", [0, 70], [0, 0.3]);
            figure.Panel(x: "time").Line("b", [0, 30], [0, 0.3]);
        }

        Assert.Single(Texts(shared), "time");
        Assert.Single(Texts(shared), "70");
        Assert.Equal(2, Texts(own).Count(text => text == "time"));
        Assert.Equal(2, new FigureLayout(shared).Panels.Count(panel => panel.Area.X == new Extent(0, 70)));
        Assert.Single(new FigureLayout(own).Panels, panel => panel.Area.X == new Extent(0, 70));
    }

    [Fact]
    public void A_legend_lists_names_where_there_are_several()
    {
        var figure = new Figure("");
        figure.Panel().Line("alone", [0, 1], [0, 1]);
        figure.Panel().Line("V", [0, 1], [0, 1]).Threshold("threshold", 0.5);

        Assert.DoesNotContain("alone", Texts(figure));
        Assert.Contains("V", Texts(figure));
        Assert.Contains("threshold", Texts(figure));
    }

    [Fact]
    public void A_colour_given_by_hand_is_not_met_again()
    {
        var panel = new Figure("").Panel().Line("a", [], [], colour: Palette.Blue).Line("b", [], []).Line("c", [], []);

        Assert.Equal([Palette.Blue, Palette.Vermillion, Palette.Green], panel.Named.Select(series => series.Colour));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 20)]
    [InlineData(3, 7)]
    [InlineData(1, 12)]
    public void Panels_of_a_grid_neither_overlap_nor_leave_the_figure(int columns, int count)
    {
        var figure = new Figure("A title that is much too long for the figure " + new string('x', 200), 700,
            300)
        { Columns = columns, SharedX = false };
        for (var i = 0; i < count; i++)
        {
            figure.Panel("A long title for a small panel", "membrane potential (mV)", "time since the stimulus (ms)")
                .Line("one long name", [0, Math.Pow(10, i)], [0, Math.Pow(10, -i)])
                .Line("another long name", [0, 1], [1e9, 1e9 + 1]);
        }

        var layout = new FigureLayout(figure);

        var frames = layout.Panels.Select(panel => (Left: panel.FrameLeft, Top: panel.FrameTop, Right: panel.FrameLeft + panel.Area.Width,
            Bottom: panel.FrameTop + panel.Area.Height)).ToArray();
        Assert.Equal(count, frames.Length);
        Assert.All(frames, frame => Assert.True(frame.Left >= 0 && frame.Top >= 0 && frame.Right <= 700 && frame.Bottom <= layout.Height));
        for (var i = 0; i < count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var (a, b) = (frames[i], frames[j]);
                Assert.True(a.Left >= b.Right || b.Left >= a.Right || a.Top >= b.Bottom || b.Top >= a.Bottom);
            }
        }
    }

    [Fact]
    public void The_cells_of_an_image_are_square_and_merged_where_equal()
    {
        var figure = new Figure("", 600, 200);
        figure.Panel().Image(new double[,] { { 0, 0, 1 }, { 1, 1, 1 } });

        var placed = new FigureLayout(figure).Panels.Single();
        Assert.Equal(placed.Area.Width / 3, placed.Area.Height / 2, 6);
        Assert.Equal(1, PathsOf(figure, "#ffffff").Single().Count(c => c == 'M'));
        Assert.Equal(2, PathsOf(figure, "#111111").Single().Count(c => c == 'M'));
    }

    [Fact]
    public void A_large_heatmap_is_reduced_to_what_can_be_seen()
    {
        var random = new Random(1);
        var values = new double[1000, 1000];
        for (var i = 0; i < 1_000_000; i++)
        {
            values[i / 1000, i % 1000] = random.NextDouble();
        }

        var figure = new Figure("", 300, 200);
        figure.Panel().Heatmap(values, label: "w");

        Assert.InRange(figure.ToSvg().Length, 1000, 300_000);
    }

    [Fact]
    public void Series_of_unequal_length_are_refused()
    {
        var panel = new Figure("").Panel();

        Assert.Contains("'V': there are 2 x values and 1 y values", Assert.Throws<ArgumentException>(() => panel.Line("V", [1, 2], [1])).Message);
        Assert.Throws<ArgumentException>(() => panel.Points("V", [1, 2], [1]));
        Assert.Throws<ArgumentException>(() => panel.Band("V", [1, 2], [1, 2], [1]));
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
    public void Text_that_does_not_fit_becomes_smaller_and_then_shorter()
    {
        Assert.Equal(("time", 10), TextMetrics.Fit("time", 10, 100));
        Assert.InRange(TextMetrics.Fit("potential", 10, 40).Size, 7.5, 9.9);
        var (text, size) = TextMetrics.Fit("a very long potential", 10, 50);
        Assert.EndsWith("…", text);
        Assert.InRange(TextMetrics.Width(text, size), 1, 50);
    }

    internal static Figure Everything()
    {
        var figure = new Figure("everything", 720, 900);
        double[] xs = [0, 0.5, 1.5, 2.5];
        figure.Panel("lines", "V (mV)")
            .Line("V", xs, [-65.5, -50.25, double.NaN, -70]).Threshold("threshold", -50).Marks("spikes", [0.5, 1]).Span("stimulus", 0.2, 1);
        figure.Panel("points", "w").Points("p", xs, xs).Band("b", xs, xs, [1, 2, 3, 4]).Line("s", xs, xs, step: true);
        figure.Panel("raster", "neuron").Raster([[0.1, 0.7], [1.3]]);
        figure.Panel("weights", "synapse")
            .Heatmap(new double[,] { { 0.5, double.NaN }, { -1, 2 } }, x: (0, 2), label: "w (nS)", colours: ColourMap.Diverging);
        figure.Panel("rate", "rate (Hz)", "time (s)").Line(null, xs, [double.PositiveInfinity, 1e308, -1e308, 0]);
        return figure;
    }

    private static List<string> Texts(Figure figure) =>
        [.. XDocument.Parse(figure.ToSvg()).Descendants(Svg + "text").Select(text => text.Value)];

    private static List<string> PathsOf(Figure figure, string colour) =>
        [.. XDocument.Parse(figure.ToSvg())
            .Descendants(Svg + "path").Where(path => path.Attribute("stroke")?.Value == colour).Select(path => path.Attribute("d")!.Value)];
}
