using Neurons.Plots;

namespace Neurons.Cli.Gallery;

/// <summary>Two answers of Hodgkin and Huxley's axon, with its gates.</summary>
internal static class HodgkinHuxleyFigure
{
    private const double Dt = 0.01, Length = 90;

    public static Figure Draw()
    {
        // below the onset of repetitive firing, then above it
        var current = Recording.Course((int)(Length / Dt), t => (t * Dt) switch { >= 5 and < 30 => 4, >= 40 and < 80 => 10, _ => 0.0 });
        var run = Recording.Of("HodgkinHuxley", current);
        var times = run.Time.Shown;
        return new Figure(
            "Hodgkin and Huxley's axon",
            new Panel("membrane potential", "V (mV)", height: 1.3).Line("V", times, run.State("V"), color: Palette.Blue)
                .Threshold("V_th, whose crossing is the spike", 20, Palette.Vermillion),
            new Panel("gates", "share that is open").Line("m, sodium opens", times, run.State("M"), color: Palette.Vermillion)
                .Line("h, sodium is not inactivated", times, run.State("H"), color: Palette.Green)
                .Line("n, potassium opens", times, run.State("N"), color: Palette.Purple).YRange(0, 1),
            new Panel("input", "x (µA/cm²)", "time (ms)", 0.6).Line(null, times, current, step: true, color: Palette.Frame))
        { Height = 620 };
    }
}
