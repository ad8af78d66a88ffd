using Neurons;
using Neurons.Plots;

namespace Tutorials.CSharp;

/// <summary>Neurons whose synapses have a time course of their own. Follows snnTorch's tutorial 4.</summary>
public static class SecondOrder
{
    /// <summary>What the tutorial finds.</summary>
    /// <param name="SynapticDeviation">The largest distance of Synaptic's response to a spike from its closed form.</param>
    /// <param name="AlphaDeviation">The same of Alpha.</param>
    /// <param name="Peaks">The steps of the largest potential: Leaky, Synaptic, Alpha.</param>
    /// <param name="Spikes">What the three fire under a train of spikes.</param>
    public sealed record Result(double SynapticDeviation, double AlphaDeviation, int[] Peaks, int[] Spikes);

    /// <summary>Runs it.</summary>
    public static Result Run(string figures)
    {
        const double a = 0.9, b = 0.8, weight = 0.2;
        var leaky = new Leaky(1, new() { Beta = b });                      // jumps, and decays
        var synaptic = new Synaptic(1, new() { Alpha = a, Beta = b });     // a current that decays charges the membrane
        var alpha = new Alpha(1, new() { Alpha = a, Beta = b });           // the difference of two currents

        // One spike at step 0: none of them reaches the threshold.
        var pulse = new double[60, 1];
        pulse[0, 0] = weight;
        var responses = new[] { leaky.Record(pulse, "Mem").Item1, synaptic.Record(pulse, "Mem").Item1, alpha.Record(pulse, "Mem").Item1 }
            .Select(record => record["Mem"].ToArray()).ToArray();

        // The membrane by hand: Σ βᵗ⁻ᵏ αᵏ = (αᵗ⁺¹ − βᵗ⁺¹)/(α − β), and τ (αᵗ − βᵗ) with τ = ln α/(ln β − ln α) + 1.
        var tau = Math.Log(a) / (Math.Log(b) - Math.Log(a)) + 1;
        double Synaptic(int t) => weight * (Math.Pow(a, t + 1) - Math.Pow(b, t + 1)) / (a - b);
        double Alpha(int t) => weight * tau * (Math.Pow(a, t) - Math.Pow(b, t));
        var synapticDeviation = responses[1].Select((mem, t) => Math.Abs(mem - Synaptic(t))).Max();
        var alphaDeviation = responses[2].Select((mem, t) => Math.Abs(mem - Alpha(t))).Max();
        int[] peaks = [.. responses.Select(mem => Array.IndexOf(mem, mem.Max()))];
        Console.WriteLine($"one spike: Leaky peaks in step {peaks[0]}, Synaptic in step {peaks[1]}, Alpha in step {peaks[2]}");
        Plot.Curves("step", "membrane potential",
                new("Leaky", Steps(60), responses[0]), new("Synaptic", Steps(60), responses[1]), new("Alpha", Steps(60), responses[2]))
            .WithTitle("The response to one spike").Save($"{figures}/second-order.svg");

        // A spike every five steps, each strong enough for half the threshold: what lasts adds up.
        double[,] Train(int neuron)
        {
            var train = new double[100, 1];
            for (var t = 0; t < 100; t += 5) train[t, 0] = 0.5 * weight / responses[neuron].Max();
            return train;
        }

        var l = leaky.Record(Train(0), "Mem", "Output").Item1;
        var s = synaptic.Record(Train(1), "Mem", "Output").Item1;
        var p = alpha.Record(Train(2), "Mem", "Output").Item1;
        int[] spikes = [Count(l["Output"]), Count(s["Output"]), Count(p["Output"])];
        Console.WriteLine($"20 spikes of half the threshold: Leaky fires {spikes[0]}, Synaptic {spikes[1]}, Alpha {spikes[2]} times");
        Plot.Stack("A spike every five steps",
            Plot.Trace(l["Mem"], "Leaky"), Plot.Trace(s["Mem"], "Synaptic"), Plot.Trace(p["Mem"], "Alpha")).Save($"{figures}/second-order-train.svg");
        return new(synapticDeviation, alphaDeviation, peaks, spikes);
    }

    private static double[] Steps(int count) => [.. Enumerable.Range(0, count).Select(t => (double)t)];

    private static int Count(System.Numerics.Tensors.Tensor<double> spikes) => (int)spikes.ToArray().Sum();
}
