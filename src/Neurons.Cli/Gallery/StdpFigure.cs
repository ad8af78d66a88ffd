using Neurons.Plasticity;
using Neurons.Plots;
using Neurons.Verification;

namespace Neurons.Cli.Gallery;

/// <summary>The window of spike-timing-dependent plasticity: what one pair of spikes does to a weight, by the time between them.</summary>
internal static class StdpFigure
{
    private const int Steps = 401;
    private const int PreStep = 200;
    private const int Furthest = 150;

    private static readonly double[] Weights = [0.2, 0.5, 0.8];

    private static readonly (string Title, WeightDependence Dependence)[] Forms =
    [
        ("additive, and additive with a step: at every weight", WeightDependence.Additive),
        ("multiplicative: less near the bounds 0 and 1", WeightDependence.MultiplicativeRelu),
    ];

    public static Figure Draw()
    {
        var panels = new List<Panel>();
        foreach (var (title, dependence) in Forms)
        {
            var isLast = dependence == Forms[^1].Dependence;
            var panel = new Panel(title, "change of the weight (% of range)", isLast ? "postsynaptic minus presynaptic spike (ms)" : "");
            foreach (var weight in dependence.IsAdditive ? [0.5] : Weights)
            {
                // before and after by themselves, as the window jumps between them
                double[] delays = [.. Enumerable.Range(-Furthest, 2 * Furthest + 1).Select(delay => (double)delay)];
                double[] changes = [.. delays.Select(delay => delay == 0 ? double.NaN : 100 * Change(dependence, weight, (int)delay))];
                panel = panel.Line($"w = {weight}", delays, changes, gaps: "");
            }

            panels.Add(panel.Marks(null, new[] { 0.0 }, dashed: true).Threshold(null, 0).XRange(-Furthest, Furthest));
        }

        return new Figure("Spike-timing-dependent plasticity", panels) { Height = 620 };
    }

    /// <summary>The change of a weight by one pair of spikes, the postsynaptic one so many steps of 1 ms after the other.</summary>
    private static double Change(WeightDependence dependence, double weight, int delay)
    {
        var p = StdpModule.parameters;
        // A spike adds 1 to its trace, and the weight changes by 1 % at most.
        p = new(p.TauPreInv, p.TauPostInv, 1 / (p.Dt * p.TauPreInv), 1 / (p.Dt * p.TauPostInv), 0.01, 0.01, p.WMin, p.WMax, dependence, p.Dt);
        var pre = Recording.Course(Steps, t => t == PreStep ? 1 : 0);
        var post = Recording.Course(Steps, t => t == PreStep + delay ? 1 : 0);
        var (weights, _) = StdpModule.integral(
            p, StdpModule.initial<double>([1, 1], [1, 1]), Arrays.Tensor<double>([weight], 1, 1),
            Arrays.Tensor<double>(pre, Steps, 1, 1), Arrays.Tensor<double>(post, Steps, 1, 1));
        return weights[0, 0] - weight;
    }
}
