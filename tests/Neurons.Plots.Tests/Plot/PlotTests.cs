using System.Numerics.Tensors;

namespace Neurons.Plots.Tests;

/// <summary>Figures in one line, read back from the picture.</summary>
public sealed class PlotTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    public void A_spike_of_a_neuron_at_a_step_is_drawn_where_the_axes_say(double dt)
    {
        var random = new Random(1);
        var (steps, neurons) = (200, 12);
        var spikes = new float[steps, 3, neurons];
        var expected = new List<(double Time, double Neuron)>();
        for (var t = 0; t < steps; t++)
        {
            for (var n = 0; n < neurons; n++)
            {
                (spikes[t, 0, n], spikes[t, 2, n]) = (1, 1);
                if (random.NextDouble() > 0.03) continue;
                spikes[t, 1, n] = 1;
                expected.Add((dt == 0 ? t : (t + 1) * dt, n));
            }
        }

        var panel = SvgPicture.Of(Plot.Raster(spikes, dt == 0 ? TimeStep.Steps : TimeStep.Milliseconds(dt), sample: 1)).Panels[0];
        // A stroke goes up from its lower end, four fifths of a row.
        var row = panel.YTicks[0].Pixel - panel.YTicks[1].Pixel;
        var step = (panel.YTicks[1].Value - panel.YTicks[0].Value) / row;
        var found = panel.Places(Palette.Ink).Select(place => (Time: panel.ReadX(place.X), Neuron: panel.ReadY(place.Y) + 0.4)).ToList();

        Assert.True(step > 0);
        Assert.Equal(expected.Count, found.Count);
        Assert.All(expected.Order().Zip(found.OrderBy(spot => Math.Round(spot.Time * 2)).ThenBy(spot => spot.Neuron)), pair =>
        {
            Assert.Equal(pair.First.Time, pair.Second.Time, 0.3 * Math.Max(dt, 0.5));
            Assert.Equal(pair.First.Neuron, pair.Second.Neuron, 0.05);
        });
    }

    [Fact]
    public void What_a_layer_records_is_drawn_with_its_units_its_threshold_and_its_time()
    {
        var lif = new AdExIf(3);
        var (record, _) = lif.Record(NeuronInput.Constant(Tensor.Create(new[] { 40f, 50f, 60f }, [1, 3]), 500), "V", "W", "Output");

        var figure = Plot.Trace(record, lif);
        var picture = SvgPicture.Of(figure);

        Assert.Equal("AdExIf", figure.Title);
        Assert.Equal(["V (mV)", "W (pA)", "neuron"], figure.Panels.Select(panel => panel.Y.Label.Replace("nA", "pA").Replace("mA", "pA")));
        Assert.Equal($"time ({lif.Model.TimeUnit})", figure.Panels[^1].X.Label);
        Assert.Contains("neuron 2", picture.Texts);
        Assert.Contains("threshold", picture.Texts);
        // The highest potential in the picture is the highest there is, and at its time.
        var v = Tensors.Flat(record["V"]);
        var highest = v.Where((_, i) => i % 3 == 2).ToArray();
        var read = picture.Panels[0].Places(Palette.Green).MaxBy(place => picture.Panels[0].ReadY(place.Y));
        Assert.Equal(highest.Max(), picture.Panels[0].ReadY(read.Y), 0.3);
    }

    [Fact]
    public void A_record_without_its_layer_is_drawn_over_steps_and_spikes_are_told_from_courses()
    {
        var lif = new CubaLif(20);
        var (record, _) = lif.Record(NeuronInput.Constant(Tensor.Create(Enumerable.Repeat(0.3f, 20).ToArray(), [1, 20]), 100), "V", "Output");

        var figure = Plot.Trace(record);

        Assert.Equal(["V of the first 10 of 20 neurons", "spikes"], figure.Panels.Select(panel => panel.Title));
        Assert.Equal(10, SvgPicture.Of(figure).Panels[0].Paths(Palette.Blue).Count() + Enumerable.Range(1, 6)
            .Sum(i => SvgPicture.Of(figure).Panels[0].Paths(Palette.Of(i)).Count()));
        Assert.All(figure.Panels, panel => Assert.Equal("time step", panel.X.Label));
    }

    [Fact]
    public void Rates_are_spikes_per_second_in_their_window()
    {
        var spikes = new double[1000, 4];
        // 1 spike every 10 ms in the first half, none in the second: 100 Hz.
        for (var t = 0; t < 500; t += 10)
        {
            for (var n = 0; n < 4; n++) spikes[t, n] = 1;
        }

        var figure = Plot.Rates(spikes, TimeStep.Milliseconds(1), window: 100);
        var panel = SvgPicture.Of(figure).Panels[0];
        var read = panel.Places(Palette.Blue).Select(place => (Time: panel.ReadX(place.X), Rate: panel.ReadY(place.Y))).ToArray();

        Assert.Equal(10, read.Length);
        Assert.All(read, point => Assert.Equal(point.Time < 500 ? 100 : 0, point.Rate, 1.0));
        Assert.Equal(50.5, read[0].Time, 2.0);
        Assert.Equal("rate (Hz)", figure.Panels[0].Y.Label);
        Assert.Contains("in windows of 100 ms", figure.Panels[0].Title);
        Assert.Equal("rate (spikes per step)", Plot.Rates(spikes).Panels[0].Y.Label);
    }

    [Fact]
    public void A_histogram_counts_every_finite_value_once()
    {
        var random = new Random(1);
        for (var trial = 0; trial < 200; trial++)
        {
            var values = Enumerable.Range(0, random.Next(1, 500)).Select(_ => trial % 2 == 0 ? random.Next(0, 30) : random.NextDouble() * 1e-3)
                .ToArray();
            var series = Assert.IsType<BarSeries>(Plot.Histogram([.. values, double.NaN]).Panels[0].Series.Single());
            var (edges, heights) = series.Bars;

            Assert.Equal(values.Length, heights.Sum());
            Assert.All(heights.Index().SkipLast(1),
                bar => Assert.Equal(bar.Item, values.Count(value => value >= edges[bar.Index] && value < edges[bar.Index + 1])));
        }

        Assert.Equal(["1 of 3 values is NaN or infinite, and left out"], Plot.Histogram(new[] { 1, 2, double.NaN }).Notices);
        // Whole numbers have a bar each, in its middle.
        Assert.Equal([0.5, 1.5, 2.5, 3.5], Assert.IsType<BarSeries>(Plot.Histogram(new[] { 1, 3, 3 }).Panels[0].Series.Single()).Bars.Edges);
    }

    [Fact]
    public void A_phase_plane_goes_through_the_points_in_their_order()
    {
        var angles = Enumerable.Range(0, 50).Select(i => i * 2 * Math.PI / 50).ToArray();
        var panel = SvgPicture.Of(Plot.PhasePlane([.. angles.Select(Math.Cos)], [.. angles.Select(Math.Sin)], "v (mV)", "u")).Panels[0];
        var path = panel.Paths(Palette.Blue).Single(path => path.Contains('L'));
        var read = System.Text.RegularExpressions.Regex.Matches(path, @"[ML]([\d.]+) ([\d.]+)")
            .Select(match => (panel.ReadX(Parse(match.Groups[1].Value)), panel.ReadY(Parse(match.Groups[2].Value)))).ToArray();

        Assert.Equal(50, read.Length);
        Assert.All(read.Zip(angles), pair =>
        {
            Assert.Equal(Math.Cos(pair.Second), pair.First.Item1, 0.02);
            Assert.Equal(Math.Sin(pair.Second), pair.First.Item2, 0.02);
        });
    }

    [Fact]
    public void Phase_planes_of_records_name_what_there_is_if_something_is_not()
    {
        var layer = new Izhikevich(1);
        var (record, _) = layer.Record(NeuronInput.Constant(Tensor.Create(new[] { 10f }, [1, 1]), 300), "V", "U");
        Assert.Equal("V (mV)", Plot.PhasePlane(record, "V", "U", layer).Panels[0].X.Label);
        Assert.Contains("nothing was recorded of 'W'; there is V, U",
            Assert.Throws<ArgumentException>(() => Plot.PhasePlane(record, "V", "W")).Message);
    }

    [Fact]
    public void Surrogates_are_the_derivatives_they_name()
    {
        var panel = SvgPicture.Of(Plot.Surrogate(Surrogate.Atan(2), Surrogate.Custom("flat", _ => 0.5))).Panels[0];

        Assert.All(panel.Places(Palette.Blue), place =>
            Assert.Equal(1 / (1 + Math.Pow(Math.PI * panel.ReadX(place.X), 2)), panel.ReadY(place.Y), 0.02));
        Assert.All(panel.Places(Palette.Vermillion), place => Assert.Equal(0.5, panel.ReadY(place.Y), 0.01));
        Assert.Contains("atan (α = 2)", SvgPicture.Of(Plot.Surrogate(Surrogate.Atan(2), Surrogate.Atan(3))).Texts);
    }

    [Fact]
    public void Several_threads_draw_surrogates_at_once()
    {
        var alone = Plot.Surrogate(Surrogate.Atan(2)).ToSvg();
        var drawn = new string[32];
        Parallel.For(0, drawn.Length, i => drawn[i] = Plot.Surrogate(Surrogate.Atan(2)).ToSvg());
        Assert.All(drawn, svg => Assert.Equal(alone, svg));
    }

    [Fact]
    public async Task A_training_has_curves_over_whole_epochs_and_a_network_a_panel_for_each_layer_that_changes()
    {
        var network = new Sequential(1, new Linear(64, 16), new CubaLif(16), new Linear(16, 10), new LeakyIntegrator(10));
        var trainer = new Trainer(network, Loss.MaxMembraneCrossEntropy(), new Adam(1e-3)) { TimeSteps = 10 };
        var data = Digits.Load();
        var epochs = new List<Epoch>();
        await foreach (var epoch in trainer.TrainAsync(data, 3)) epochs.Add(epoch);

        var training = SvgPicture.Of(Plot.Training(epochs));
        var input = Tensor.Create(data.Sample(0).ToArray(), [1, 64]);
        var layers = Plot.Network(network, input, 10);

        Assert.Equal([1, 2, 3], training.Panels[1].XTicks.Select(tick => tick.Value));
        Assert.All(epochs, epoch => Assert.Contains(training.Panels[1].Places(Palette.Blue), place =>
            Math.Abs(training.Panels[1].ReadX(place.X) - epoch.Number) < 0.02
                && Math.Abs(training.Panels[1].ReadY(place.Y) - 100 * epoch.Accuracy) < 1));
        Assert.Equal(["1: CubaLif", "2: Linear", "3: LeakyIntegrator"], layers.Panels.Select(panel => panel.Title.Split('(', ' ')[0] + " "
            + panel.Title.Split('(', ' ')[1]));
        Assert.Contains("sample is 1;", Assert.Throws<ArgumentOutOfRangeException>(() => Plot.Network(network, input, 10, sample: 1)).Message);
    }

    [Fact]
    public void Values_of_any_kind_are_the_same_figure()
    {
        var svg = Plot.Trace(new[] { 1.0, 2, 4 }).ToSvg();
        Assert.Equal(svg, Plot.Trace(new[] { 1f, 2, 4 }).ToSvg());
        Assert.Equal(svg, Plot.Trace(new[] { 1, 2, 4 }).ToSvg());
        Assert.Equal(svg, Plot.Trace(new[,] { { 1.0 }, { 2 }, { 4 } }).ToSvg());
        Assert.Equal(svg, Plot.Trace(new[, ,] { { { 1f } }, { { 2f } }, { { 4f } } }).ToSvg());
        Assert.Equal(svg, Plot.Trace(Tensor.Create(new[] { 1f, 2, 4 })).ToSvg());
        Assert.Equal(svg, Plot.Trace(Tensor.Create(new[] { 1.0, 2, 4 }, [3, 1, 1])).ToSvg());
        Assert.Equal(svg, Plot.Trace(Values.Of(Tensor.Create(new[] { 1, 2, 4 }))).ToSvg());
    }

    [Fact]
    public void Neurons_whose_step_is_1_count_in_steps_unless_that_is_a_millisecond()
    {
        Assert.Equal(TimeStep.Seconds(0.001), TimeStep.Of(new LifBox(1)));
        Assert.Equal(TimeStep.Steps, TimeStep.Of(new LifBox(1, new() { Dt = 1, TauMemInv = 0.5 })));
        Assert.Equal(TimeStep.Milliseconds(1), TimeStep.Of(new Lif(1, new() { Dt = 1 })));
    }

    [Fact]
    public void What_does_not_fit_is_refused_with_what_does()
    {
        Assert.Contains("sample is 2; the values are [5, 2, 3], and it must be from 0 to 1",
            Assert.Throws<ArgumentOutOfRangeException>(() => Plot.Raster(new double[5, 2, 3], sample: 2)).Message);
        Assert.Contains("value of neuron 1 at step 0 is NaN",
            Assert.Throws<ArgumentException>(() => Plot.Raster(new[,] { { 0, double.NaN } })).Message);
        Assert.Contains("The values are [3]; they must be [rows, columns]",
            Assert.Throws<ArgumentException>(() => Plot.HeatMap(new double[3])).Message);
        Assert.Contains("x is [3] and y is [2]", Assert.Throws<ArgumentException>(() => Plot.PhasePlane(new double[3], new double[2])).Message);
        Assert.Contains("length is 0; it must be > 0", Assert.Throws<ArgumentOutOfRangeException>(() => TimeStep.Milliseconds(0)).Message);
        Assert.Throws<ArgumentNullException>(() => Plot.Curves("x", "y", null!, null!));
        Assert.Throws<ArgumentNullException>(() => Plot.Stack("", null!, null!));
    }

    [Fact]
    public void The_bars_of_a_histogram_hold_all_that_is_finite_however_large()
    {
        double[] values = [double.MaxValue, double.MinValue, 0, 1e308, -1e308, double.MaxValue];
        foreach (var bins in new[] { 0, 4 })
        {
            var series = ((BarSeries)Plot.Histogram(values, bins: bins).Panels[0].Series.Single()).Bars;
            Assert.Equal(bins == 0 ? 5 : 4, series.Heights.Length);
            Assert.Equal(6, series.Heights.Sum());
            Assert.DoesNotContain("NaN", Plot.Histogram(values, bins: bins).ToSvg());
        }
    }

    private static double Parse(string number) => double.Parse(number, System.Globalization.CultureInfo.InvariantCulture);
}
