using System.Numerics.Tensors;
using Neurons.Cli.Simulate;
using Neurons.Plots;
using Neurons.Verification;

namespace Neurons.Cli.Gallery;

/// <summary>Ten neurons at once.</summary>
internal static class PopulationFigures
{
    private const int Neurons = 10;

    public static Figure Lif()
    {
        const int Steps = 2000;
        var noise = Recording.Noise(Steps * Neurons, 25, stream: 0);
        var drive = Recording.Course(Steps * Neurons, i => 15 * (1 + 0.2 * (i % Neurons)) + noise[i]);
        var run = Recording.Of("Lif", [drive], Neurons, changes: ["Tau=20", "VTh=-50", "VReset=-65", "VRest=-65"]);
        return Draw(
            "Ten leaky integrate-and-fire neurons",
            run,
            "V (mV)",
            run.State("V"));
    }

    public static Figure Bernoulli()
    {
        var run = Recording.Of("Bernoulli", [Recording.Course(200 * Neurons, i => -5 + 0.5 * (i % Neurons))], Neurons, changes: ["Tau=4"]);
        return Draw(
            "Ten Bernoulli neurons (τ = 4 ms), drives from −5 to −0.5",
            run,
            "probability of a spike at the potential",
            Array.ConvertAll(run.State("V"), v => 1 / (1 + Math.Exp(-v))));
    }

    public static Figure LifAgainstBernoulli()
    {
        const int Steps = 300;
        var course = Recording.Course(Steps, t => -2.2 + 2.2 * Math.Sin(2 * Math.PI * t / 150));
        var drive = Recording.Course(Steps * Neurons, i => course[i / Neurons]);
        var lif = Recording.Of("Lif", [drive], Neurons, changes: ["Tau=4", "VTh=-1", "VReset=-3", "VRest=0"], dt: "1", start: [-3]);
        var bernoulli = Recording.Of("Bernoulli", [drive], Neurons, changes: ["Tau=4"]);
        var times = lif.Time.Shown;
        return new Figure("The same drive, with a threshold and by chance", Over(times,
            new Panel("drive of all neurons", "x", height: 0.7).Line(null, times, course, color: Palette.Frame),
            new Panel("leaky integrate-and-fire: potential of one neuron", "V (mV)")
                .Line("V", times, lif.Neuron(lif.State("V"), 0), color: Palette.Blue).Threshold("threshold", -1, Palette.Vermillion),
            new Panel("leaky integrate-and-fire: spikes of ten neurons", "neuron").Raster(lif.SpikeTimes()),
            new Panel("Bernoulli: potential of one neuron", "v").Line("v", times, bernoulli.Neuron(bernoulli.State("V"), 0), color: Palette.Green),
            new Panel("Bernoulli: spikes of ten neurons", "neuron", "time (ms)").Raster(bernoulli.SpikeTimes())))
        { Height = 780 };
    }

    /// <summary>The course of each neuron on axes of its own, and the spikes of all below on the same time.</summary>
    private static Figure Draw(string name, Simulate.Simulation run, string label, double[] courses)
    {
        var time = new TimeStep(run.Time.ShownDt, run.Time.ShownUnit);
        Tensor<double> Of(double[] values) => Arrays.Tensor<double>(values, run.Time.Steps, Neurons);
        return Plot.Stack(name, Plot.Trace(Of(courses), label, time, apart: true), Plot.Raster(Of(run.Output), time) with { Title = "spikes" });
    }

    private static IEnumerable<Panel> Over(double[] times, params IEnumerable<Panel> panels) => panels.Select(panel => panel.XRange(0, times[^1]));
}
