using Neurons.Cli.Plots;
using Neurons.Cli.Simulate;

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
            new Figure("Ten leaky integrate-and-fire neurons", height: 640),
            run,
            "membrane potentials, each in its row from reset (−65 mV) to threshold (−50 mV)",
            v => (v + 65) / 15);
    }

    public static Figure Bernoulli()
    {
        var run = Recording.Of("Bernoulli", [Recording.Course(200 * Neurons, i => -5 + 0.5 * (i % Neurons))], Neurons, changes: ["Tau=4"]);
        return Draw(
            new Figure("Ten Bernoulli neurons (τ = 4 ms), drives from −5 to −0.5", height: 640),
            run,
            "probability of a spike at the potential, each in its row from 0 to 1",
            v => 1 / (1 + Math.Exp(-v)));
    }

    public static Figure LifAgainstBernoulli()
    {
        const int Steps = 300;
        var course = Recording.Course(Steps, t => -2.2 + 2.2 * Math.Sin(2 * Math.PI * t / 150));
        var drive = Recording.Course(Steps * Neurons, i => course[i / Neurons]);
        var lif = Recording.Of("Lif", [drive], Neurons, changes: ["Tau=4", "VTh=-1", "VReset=-3", "VRest=0"], dt: "1", start: [-3]);
        var bernoulli = Recording.Of("Bernoulli", [drive], Neurons, changes: ["Tau=4"]);
        var times = lif.Time.Shown;
        var figure = new Figure("The same drive, with a threshold and by chance", height: 780);
        figure.Panel("drive of all neurons", "x", height: 0.7).Line(null, times, course, colour: Palette.Frame);
        figure.Panel("leaky integrate-and-fire: potential of one neuron", "V (mV)")
            .Line("V", times, lif.Neuron(lif.State("V"), 0), colour: Palette.Blue).Threshold("threshold", -1, Palette.Vermillion);
        figure.Panel("leaky integrate-and-fire: spikes of ten neurons", "neuron").Raster(lif.SpikeTimes());
        figure.Panel("Bernoulli: potential of one neuron", "v").Line("v", times, bernoulli.Neuron(bernoulli.State("V"), 0), colour: Palette.Green);
        figure.Panel("Bernoulli: spikes of ten neurons", "neuron", "time (ms)").Raster(bernoulli.SpikeTimes());
        return Over(figure, times);
    }

    private static Figure Draw(Figure figure, Simulation run, string title, Func<double, double> share)
    {
        const double Room = 0.85;
        var times = run.Time.Shown;
        var rows = figure.Panel(title, "neuron", height: 1.5);
        for (var neuron = 0; neuron < Neurons; neuron++)
        {
            double[] heights = [.. run.Neuron(run.State("V"), neuron).Select(v => neuron + Room * (share(v) - 0.5))];
            rows.Line(null, times, heights, colour: Palette.Of(neuron % 3));
        }

        rows.YRange(-0.6, Neurons - 0.4);
        figure.Panel("spikes", "neuron", "time (ms)").Raster(run.SpikeTimes());
        return Over(figure, times);
    }

    private static Figure Over(Figure figure, double[] times)
    {
        foreach (var panel in figure.Panels)
        {
            panel.XRange(0, times[^1]);
        }

        return figure;
    }
}
