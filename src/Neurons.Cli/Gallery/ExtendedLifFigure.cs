using Neurons.Plots;

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

    /// <summary>What is to be said of it; its numbers are measured by a test.</summary>
    public const string Caption =
        "The five modes of ExtendedLif on the same noisy ramp. Dots are spikes. The constant neuromodulation is switched off, "
        + "so that nothing but the mode differs; "
        + "τ = 5 ms and a spike adds 0.1 to the adaptation, so that the input is seen. "
        + "Dynamic probability is said to give many spikes at first and to settle then. "
        + "Its equations do not: they bring the probability of a spike closer to one half. "
        + "With the preset's own parameters at a constant drive of 2, "
        + "the rate of 10,000 neurons rises from 0.358 spikes a step in the first 20 steps to 0.449 in the last 100 of 400; "
        + "at a drive of 60, which alone carries the potential far above the threshold in a step, it falls from 0.655 to 0.551.";

    public static Figure Draw()
    {
        var noise = Recording.Noise(Steps, 0.4, stream: 0);
        var ramp = Recording.Course(Steps, t => 4.0 * t / Steps + noise[t]);
        // raised for a while, lowered for another
        var signal = Recording.Course(Steps, t => t is >= 100 and < 200 ? 6 : t is >= 250 and < 350 ? -6 : 0);
        var times = Recording.Course(Steps, t => t + 1);

        var panels = new List<Panel> { new Panel("input: a ramp with noise", "I", height: 0.8).Line(null, times, ramp, color: Palette.Frame) };
        foreach (var (preset, title) in Modes)
        {
            var isModulated = preset == "neuromodulation";
            var run = Recording.Of(
                "ExtendedLif", isModulated ? [ramp, signal] : [ramp], 1, preset, ["Neuromodulation=0", "Tau=5", "SpikeIncrease=0.1"]);
            double[] spikes = run.SpikeTimes()[0];
            panels.Add(new Panel($"{title} ({spikes.Length} spikes)", "v")
                .Line("v", times, run.State("V"), color: Palette.Blue)
                .Line("threshold", times, run.State("VTh"), color: Palette.Vermillion)
                .Points("spike", spikes, spikes.Select(_ => 2.75).ToArray(), diameter: 3, color: Palette.Ink).YRange(-1, 3));
        }

        panels.Add(new Panel("modulation of the last mode", "", "time (ms)", 0.8)
            .Line("m", times, signal, step: true, color: Palette.Frame)
            .Line("sigmoid of m, added to the current", times, signal.Select(m => 1 / (1 + Math.Exp(-m))).ToArray(), step: true,
                color: Palette.Green));
        return new Figure("Five modes of ExtendedLif", panels.Select(panel => panel.XRange(0, Steps))) { Height = 1060 };
    }
}
