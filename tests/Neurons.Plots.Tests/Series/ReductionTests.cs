using System.Diagnostics;
using System.Numerics.Tensors;

namespace Neurons.Plots.Tests;

/// <summary>What is too long for its pixels is drawn small, and nothing that can be seen is lost.</summary>
public sealed class ReductionTests
{
    [Fact]
    public void Every_extreme_of_a_long_trace_is_at_its_place_in_the_picture()
    {
        var random = new Random(1);
        var values = Enumerable.Range(0, 1_000_000).Select(_ => random.NextDouble()).ToArray();
        int[] extremes = [0, 123_456, 123_457, 500_000, 777_777, 999_999];
        foreach (var i in extremes) values[i] = i % 2 == 0 ? 5 : -5;

        var figure = Plot.Trace(values, "V (mV)", TimeStep.Milliseconds(0.1));
        var panel = SvgPicture.Of(figure).Panels[0];

        Assert.InRange(figure.ToSvg().Length, 1000, 60_000);
        var places = panel.Places(Palette.Blue).Select(place => (Time: panel.ReadX(place.X), Value: panel.ReadY(place.Y))).ToArray();
        // A pixel is 100 s / 600 wide; two neighbours of opposite sign share one.
        Assert.All(extremes, i => Assert.Contains(
            places, place => Math.Abs(place.Time - (i + 1) * 0.1) < 2 * 100_000 / 600.0 && Math.Abs(place.Value - values[i]) < 0.05));
        Assert.InRange(places.Max(place => place.Value), 4.9, 5.1);
    }

    [Fact]
    public void Ten_million_values_make_a_small_picture_soon()
    {
        var trace = Tensor.CreateFromShape<float>([10_000_000]);
        for (var i = 0; i < 10_000_000; i++) trace[i] = MathF.Sin(i * 1e-5f);
        trace[5_000_123] = 3;
        var spikes = Tensor.CreateFromShape<float>([10_000, 1000]);
        var random = new Random(1);
        for (var i = 0; i < 2_000_000; i++) spikes[random.Next(10_000), random.Next(1000)] = 1;

        var clock = Stopwatch.StartNew();
        var (line, raster) = (Plot.Trace(trace), Plot.Raster(spikes));
        var (lineText, rasterText) = (line.ToSvg(), raster.ToSvg());

        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 60);
        Assert.InRange(lineText.Length, 1000, 60_000);
        Assert.InRange(rasterText.Length, 1000, 500_000);
        var panel = SvgPicture.Of(line).Panels[0];
        Assert.Contains(panel.Places(Palette.Blue), place => Math.Abs(panel.ReadY(place.Y) - 3) < 0.05);
        Assert.Contains(raster.Notices, text => text.StartsWith("so many spikes are drawn as their density", StringComparison.Ordinal));
    }

    [Fact]
    public void A_single_spike_of_a_dense_raster_is_seen_and_where_none_is_nothing_is()
    {
        var spikes = new double[2000, 2000];
        spikes[1500, 300] = 1;
        for (var t = 0; t < 200; t++)
        {
            for (var n = 1000; n < 2000; n++) spikes[t, n] = 1;
        }

        var panel = SvgPicture.Of(Plot.Raster(spikes)).Panels[0];
        var places = panel.Places(Palette.Ink).Select(place => (Step: panel.ReadX(place.X), Neuron: panel.ReadY(place.Y))).ToArray();

        Assert.Contains(places, place => Math.Abs(place.Step - 1500) < 20 && Math.Abs(place.Neuron - 300) < 30);
        Assert.All(places, place => Assert.True(place.Step > 1480 || (place.Step < 210 && place.Neuron > 970), $"{place}"));
    }

    [Fact]
    public void Many_points_and_long_curves_that_turn_back_become_densities_and_say_so()
    {
        var random = new Random(1);
        var (xs, ys) = (Enumerable.Range(0, 300_000).Select(_ => random.NextDouble()).ToArray(), Enumerable.Range(0, 300_000)
            .Select(_ => random.NextDouble()).ToArray());
        foreach (var panel in new[] { new Panel().Points("p", xs, ys), new Panel().Line("l", xs, ys) })
        {
            var figure = new Figure("", panel);
            Assert.Contains("density", Assert.Single(figure.Notices));
            Assert.Contains(Assert.Single(figure.Notices), SvgPicture.Of(figure).Texts);
            Assert.InRange(figure.ToSvg().Length, 1000, 500_000);
        }

        Assert.Empty(new Figure("", new Panel().Points("p", xs[..1000], ys[..1000]).Line("l", xs[..1000], ys[..1000])).Notices);
    }

    [Fact]
    public void A_long_band_is_as_wide_as_it_is_anywhere_within_a_pixel()
    {
        var xs = Enumerable.Range(0, 100_000).Select(i => (double)i).ToArray();
        var highs = xs.Select(_ => 1.0).ToArray();
        (highs[44_444], highs[77_777]) = (9, 8);

        var figure = new Figure("", new Panel().Band(null, xs, new double[100_000], highs, "#123456").YRange(0, 10));
        var svg = System.Xml.Linq.XDocument.Parse(figure.ToSvg());
        var path = svg.Descendants(SvgPicture.Svg + "path").Single(path => path.Attribute("fill")?.Value == "#123456").Attribute("d")!.Value;
        var height = SvgPicture.Of(figure).Panels[0] is var frame ? frame.Bottom - frame.Top : 0;
        var tops = System.Text.RegularExpressions.Regex.Matches(path, @"[ML][\d.]+ ([\d.]+)")
            .Select(match => 10 * (1 - double.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) / height)).Order()
                .ToArray();

        Assert.Equal(9, tops[^1], 0.1);
        Assert.Contains(tops, top => Math.Abs(top - 8) < 0.1);
        Assert.InRange(figure.ToSvg().Length, 1000, 80_000);
    }

    [Fact]
    public void A_large_heat_map_is_reduced_to_means_of_blocks_and_says_so()
    {
        var random = new Random(1);
        var values = new double[1000, 1000];
        for (var i = 0; i < 1_000_000; i++) values[i / 1000, i % 1000] = random.NextDouble();

        var figure = Plot.HeatMap(values, "w").WithSize(300, 200);

        Assert.InRange(figure.ToSvg().Length, 1000, 300_000);
        Assert.Matches("^1000 × 1000 cells are drawn as the means of blocks, [0-9]+ × [0-9]+$", Assert.Single(figure.Notices));
    }
}
