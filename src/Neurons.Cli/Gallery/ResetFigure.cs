using Neurons.Plots;

namespace Neurons.Cli.Gallery;

/// <summary>What a spike does to the membrane: subtract, zero, none; in the next step or at once; with a refractory period.</summary>
internal static class ResetFigure
{
    private const int Steps = 60;

    private static readonly (string Title, string Model, string[] Changes)[] Resets =
    [
        ("subtract, next step", "Leaky", ["Reset=Subtract", "Timing=Delayed"]),
        ("subtract, at once", "Leaky", ["Reset=Subtract", "Timing=Immediate"]),
        ("to zero, next step", "Leaky", ["Reset=Zero", "Timing=Delayed"]),
        ("to zero, at once", "Leaky", ["Reset=Zero", "Timing=Immediate"]),
        ("none", "Leaky", ["Reset=None"]),
        ("to zero, held 5 steps", "LifRef", ["Reset=Hard", "Dt=1", "Tau=9.4912", "R=10", "TauRef=5"]),
    ];

    public static Figure Draw()
    {
        var panels = new List<Panel>();
        var drive = Recording.Course(Steps, t => t < 3 ? 0 : 0.32);
        for (var i = 0; i < Resets.Length; i++)
        {
            var (title, model, changes) = Resets[i];
            var run = Recording.Of(model, drive, changes: changes);
            var times = Recording.Course(Steps, t => t + 1);
            var spikes = times.Where((_, t) => run.Output[t] != 0).ToArray();
            panels.Add(new Panel($"{title}: {spikes.Length} spikes", i % 2 == 0 ? "membrane potential" : "", i >= 4 ? Axis.Whole("step") : "")
                .Marks("spike", spikes, color: Palette.Faint)
                .Line("potential", times, run.States[0], color: Palette.Blue)
                .Points(null, times, run.States[0], 3, Palette.Blue)
                .Threshold("threshold", 1, Palette.Vermillion)
                .XRange(0, Steps)
                .YRange(-0.1, model == "Leaky" && changes[0] == "Reset=None" ? 3.5 : 1.6));
        }

        return new Figure("Resets: the same drive and decay (β = 0.9), threshold 1", panels) { Width = 960, Height = 660, Columns = 2 };
    }
}
