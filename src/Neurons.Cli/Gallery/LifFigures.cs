using System.Numerics.Tensors;
using Neurons.Plots;
using Neurons.Verification;

namespace Neurons.Cli.Gallery;

/// <summary>A single leaky integrate-and-fire neuron.</summary>
internal static class LifFigures
{
    private static readonly string[] Parameters = ["Tau=20", "VTh=-50", "VReset=-65", "VRest=-65"];

    public static Figure Trace()
    {
        var run = Recording.Of("Lif", Recording.Step(2000, 20), changes: Parameters);
        return Draw("Leaky integrate-and-fire", run, run.Inputs[0], null);
    }

    public static Figure BehindRelu()
    {
        const int Steps = 3000;
        var noise = Recording.Noise(Steps / 10, 10, stream: 0);
        var signal = Recording.Course(Steps, t => 40 * Math.Sin(2 * Math.PI * t / 1000) + noise[t / 10]);
        var relu = new Sequential(Recording.Seed, new Activation(ActivationFunction.Relu, 1)).Predict(Arrays.Tensor<float>(signal, Steps, 1, 1));
        var run = Recording.Of("Lif", Arrays.Flat(relu), changes: Parameters);
        return Draw("ReLU and leaky integrate-and-fire", run, run.Inputs[0], signal);
    }

    /// <summary>The ReLU over its input, and how often the neuron fires that it drives, over the same input.</summary>
    public static Figure ReluCurve()
    {
        const int Points = 241;
        const int Steps = 10_000;
        const double Most = 60;
        var xs = Recording.Course(Points, k => Most * (2.0 * k / (Points - 1) - 1));
        var relu = new Sequential(Recording.Seed, new Activation(ActivationFunction.Relu, 1)).Predict(Arrays.Tensor<float>(xs, 1, Points, 1));
        var currents = Arrays.Flat(relu);
        var run = Recording.Of("Lif", [Recording.Course(Steps * Points, i => currents[i % Points])], Points, changes: Parameters);
        double[] rates = [.. run.SpikeTimes().Select(train => train.Length / (Steps * run.Time.SecondsPerStep))];
        return new Figure(
            "A ReLU, and the neuron behind it, over the input",
            new Panel("current into the neuron: ReLU of the input", "I (mA)").Line(null, xs, currents, color: Palette.Green),
            new Panel("firing rate of the neuron", "rate (Hz)", "input x (mA)").Line(null, xs, rates, color: Palette.Blue)
                .Marks(null, [15.0], dashed: true, Palette.Frame))
        {
            Height = 460,
        }.Select(panel => panel.XRange(-Most, Most));
    }

    private static Figure Draw(string name, Simulate.NeuronRun run, double[] current, double[]? signal)
    {
        var times = run.Time.Shown;
        var panels = new List<Panel>();
        if (signal is not null) panels.Add(new Panel("signal", "x (mA)", height: 0.7).Line(null, times, signal, color: Palette.Frame));
        panels.Add(new Panel(signal is null ? "input current" : "input current: ReLU of the signal", "I (mA)", height: 0.7)
            .Line(null, times, current, step: true, color: Palette.Green));
        panels.Add(new Panel("membrane potential", "V (mV)", height: 1.6)
            .Line("V", times, run.State("V"), color: Palette.Blue)
            .Threshold("threshold", -50, Palette.Vermillion)
            .Threshold("reset and rest", -65));
        panels.Add(new Panel("spikes", "neuron", "time (ms)", 0.25).Raster(run.SpikeTimes()));
        return new Figure(name, panels.Select(panel => panel.XRange(0, times[^1]))) { Height = signal is null ? 460 : 580 };
    }
}
