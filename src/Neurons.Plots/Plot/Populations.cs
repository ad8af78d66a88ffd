using Neurons.Simulation;

namespace Neurons.Plots;

/// <content>The activity of populations.</content>
public static partial class Plot
{
    /// <summary>How many intervals of time a rate is shown in, if nothing is said.</summary>
    private const int RateBins = 200;

    /// <summary>Spikes of populations, one population above the other, the first lowest; and their rates below.</summary>
    /// <param name="populations">The spikes, all of one window of time, such as <c>recorder.Window(0, 1000)</c>.</param>
    /// <param name="bin">The bins of rates in ms, a whole number of steps; 0 for a 200th of the window.</param>
    /// <param name="most">How many neurons at most are shown, the first of each population, in proportion; at least one of each.</param>
    /// <param name="title">What the figure is called.</param>
    /// <exception cref="ArgumentException">There is no population, or their windows differ.</exception>
    public static Figure Activity(IEnumerable<PopulationSpikes> populations, double bin = 0, int most = 200, string title = "")
    {
        ArgumentNullException.ThrowIfNull(populations);
        PopulationSpikes[] all = [.. populations];
        if (all.Length == 0) throw new ArgumentException("Plot.Activity: there are no populations; at least one is needed.", nameof(populations));
        if (most < 1) throw new ArgumentOutOfRangeException(nameof(most), $"Plot.Activity: most is {most}; it must be ≥ 1.");
        var first = all[0];
        if (Array.Find(all, one => one.From != first.From || one.Until != first.Until) is { } other)
            throw new ArgumentException(
                $"Plot.Activity: {other.Name} is from {other.From} to {other.Until} ms, {first.Name} from {first.From} to {first.Until}; "
                + "the windows must be the same.", nameof(populations));
        if (bin == 0) bin = Math.Max(1, Math.Round(first.Duration / RateBins / first.Dt)) * first.Dt;

        var neurons = all.Sum(one => (long)one.Size);
        int[] shown = [.. all.Select(one => (int)Math.Clamp(Math.Round(one.Size * Math.Min(1, most / (double)neurons)), 1, one.Size))];
        var rows = shown.Sum();
        var raster = new Panel(rows < neurons ? $"spikes of {rows} of {neurons} neurons" : "spikes", Axis.Whole("neuron"), height: 1.6);
        var rates = new Panel($"rates in bins of {bin:0.###} ms", "rate (Hz)", "time (ms)", 0.8);
        var below = 0;
        for (var p = 0; p < all.Length; p++)
        {
            var (trains, start, end) = (all[p], below, below + shown[p]);
            below = end;
            // rows of the others are empty, as a panel counts all from 0
            raster = raster.Raster(
                Enumerable.Range(0, rows).Select(row => row >= start && row < end ? trains.Times(row - start) : []), trains.Name, Palette.Of(p));
            var course = trains.RateCourse(bin);
            rates = rates.Line(trains.Name, course.Times, course.Rates, color: Palette.Of(p));
        }
        return new Figure(title, raster.XRange(first.From, first.Until), rates.XRange(first.From, first.Until)) { Height = 560 };
    }
}
