
namespace Neurons.Plots.Tests;

public sealed class DecimationTests
{
    private static readonly PlotArea Area = new(new(new(0, 1_000_000)), new(new(-2, 10)), 600, 200);

    [Fact]
    public void A_long_series_keeps_its_extremes_and_its_ends()
    {
        var random = new Random(1);
        var xs = Enumerable.Range(0, 1_000_001).Select(i => (double)i).ToArray();
        var ys = xs.Select(_ => random.NextDouble()).ToArray();
        (ys[123_456], ys[777_777]) = (9, -1.5);

        var kept = Decimation.Keep(xs, ys, Area);

        Assert.InRange(kept.Count, 600, 4 * 601);
        Assert.Contains(123_456, kept);
        Assert.Contains(777_777, kept);
        Assert.Equal(0, kept[0]);
        Assert.Equal(1_000_000, kept[^1]);
        Assert.Equal(kept.Order(), kept);
    }

    [Fact]
    public void A_short_series_is_kept_whole_with_its_gaps() =>
        Assert.Equal([0, -1, 2, -1], Decimation.Keep([0, 1, 2, 3], [0, double.NaN, 1, double.PositiveInfinity], Area));

    [Fact]
    public void A_long_gap_stays_a_gap_and_many_short_ones_cost_nothing()
    {
        var xs = Enumerable.Range(0, 1_000_001).Select(i => (double)i).ToArray();
        var ys = xs.Select((x, i) => i % 2 == 1 || i is > 400_000 and < 600_000 ? double.NaN : 1).ToArray();

        var kept = Decimation.Keep(xs, ys, Area);

        Assert.Equal(1, kept.Count(index => index < 0));
        Assert.InRange(kept.Count, 600, 4 * 601);
    }

    [Fact]
    public void A_curve_that_turns_back_loses_only_points_that_fall_together()
    {
        var angles = Enumerable.Range(0, 100_000).Select(i => i * 2 * Math.PI / 100_000).ToArray();
        var area = new PlotArea(new(new(-1, 1)), new(new(-1, 1)), 100, 100);

        var kept = Decimation.Keep([.. angles.Select(Math.Cos)], [.. angles.Select(Math.Sin)], area);

        Assert.InRange(kept.Count, 200, 2000);
        Assert.Contains(kept, index => Math.Cos(angles[index]) < -0.99);
    }
}
