
namespace Neurons.Plots.Tests;

public sealed class TicksTests
{
    [Theory]
    [InlineData(0, 100, 6, "0 20 40 60 80 100")]
    [InlineData(-70, -50, 5, "−70 −65 −60 −55 −50")]
    [InlineData(0, 1, 4, "0 0.5 1.0")]
    [InlineData(-0.03, 0.07, 5, "−0.02 0 0.02 0.04 0.06")]
    [InlineData(0, 2e-5, 3, "0 1×10⁻⁵ 2×10⁻⁵")]
    [InlineData(1e6, 1.1e6, 3, "1.00×10⁶ 1.05×10⁶ 1.10×10⁶")]
    [InlineData(1e9, 1e9 + 2, 3, "1000000000 1000000001 1000000002")]
    public void Ticks_are_round_and_their_labels_short(double low, double high, int most, string labels) =>
        Assert.Equal(labels, string.Join(' ', Ticks.For(new Extent(low, high), most).Select(tick => tick.Label)));

    [Fact]
    public void Rows_are_counted_in_whole_numbers() =>
        Assert.Equal(["0", "1"], Ticks.For(new Extent(-0.5, 1.5), 8, whole: true).Select(tick => tick.Label));

    [Fact]
    public void Any_extent_has_a_few_ticks_that_lie_within_it()
    {
        var random = new Random(1);
        for (var trial = 0; trial < 5000; trial++)
        {
            var low = (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-300, 300));
            var extent = Scale.Of(Extent.Empty.With(low).With(low * (1 + random.NextDouble() * Math.Pow(10, random.Next(-12, 3))))).Extent;
            var most = random.Next(0, 12);
            var ticks = Ticks.For(extent, most);

            Assert.InRange(ticks.Length, 1, 2 * Math.Max(most, 2) + 4);
            Assert.All(ticks, tick => Assert.InRange(tick.Value, extent.Low - extent.Width * 1e-3, extent.High + extent.Width * 1e-3));
            Assert.Equal(ticks.Length, ticks.Select(tick => tick.Label).Distinct().Count());
        }
    }

    [Fact]
    public void An_extent_that_all_but_ends_at_a_round_number_ends_there()
    {
        Assert.Equal(new Extent(0, 200), Ticks.Round(new Extent(0, 199.95)));
        Assert.Equal(new Extent(0, 99), Ticks.Round(new Extent(0, 99)));
    }

    [Fact]
    public void Empty_and_constant_extents_become_axes_of_some_width()
    {
        Assert.Equal(new Extent(0, 1), Scale.Of(Extent.Empty).Extent);
        Assert.Equal(new Extent(-1, 1), Scale.Of(Extent.Of([0, 0, double.NaN])).Extent);
        Assert.Equal(new Extent(-77, -63), Scale.Of(Extent.Of([-70, double.PositiveInfinity])).Extent);
        Assert.True(double.IsFinite(Scale.Of(Extent.Of([double.MinValue, double.MaxValue])).Padded(1).Length));
    }
}
