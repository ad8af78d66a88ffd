using System.Numerics.Tensors;
using Neurons;
using Neurons.Networks;
using Neurons.Plots;

namespace Tutorials.CSharp;

/// <summary>A network of leaky neurons, forward only. Follows snnTorch's tutorial 3.</summary>
public static class Feedforward
{
    /// <summary>What the tutorial finds.</summary>
    /// <param name="Hidden">Spikes of the hidden layer.</param>
    /// <param name="Output">Spikes of the output layer.</param>
    /// <param name="Agreement">The share of output spikes that are the same layer by layer and as a network.</param>
    public sealed record Result(int Hidden, int Output, double Agreement);

    /// <summary>Runs it.</summary>
    public static Result Run(string figures, ulong seed = 1)
    {
        // A digit as 100 steps of spikes: time, batch, features.
        var digit = Tensor.Create(Digits.Load().Sample(0).ToArray(), [1, 64]);
        var input = Encode.Rate(digit, steps: 100, seed);                             // [100, 1, 64]

        // 64 pixels, 100 hidden neurons, 10 outputs, with the first weights of this seed.
        var (fc1, lif1) = (new Linear(64, 100, weights: Initializer.KaimingNormal()), new Leaky(100, new() { Beta = 0.8 }));
        var (fc2, lif2) = (new Linear(100, 10, weights: Initializer.KaimingNormal()), new Leaky(10, new() { Beta = 0.8 }));
        var network = new Sequential(seed, fc1, lif1, fc2, lif2);
        Tensor<float> output = network.Predict(input);                                // [100, 1, 10]
        Console.WriteLine(network.Summary());

        // The same by hand: all steps of a layer, then the next.
        var currents = Tensor.CreateFromShape<float>([100, 1, 100]);
        fc1.Forward(fc1.Weight.Value, fc1.Bias!.Value, input, currents);
        var (hidden, _) = lif1.Integral(currents);
        var outputCurrents = Tensor.CreateFromShape<float>([100, 1, 10]);
        fc2.Forward(fc2.Weight.Value, fc2.Bias!.Value, hidden, outputCurrents);
        var (byHand, _) = lif2.Integral(outputCurrents);

        var agreement = byHand.ToArray().Zip(output.ToArray(), (x, y) => x == y ? 1.0 : 0.0).Average();
        var (inside, outside) = ((int)hidden.ToArray().Sum(), (int)output.ToArray().Sum());
        Console.WriteLine($"{input.ToArray().Sum()} spikes go in, {inside} are fired inside, {outside} come out; {agreement:P1} the same by hand");
        Plot.Stack(
            "A digit on its way through a network",
            Plot.Raster(input).WithTitle("input"), Plot.Raster(hidden).WithTitle("hidden"), Plot.Raster(output).WithTitle("output"))
            .Save($"{figures}/feedforward.svg");
        return new(inside, outside, agreement);
    }
}
