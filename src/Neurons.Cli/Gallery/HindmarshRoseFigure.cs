using System.Globalization;
using Neurons.Cli.Simulate;
using Neurons.Plots;

namespace Neurons.Cli.Gallery;

/// <summary>From silence over bursts and chaos to even firing: the intervals of Hindmarsh and Rose's neuron over its current.</summary>
internal static class HindmarshRoseFigure
{
    private const int Currents = 351;
    private const double Least = 1.2, Most = 4, Settling = 1000, Measured = 1500, Shown = 800;

    /// <summary>Fine, as an error of the steps moves the current at which chaos ends: by 0.1 with 0.02.</summary>
    private const double Dt = 0.005;

    private static string DtText => Dt.ToString(CultureInfo.InvariantCulture);

    private static readonly (double Current, string Title)[] _traces =
        [(1.8, "x = 1.8: bursts of two"), (2.4, "x = 2.4: bursts of three"), (3.25, "x = 3.25: chaos"), (3.8, "x = 3.8: even firing")];

    public static Figure Draw()
    {
        var currents = Recording.Course(Currents, k => Least + (Most - Least) * k / (Currents - 1));
        var neurons = new ConstantCurrents(new Settings("HindmarshRose", "", [], [], DtText), currents);
        neurons.Count(Settling);
        var intervals = neurons.SpikeTimes(Measured)
            .SelectMany((train, k) => train.Zip(train.Skip(1), (before, after) => (Current: currents[k], Interval: after - before))).ToArray();

        var diagram = new Panel("intervals between spikes", Axis.Log("interval (time units)"), "current x", 2.4)
            .Points(null, intervals.Select(one => one.Current).ToArray(), intervals.Select(one => one.Interval).ToArray(), 1.5, Palette.Blue)
            .Marks(null, _traces.Select(trace => trace.Current).ToArray(), dashed: true)
            .XRange(Least, Most);
        return new Figure("Hindmarsh and Rose's neuron: bursts, chaos, even firing", [diagram, .. _traces.Select(Trace)])
        { Width = 900, Height = 1000, SharedX = false };
    }

    private static Panel Trace((double Current, string Title) trace, int place)
    {
        var steps = (int)((Settling + Shown) / Dt);
        var run = Recording.Of("HindmarshRose", Recording.Course(steps, _ => trace.Current), dt: DtText);
        var first = (int)(Settling / Dt);
        return new Panel(trace.Title, "V", place == _traces.Length - 1 ? "time (time units)" : "", 0.8)
            .Line(null, Recording.Course(steps - first, t => (t + 1) * Dt), run.State("V")[first..], color: Palette.Blue)
            .XRange(0, Shown).YRange(-2, 2.2);
    }
}
