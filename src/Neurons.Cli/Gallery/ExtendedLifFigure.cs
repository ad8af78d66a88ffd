using Neurons.Cli.Plots;

namespace Neurons.Cli.Gallery;

/// <summary>The five modes of the extended leaky integrate-and-fire neuron.</summary>
internal static class ExtendedLifFigure
{
    private const int Steps = 400;

    private static readonly (string Preset, string Title)[] Modes =
    [
        ("deterministic", "deterministic: a spike at the threshold"),
        ("stochastic", "stochastic: chance, by v − threshold"),
        ("adaptive_threshold", "adaptive threshold: it rises with every spike"),
        ("dynamic_probability", "dynamic probability: flatter after spikes"),
        ("neuromodulation", "neuromodulation: a second input drives as well"),
    ];

    public static Figure Draw()
    {
        var noise = Recording.Noise(Steps, 0.4, stream: 0);
        var ramp = Recording.Course(Steps, t => 4.0 * t / Steps + noise[t]);
        // raised for a while, lowered for another
        var signal = Recording.Course(Steps, t => t is >= 100 and < 200 ? 6 : t is >= 250 and < 350 ? -6 : 0);
        var times = Recording.Course(Steps, t => t + 1);

        var figure = new Figure("Five modes of ExtendedLif", height: 1060);
        figure.Panel("input: a ramp with noise", "I", height: 0.8).Line(null, times, ramp, colour: Palette.Frame);
        foreach (var (preset, title) in Modes)
        {
            var isModulated = preset == "neuromodulation";
            var run = Recording.Of("ExtendedLif", isModulated ? [ramp, signal] : [ramp], 1, preset, ["Neuromodulation=0", "Tau=5", "SpikeIncrease=0.1"]);
            var panel = figure.Panel($"{title} ({run.SpikeTimes()[0].Length} spikes)", "v")
                .Line("v", times, run.State("V"), colour: Palette.Blue)
                .Line("threshold", times, run.State("VTh"), colour: Palette.Vermillion);
            double[] spikes = run.SpikeTimes()[0];
            panel.Points("spike", spikes, [.. spikes.Select(_ => 2.75)], diameter: 3, colour: Palette.Ink).YRange(-1, 3);
        }

        figure.Panel("modulation of the last mode", "", "time (ms)", 0.8)
            .Line("m", times, signal, step: true, colour: Palette.Frame)
            .Line("sigmoid of m, added to the current", times, [.. signal.Select(m => 1 / (1 + Math.Exp(-m)))], step: true, colour: Palette.Green);
        foreach (var panel in figure.Panels)
        {
            panel.XRange(0, Steps);
        }

        return figure;
    }
}
