using System.Diagnostics;

namespace Neurons.Deploy;

/// <summary>How long an application takes to begin, to predict for the first time, and to run.</summary>
internal static class Timing
{
    public static void Print()
    {
        var start = (DateTime.Now - Process.GetCurrentProcess().StartTime).TotalMilliseconds;
        var watch = Stopwatch.StartNew();
        var network = Networks.Small();
        var input = Inputs.Floats(1, 64);
        network.Predict(input, timeSteps: 25);
        Console.WriteLine($"start {start:0} ms, first prediction {watch.Elapsed.TotalMilliseconds:0} ms");

        Run("predict, 1 sample", 25 * 58, () => network.Predict(input, timeSteps: 25));
        var layer = new CubaLif(1024);
        var current = Inputs.Floats(1000, 1024);
        var state = layer.Initial<float>(1)[0];
        var buffers = layer.Buffers<float>(1000, 1);
        var gradient = Inputs.Floats(1000, 1, 1024);
        current = Inputs.Floats(1000, 1, 1024);
        Run("CubaLif forward", 1000 * 1024, () => layer.Integral(current, state, buffers));
        Run("CubaLif backward", 1000 * 1024, () => layer.Pullback(current, state).Gradients(gradient));
    }

    /// <summary>The fastest of many runs: the first ones wait for the just-in-time compiler.</summary>
    private static void Run(string name, double neuronSteps, Action run)
    {
        var best = double.PositiveInfinity;
        var all = Stopwatch.StartNew();
        while (all.ElapsedMilliseconds < 2000)
        {
            var watch = Stopwatch.StartNew();
            run();
            best = Math.Min(best, watch.Elapsed.TotalSeconds);
        }

        Console.WriteLine($"{name}: {best * 1e6:0.0} µs, {neuronSteps / best / 1e6:0} M neuron-steps a second");
    }
}
