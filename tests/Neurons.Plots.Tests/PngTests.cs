using SkiaSharp;

namespace Neurons.Plots.Tests;

/// <summary>Pictures as pixels, drawn with the fonts that come with the library.</summary>
public sealed class PngTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2.5)]
    public void A_picture_has_the_figure_s_size_times_the_scale(double scale)
    {
        using var bitmap = Decoded(FigureTests.Everything(), scale);
        Assert.Equal((int)Math.Ceiling(720 * scale), bitmap.Width);
        Assert.Equal((int)Math.Ceiling(900 * scale), bitmap.Height);
    }

    [Theory]
    [InlineData(FigureTheme.Auto)]
    [InlineData(FigureTheme.Dark)]
    public void Every_kind_of_text_leaves_pixels_of_its_ink(FigureTheme theme)
    {
        var panel = new Panel().Line(null, [0, 100], [0, 100]);
        var without = new Figure("", panel with { X = new Axis(" "), Y = new Axis(" ") });
        // Letters and signs that labels use: Greek, minus, superscripts.
        foreach (var figure in new[]
        {
            without with { Title = "τ β α ± × − ⁻⁶ ²" },
            new Figure("", panel with { X = new Axis("time (ms)"), Y = new Axis(" ") }),
            new Figure("", panel with { X = new Axis(" "), Y = new Axis("V (mV)") }),
        })
        {
            var more = Inked(figure.WithTheme(theme)) - Inked(without.WithTheme(theme));
            Assert.True(more > 30, $"{more} pixels more");
        }
    }

    [Fact]
    public void A_longer_title_is_wider_and_each_letter_has_a_shape_of_its_own()
    {
        // What a figure without panels says of itself is not the title.
        var rest = Inked(new Figure("") { Height = 60 });
        int Of(string title) => Inked(new Figure(title) { Height = 60 }) - rest;

        Assert.True(Of("mmmmmmmm") > 1.8 * Of("mmmm"));
        // Boxes for letters that a font lacks would all be alike.
        Assert.Equal(6, "iWαβ±⁶".Select(letter => Of(new string(letter, 8))).Distinct().Count());
    }

    [Fact]
    public void The_paper_is_light_unless_the_figure_is_dark_and_data_is_where_it_is_in_the_SVG()
    {
        var figure = new Figure("", new Panel().Line(null, [0, 1], [5, 5], color: "#d55e00"));
        using var light = Decoded(figure, 1);
        using var dark = Decoded(figure.WithTheme(FigureTheme.Dark), 1);

        Assert.Equal(new SKColor(255, 255, 255), light.GetPixel(2, 2));
        Assert.Equal(SKColor.Parse(Inks.DarkPaper), dark.GetPixel(2, 2));
        var frame = SvgPicture.Of(figure).Panels[0];
        var place = frame.Places("#d55e00").First();
        var (x, y) = ((int)(frame.Left + frame.Right) / 2, (int)(frame.Top + place.Y));
        Assert.Contains(Enumerable.Range(y - 1, 3).Select(row => light.GetPixel(x, row)), color => color.Red > 200 && color.Blue < 120);
    }

    [Fact]
    public void Files_end_in_png_and_are_replaced_whole()
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():n}.png");
        try
        {
            new Figure("first").SavePng(path);
            new Figure("second").SavePng(path, 1);
            Assert.Equal(new Figure("second").ToPng(1), File.ReadAllBytes(path));
            Assert.Contains(".png is", Assert.Throws<ArgumentException>(() => new Figure("").SavePng("a.svg")).Message);
            Assert.Contains("scale is 0; it must be > 0", Assert.Throws<ArgumentOutOfRangeException>(() => new Figure("").SavePng(path, 0)).Message);
            Assert.Contains("scale is 1000;", Assert.Throws<ArgumentOutOfRangeException>(() => new Figure("").ToPng(1000)).Message);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static SKBitmap Decoded(Figure figure, double scale) => SKBitmap.Decode(figure.ToPng(scale));

    /// <summary>How many pixels are far from the paper's color.</summary>
    private static int Inked(Figure figure)
    {
        using var bitmap = Decoded(figure, 1);
        var paper = bitmap.GetPixel(1, 1);
        return bitmap.Pixels.Count(pixel => Math.Abs(pixel.Green - paper.Green) > 100);
    }
}
