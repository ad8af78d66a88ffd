using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Neurons.Plots.Tests;

/// <summary>Colors that can be read on light and dark paper, and told apart by everyone.</summary>
public sealed class ThemeTests
{
    /// <summary>How cones that are missing change linear RGB: Machado, Oliveira and Fernandes (2009), severity 1.</summary>
    private static readonly Dictionary<string, double[]> _blindness = new()
    {
        ["none"] = [1, 0, 0, 0, 1, 0, 0, 0, 1],
        ["protanopia"] = [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
        ["deuteranopia"] = [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881],
    };

    [Fact]
    public void Text_and_axes_stand_out_on_either_paper_and_so_do_lines()
    {
        foreach (var (paper, of) in new (string, Func<string, string>)[] { (Palette.Paper, color => color), (Inks.DarkPaper, Inks.OnDark) })
        {
            Assert.InRange(Inks.Contrast(of(Palette.Ink), paper), 7, 21);
            Assert.InRange(Inks.Contrast(of(Palette.Frame), paper), 4.5, 21);
            // Orange and sky are the lightest: the price of seven colors that can be told apart.
            Assert.All(Enumerable.Range(0, Palette.Count), i => Assert.InRange(Inks.Contrast(of(Palette.Of(i)), paper), 2, 21));
        }

        Assert.All(Enumerable.Range(0, Palette.Count), i => Assert.InRange(Inks.Contrast(Inks.OnDark(Palette.Of(i)), Inks.DarkPaper), 4.5, 21));
    }

    [Fact]
    public void Any_color_stands_out_on_dark_paper_and_greys_are_turned_over()
    {
        var random = new Random(1);
        for (var trial = 0; trial < 2000; trial++)
        {
            var color = $"#{random.Next(1 << 24):x6}";
            var isGrey = color[1..3] == color[3..5] && color[3..5] == color[5..7];
            if (!isGrey) Assert.InRange(Inks.Contrast(Inks.OnDark(color), Inks.DarkPaper), 4.4, 21);
        }

        Assert.InRange(Inks.Contrast(Inks.OnDark("#333333"), Inks.DarkPaper), 7, 21);
        Assert.InRange(Inks.Contrast(Inks.OnDark("#eeeeee"), Inks.DarkPaper), 1, 2);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("protanopia")]
    [InlineData("deuteranopia")]
    public void The_first_colors_can_be_told_apart_by_the_color_blind_on_either_paper(string blindness)
    {
        foreach (var of in new Func<string, string>[] { color => color, Inks.OnDark })
        {
            double[][] seen = [.. Enumerable.Range(0, Palette.Count).Select(i => Lab(of(Palette.Of(i)), _blindness[blindness]))];
            for (var i = 0; i < seen.Length; i++)
            {
                for (var j = 0; j < i; j++)
                {
                    var distance = Math.Sqrt(seen[i].Zip(seen[j], (a, b) => (a - b) * (a - b)).Sum());
                    Assert.True(distance > 12, $"{Palette.Of(i)} and {Palette.Of(j)} are {distance} apart, {blindness}");
                }
            }
        }
    }

    [Fact]
    public void An_automatic_figure_turns_every_ink_over_where_the_reader_wants_dark_and_only_in_itself()
    {
        var (automatic, dark, light) = (FigureTests.Everything(), FigureTests.Everything() with { Theme = FigureTheme.Dark },
            FigureTests.Everything() with { Theme = FigureTheme.Light });
        var style = XDocument.Parse(automatic.ToSvg()).Descendants(SvgPicture.Svg + "style").Single().Value;
        var rules = Regex.Matches(style, @"^\.neurons-figure \[(fill|stroke)=""(#[0-9a-f]{6})""\]\{\1:(#[0-9a-f]{6})\}$", RegexOptions.Multiline)
            .ToDictionary(match => (match.Groups[1].Value, match.Groups[2].Value), match => match.Groups[3].Value);

        Assert.StartsWith("@media (prefers-color-scheme:dark){", style);
        Assert.Equal(style.Trim().Split('\n').Length - 2, rules.Count);
        Assert.Empty(XDocument.Parse(dark.ToSvg()).Descendants(SvgPicture.Svg + "style"));
        // What the rules make of the light picture is the dark one.
        var (before, after) = (XDocument.Parse(light.ToSvg()).Descendants().ToArray(), XDocument.Parse(dark.ToSvg()).Descendants().ToArray());
        Assert.Equal(before.Length, after.Length);
        foreach (var (one, other) in before.Zip(after))
        {
            foreach (var name in new[] { "fill", "stroke" })
            {
                var color = one.Attribute(name)?.Value;
                Assert.Equal(color is null ? null : rules.GetValueOrDefault((name, color), color), other.Attribute(name)?.Value);
            }
        }
    }

    [Fact]
    public void Colors_that_stand_for_numbers_are_the_same_on_any_paper()
    {
        var figure = Plot.HeatMap(new[,] { { 0.0, 1 }, { 2, 3 } });
        static IEnumerable<string> Cells(Figure figure) => XDocument.Parse(figure.ToSvg()).Descendants(SvgPicture.Svg + "g").First().Elements()
            .Select(cell => cell.Attribute("stroke")!.Value);

        Assert.Equal(Cells(figure.WithTheme(FigureTheme.Light)), Cells(figure.WithTheme(FigureTheme.Dark)));
        Assert.Equal(4, Cells(figure).Distinct().Count());
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

    /// <summary>CIE L*a*b* of a color as it is seen.</summary>
    private static double[] Lab(string color, double[] matrix)
    {
        double[] rgb = [.. Enumerable.Range(0, 3).Select(i => Convert.ToInt32(color.Substring(1 + 2 * i, 2), 16) / 255.0)
            .Select(c => c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4))];
        double[] seen = [.. Enumerable.Range(0, 3).Select(row => Math.Clamp(Enumerable.Range(0, 3).Sum(i => matrix[3 * row + i] * rgb[i]), 0, 1))];
        var (x, y, z) = ((0.4124 * seen[0] + 0.3576 * seen[1] + 0.1805 * seen[2]) / 0.9505, 0.2126 * seen[0] + 0.7152 * seen[1] + 0.0722 * seen[2],
            (0.0193 * seen[0] + 0.1192 * seen[1] + 0.9505 * seen[2]) / 1.089);
        static double F(double t) => t > 0.008856 ? Math.Cbrt(t) : 7.787 * t + 16.0 / 116;
        return [116 * F(y) - 16, 500 * (F(x) - F(y)), 200 * (F(y) - F(z))];
    }
}
