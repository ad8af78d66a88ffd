namespace Neurons.Plots.Tests;

public sealed class HeatmapTests
{
    [Fact]
    public void The_cells_of_an_image_are_square_and_merged_where_equal()
    {
        var frame = SvgPicture.Of(Plot.Image(new double[,] { { 0, 0, 1 }, { 1, 1, 1 } }).WithSize(600, 200)).Panels.Single();

        Assert.Equal((frame.Right - frame.Left) / 3, (frame.Bottom - frame.Top) / 2, 0.01);
        Assert.Equal(1, frame.Paths("rgb(255,255,255)").Single().Count(c => c == 'M'));
        Assert.Equal(2, frame.Paths("rgb(17,17,17)").Single().Count(c => c == 'M'));
    }

    [Fact]
    public void A_cell_has_the_color_of_its_value_at_its_row_and_column()
    {
        var values = new double[4, 5];
        for (var i = 0; i < 20; i++) values[i / 5, i % 5] = i;
        values[2, 3] = double.NaN;

        var panel = SvgPicture.Of(Plot.HeatMap(values, "w (nS)")).Panels[0];
        for (var i = 0; i < 20; i++)
        {
            // Of 64 colors, the one nearest to the value.
            var color = SvgWriter.DataColor(ColorMap.Viridis.At(Math.Round(i / 19.0 * 63) / 63));
            var found = panel.Places(color).Select(place => (Row: panel.ReadY(place.Y), Column: panel.ReadX(place.X) + 0.5)).ToArray();
            if (i == 13) Assert.Empty(found);
            else
            {
                Assert.Equal(i / 5, Assert.Single(found).Row, 0.05);
                Assert.Equal(i % 5, found[0].Column, 0.05);
            }
        }

        Assert.Equal(["1 of 20 values is NaN or infinite, and left out"], Plot.HeatMap(values).Notices);
    }

    [Fact]
    public void Signed_values_have_colors_that_are_symmetric_about_zero()
    {
        var weights = Plot.HeatMap(new[,] { { -0.5, 0 }, { 0.2, 2 } }).Panels[0].Scaled!;
        Assert.Equal((-2.0, 2.0), (weights.Range.Low, weights.Range.High));
        Assert.Equal((0.0, 2.0), Plot.HeatMap(new[,] { { 0.0, 2 } }).Panels[0].Scaled!.Range is var range ? (range.Low, range.High) : default);
    }
}
