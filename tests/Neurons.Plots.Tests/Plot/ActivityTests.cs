using Neurons.Simulation;

namespace Neurons.Plots.Tests;

public sealed class ActivityTests
{
    [Fact]
    public void Populations_are_above_each_other_in_their_colors_with_their_rates_below()
    {
        var (e, i) = (Regular("E", 30, 10), Regular("I", 10, 20));
        var picture = SvgPicture.Of(Plot.Activity([e, i], bin: 10));
        Assert.Equal(2, picture.Panels.Count);
        var (raster, rates) = (picture.Panels[0], picture.Panels[1]);
        // a stroke goes up from its lower end, which is within its row
        Assert.All(raster.Places(Palette.Blue), place => Assert.InRange(raster.ReadY(place.Y), -0.6, 29.5));
        Assert.All(raster.Places(Palette.Vermillion), place => Assert.InRange(raster.ReadY(place.Y), 29.4, 39.5));
        Assert.Contains("rates in bins of 10 ms", picture.Texts);
        Assert.Equal(100, rates.ReadY(rates.Places(Palette.Blue).First().Y), 1.0);
        Assert.Equal(50, rates.ReadY(rates.Places(Palette.Vermillion).Skip(1).Average(place => place.Y)), 40.0);
    }

    [Fact]
    public void Of_many_neurons_some_are_shown_in_proportion()
    {
        var picture = SvgPicture.Of(Plot.Activity([Regular("E", 80, 10), Regular("I", 20, 10)], most: 10, title: "few"));
        Assert.Contains("spikes of 10 of 100 neurons", picture.Texts);
        Assert.Contains("few", picture.Texts);
    }

    [Fact]
    public void What_cannot_be_drawn_is_an_error()
    {
        Assert.Throws<ArgumentException>(() => Plot.Activity([]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Plot.Activity([Regular("E", 3, 10)], most: 0));
        var other = new PopulationSpikes([], [], 3, 0.1, 0, 50, "other");
        Assert.Contains("other", Assert.Throws<ArgumentException>(() => Plot.Activity([Regular("E", 3, 10), other])).Message);
    }

    /// <summary>Neurons that fire together, at an interval in ms.</summary>
    private static PopulationSpikes Regular(string name, int size, int interval)
    {
        var spikes = Enumerable.Range(0, size)
            .SelectMany(n => Enumerable.Range(0, 200 / interval).Select(i => (Step: 50 + i * interval * 10, Neuron: n)));
        return new([.. spikes.Select(one => one.Step)], [.. spikes.Select(one => one.Neuron)], size, 0.1, 0, 200, name);
    }
}
