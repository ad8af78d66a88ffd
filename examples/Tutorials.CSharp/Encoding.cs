using System.Numerics.Tensors;
using Neurons;
using Neurons.Networks;
using Neurons.Plots;

namespace Tutorials.CSharp;

/// <summary>Spike encoding: an image as rates and as times, a signal as its changes. Follows snnTorch's tutorial 1.</summary>
public static class Encoding
{
    /// <summary>What the tutorial finds.</summary>
    /// <param name="RateError">The largest distance of a pixel's rate over 1000 steps from its grey level.</param>
    /// <param name="SpikeTimes">The step of each pixel's spike in the latency code; −1 for none.</param>
    /// <param name="Changes">The changes of the signal, −1, 0 or 1 a step.</param>
    public sealed record Result(double RateError, int[] SpikeTimes, float[] Changes);

    /// <summary>Runs it.</summary>
    public static Result Run(string figures, ulong seed = 1)
    {
        // A digit: 8 × 8 grey levels from 0 to 1.
        float[] pixels = Digits.Load().Sample(0).ToArray();
        Tensor<float> digit = Tensor.Create(pixels, [64]);

        // The brighter, the more often: in each step a spike with the probability of the grey level.
        Tensor<float> rate = Encode.Rate(digit, steps: 1000, seed);                   // [1000, 64]

        // The brighter, the earlier: one spike a pixel, none where it is black.
        Tensor<float> latency = Encode.Latency(digit, new() { Steps = 50, Linear = true, Normalize = true, Clip = true });

        // What has changed: a spike where a signal rises by the threshold within a step, a negative one where it falls.
        float[] signal = [.. Enumerable.Range(0, 100).Select(t => MathF.Sin(t * MathF.PI / 25))];
        Tensor<float> changes = Encode.Delta(Tensor.Create(signal, [100, 1]), threshold: 0.1, offSpikes: true);

        var firing = Counts(rate).Select(count => count / 1000.0).ToArray();
        var error = firing.Zip(pixels, (r, x) => Math.Abs(r - x)).Max();
        var times = Enumerable.Range(0, 64).Select(pixel => FirstSpike(latency, pixel)).ToArray();
        Console.WriteLine($"rate: a pixel fires at its grey level, to within {error:0.000} after 1000 steps");
        Console.WriteLine($"latency: {times.Count(t => t >= 0)} pixels fire once, the brightest in step {times.Where(t => t >= 0).Min()}");
        Console.WriteLine($"delta: {changes.ToArray().Count(z => z > 0)} rises and {changes.ToArray().Count(z => z < 0)} falls of a sine");

        Tensor<float> first = Encode.Rate(digit, steps: 50, seed);                    // the same spikes: step t has its own random numbers
        Plot.Stack(
            "A digit as spikes: a row for each pixel",
            Plot.Raster(first).WithTitle("rate"),
            Plot.Raster(latency).WithTitle("latency")).Save($"{figures}/encoding.svg");
        Plot.Animation(Tensor.Reshape(first, [50, 8, 8]), Tensor.Reshape(digit, [8, 8])).Save($"{figures}/encoding-rate.svg");
        Plot.Stack("A sine as its changes", Plot.Trace(signal, "signal"), Plot.Trace(changes, "spike")).Save($"{figures}/encoding-delta.svg");
        return new(error, times, changes.ToArray());
    }

    private static float[] Counts(Tensor<float> spikes) =>
        [.. spikes.ToArray().Chunk(64).Aggregate((sum, step) => [.. sum.Zip(step, (a, b) => a + b)])];

    private static int FirstSpike(Tensor<float> spikes, int pixel) =>
        Array.IndexOf([.. spikes.ToArray().Where((_, i) => i % 64 == pixel)], 1f);
}
