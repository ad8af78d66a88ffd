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

        Run("prediction of 1 sample, 25 steps", () => network.Predict(input, timeSteps: 25));
        var linear = new Sequential(1, new Linear(784, 1000));
        var images = Inputs.Floats(128, 784);
        Run("Linear 784 to 1000, 128 samples", () => linear.Predict(images, timeSteps: 1));
        var layer = new CubaLif(1024);
        var current = Inputs.Floats(1000, 1, 1024);
        var state = layer.Initial<float>(batch: 1);
        var buffers = layer.Buffers<float>(steps: 1000, batch: 1);
        Run("CubaLif forward, 1000 steps of 1024", () => layer.Integral(current, state, buffers));
        Run("CubaLif and gradient, the same", () => layer.Pullback(current, state).Gradients(current));
    }

    /// <summary>The fastest of many runs: the first ones wait for the just-in-time compiler.</summary>
    private static void Run(string name, Func<object> run)
    {
        var best = double.PositiveInfinity;
        var all = Stopwatch.StartNew();
        while (all.ElapsedMilliseconds < 1500)
        {
            var watch = Stopwatch.StartNew();
            run();
            best = Math.Min(best, watch.Elapsed.TotalMilliseconds);
        }

        Console.WriteLine($"{name}: {best:0.000} ms");
    }
}
