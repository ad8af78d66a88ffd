namespace Neurons.Plots.Tests;

/// <summary>What stands at axes, and where.</summary>
public sealed class AxisTests
{
    [Fact]
    public void Epochs_steps_neurons_and_counts_are_written_in_whole_numbers()
    {
        for (var epochs = 1; epochs <= 30; epochs++)
        {
            var losses = Enumerable.Range(0, epochs).Select(i => 1.0 / (i + 1)).ToArray();
            var ticks = SvgPicture.Of(Plot.Curves("epoch", "loss", new Curve("training", losses))).Panels[0].XTicks;
            Assert.NotEmpty(ticks);
            Assert.All(ticks, tick => Assert.True(double.IsInteger(tick.Value) && tick.Value >= 1 && tick.Value <= epochs,
                $"{tick.Value} of {epochs}"));
        }

        var raster = SvgPicture.Of(Plot.Raster(new double[3, 2])).Panels[0];
        Assert.All(raster.XTicks.Concat(raster.YTicks), tick => Assert.True(double.IsInteger(tick.Value)));
        Assert.All(SvgPicture.Of(Plot.Histogram(new[] { 1.0, 2, 2 })).Panels[0].YTicks, tick => Assert.True(double.IsInteger(tick.Value)));
    }

    [Fact]
    public void On_a_logarithmic_axis_equal_ratios_are_equally_far_apart()
    {
        double[] xs = [1, 10, 100, 1000, 1e4, 1e5], ys = [3, 6, 12, 24, 48, 96];

        var panel = SvgPicture.Of(new Figure("", new Panel(x: Axis.Log("n"), y: Axis.Log("s")).Line(null, xs, ys, color: "#123456"))).Panels[0];

        var places = panel.Places("#123456").ToArray();
        var (dx, dy) = (places[1].X - places[0].X, places[1].Y - places[0].Y);
        Assert.True(dx > 10 && dy < -10);
        for (var i = 1; i < places.Length; i++)
        {
            Assert.Equal(dx, places[i].X - places[i - 1].X, 0.05);
            Assert.Equal(dy, places[i].Y - places[i - 1].Y, 0.05);
        }

        Assert.All(xs.Zip(places), point => Assert.Equal(1, panel.ReadX(point.Second.X, isLog: true) / point.First, 0.01));
        Assert.All(ys.Zip(places), point => Assert.Equal(1, panel.ReadY(point.Second.Y, isLog: true) / point.First, 0.01));
    }

    [Fact]
    public void Ticks_of_any_logarithmic_axis_are_sorted_distinct_within_it_and_at_least_one_has_a_number()
    {
        var random = new Random(1);
        for (var trial = 0; trial < 5000; trial++)
        {
            var low = Math.Pow(10, random.Next(-200, 200) + random.NextDouble());
            var scale = Scale.Of(new(low, low * Math.Pow(10, random.NextDouble() * random.Next(1, 100))), isLog: true);
            var whole = random.Next(2) == 0 && low >= 1;

            var ticks = Ticks.For(scale, random.Next(0, 12), whole);

            Assert.Contains(ticks, tick => tick.Label.Length > 0 || whole);
            Assert.All(ticks, tick => Assert.InRange(tick.Value, scale.Low * (1 - 1e-6), scale.High * (1 + 1e-6)));
            Assert.All(ticks.Zip(ticks.Skip(1)), pair => Assert.True(pair.First.Value < pair.Second.Value));
            var labels = ticks.Where(tick => tick.Label.Length > 0).Select(tick => tick.Label).ToArray();
            Assert.Equal(labels.Length, labels.Distinct().Count());
        }
    }

    [Theory]
    [InlineData(1, 1e7, "10⁰ 10¹ 10² 10³ 10⁴ 10⁵ 10⁶ 10⁷")]
    [InlineData(0.02, 200, "0.1 1 10 100")]
    [InlineData(2, 60, "2 5 10 20 50")]
    [InlineData(1e-200, 1e200, "10⁻²⁰⁰ 10⁻¹⁵⁰ 10⁻¹⁰⁰ 10⁻⁵⁰ 10⁰ 10⁵⁰ 10¹⁰⁰ 10¹⁵⁰ 10²⁰⁰")]
    public void Logarithmic_axes_are_numbered_by_powers_of_ten_or_within_a_decade(double low, double high, string labels) => Assert.Equal(
        labels, string.Join(' ', Ticks.For(new Scale(new(low, high), true), 9).Where(tick => tick.Label.Length > 0).Select(tick => tick.Label)));

    [Fact]
    public void Stacked_panels_share_their_x_axis_and_number_it_once()
    {
        Panel[] panels = [new Panel(x: "time").Line("a", X(0, 70), X(0, 0.3), color: "#123456"), new Panel(x: "time")
            .Line("b", X(0, 35), X(0, 0.3), color: "#123456")];
        var shared = SvgPicture.Of(new Figure("", panels));
        var own = SvgPicture.Of(new Figure("", panels) { SharedX = false });

        Assert.Single(shared.Texts, "time");
        Assert.Empty(shared.Panels[0].XTicks);
        Assert.Equal(2, own.Texts.Count(text => text == "time"));
        // The same time is at the same place in both: 35 is half way.
        var ends = shared.Panels.Select(panel => panel.Left + panel.Places("#123456").Last().X).ToArray();
        Assert.Equal((ends[0] + shared.Panels[0].Left) / 2, ends[1], 0.02);
        Assert.Equal(shared.Panels[0].Left, shared.Panels[1].Left);
        Assert.Equal(own.Panels[0].Places("#123456").Last().X, own.Panels[1].Places("#123456").Last().X, 0.02);
    }

    [Fact]
    public void Figures_are_stacked_on_one_axis_only_if_it_is_the_same()
    {
        var spikes = new double[20, 3];
        Assert.True(Plot.Stack("", Plot.Raster(spikes), Plot.Rates(spikes)).SharedX);
        Assert.False(Plot.Stack("", Plot.Raster(spikes), Plot.Histogram(spikes)).SharedX);
        Assert.False(Plot.Stack("", Plot.Raster(spikes), Plot.Raster(spikes, TimeStep.Milliseconds(1))).SharedX);
        // A linear and a logarithmic axis are never one.
        var mixed = SvgPicture.Of(new Figure("", new Panel(x: Axis.Log("n")).Line(null, X(1, 100), X(1, 1)), new Panel(x: "n")
            .Line(null, X(0, 1), X(1, 1))));
        Assert.All(mixed.Panels, panel => Assert.NotEmpty(panel.XTicks));
    }

    private static double[] X(params double[] values) => values;
}
