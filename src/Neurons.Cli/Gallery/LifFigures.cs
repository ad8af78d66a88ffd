using System.Numerics.Tensors;
using Neurons.Cli.Plots;
using Neurons.Verification;

namespace Neurons.Cli.Gallery;

/// <summary>A single leaky integrate-and-fire neuron.</summary>
internal static class LifFigures
{
    private static readonly string[] Parameters = ["Tau=20", "VTh=-50", "VReset=-65", "VRest=-65"];

    public static Figure Trace()
    {
        var run = Recording.Of("Lif", Recording.Step(2000, 20), changes: Parameters);
        return Draw(new Figure("Leaky integrate-and-fire", height: 460), run, run.Inputs[0], null);
    }

    public static Figure BehindRelu()
    {
        const int Steps = 3000;
        var noise = Recording.Noise(Steps / 10, 10, stream: 0);
        var signal = Recording.Course(Steps, t => 40 * Math.Sin(2 * Math.PI * t / 1000) + noise[t / 10]);
        var relu = new Sequential(Recording.Seed, new Activation(ActivationFunction.Relu, 1)).Predict(Arrays.Tensor<float>(signal, Steps, 1, 1));
        var run = Recording.Of("Lif", Arrays.Flat(relu), changes: Parameters);
        return Draw(new Figure("ReLU and leaky integrate-and-fire", height: 580), run, run.Inputs[0], signal);
    }

    private static Figure Draw(Figure figure, Simulate.Simulation run, double[] current, double[]? signal)
    {
        var times = run.Time.Shown;
        if (signal is not null)
        {
            figure.Panel("signal", "x (mA)", height: 0.7).Line(null, times, signal, colour: Palette.Frame);
        }

        figure.Panel(signal is null ? "input current" : "input current: ReLU of the signal", "I (mA)", height: 0.7)
            .Line(null, times, current, step: true, colour: Palette.Green);
        figure.Panel("membrane potential", "V (mV)", height: 1.6)
            .Line("V", times, run.State("V"), colour: Palette.Blue)
            .Threshold("threshold", -50, Palette.Vermillion)
            .Threshold("reset and rest", -65);
        figure.Panel("spikes", "neuron", "time (ms)", 0.25).Raster(run.SpikeTimes());
        foreach (var panel in figure.Panels)
        {
            panel.XRange(0, times[^1]);
        }

        return figure;
    }
}
